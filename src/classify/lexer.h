// SPDX-License-Identifier: GPL-3.0-or-later
// The words of a line of a reference table. The only place where PCRE2 is used.
#ifndef CPF_CLASSIFY_LEXER_H
#define CPF_CLASSIFY_LEXER_H

#include <stdbool.h>
#include <stddef.h>

#include "cpfind/status.h"

// Compiled patterns, shared by the lines of one file.
struct cpf_patterns;

// *patterns is owned by the caller.
enum cpf_status cpf_patterns_new(struct cpf_patterns **patterns, struct cpf_error *err);
void cpf_patterns_free(struct cpf_patterns *patterns); // NULL is allowed

// True when text is valid UTF-8; otherwise *at is the offset of the first invalid character.
bool cpf_patterns_utf8(struct cpf_patterns *patterns, const char *text, size_t length, size_t *at);

enum cpf_token_kind {
  CPF_TOKEN_END = 0, // the end of the line
  CPF_TOKEN_NUMBER,  // 2, 0.5, 1e-3: number
  CPF_TOKEN_STUDENT, // w1, wi, wq: index
  CPF_TOKEN_TEACHER, // v1, vj: index
  CPF_TOKEN_WORD,    // letters and digits; the name of a row, when it was asked for
  CPF_TOKEN_SYMBOL,  // | = + - * / ^ ( ) . > < and >=, <=: symbol
  CPF_TOKEN_JUNK     // a character that belongs to no token
};

// Indices that stand for every student (i), every student but i (q), every teacher (j).
enum { CPF_EACH_I = -1, CPF_EACH_Q = -2, CPF_EACH_J = -3 };

enum { CPF_SYMBOL_GE = 'G', CPF_SYMBOL_LE = 'L' };

struct cpf_token {
  enum cpf_token_kind kind;
  size_t at, length; // offset in the text
  double number;     // may be infinite when the digits exceed the range of double
  int index;         // counted from 1, or CPF_EACH_*
  char symbol;       // the character, or CPF_SYMBOL_*
};

// A place in a line, with the token found there. A copy of the struct is a place to come back to.
struct cpf_lexer {
  struct cpf_patterns *patterns;
  const char *file, *text; // borrowed
  int line;                // counted from 1
  size_t start, end;       // the line is text[start..end)
  struct cpf_token token;
};

// Moves on to the next token.
enum cpf_status cpf_lexer_next(struct cpf_lexer *lx, struct cpf_error *err);

// The same, but takes a row's name, [a-z][a-z0-9-]*, for one word where there is one.
enum cpf_status cpf_lexer_next_name(struct cpf_lexer *lx, struct cpf_error *err);

bool cpf_lexer_at_symbol(const struct cpf_lexer *lx, char symbol);
bool cpf_lexer_at_word(const struct cpf_lexer *lx, const char *word);

// Skips the symbol (the word) or fails with CPF_EPARSE, naming it as what was expected.
enum cpf_status cpf_lexer_expect(struct cpf_lexer *lx, char symbol, struct cpf_error *err);
enum cpf_status cpf_lexer_expect_word(struct cpf_lexer *lx, const char *word,
                                      struct cpf_error *err);

// CPF_EPARSE with "file:line:column: found `token', expected ...".
enum cpf_status cpf_lexer_unexpected(const struct cpf_lexer *lx, struct cpf_error *err,
                                     const char *expected);

// CPF_EPARSE with "file:line:column: ..." at a token of the line.
enum cpf_status cpf_lexer_fail(const struct cpf_lexer *lx, const struct cpf_token *token,
                               struct cpf_error *err, const char *fmt, ...) CPF_PRINTF(4, 5);

#endif
