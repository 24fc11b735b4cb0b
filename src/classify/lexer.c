// SPDX-License-Identifier: GPL-3.0-or-later
// 1. Skip blanks. 2. Match one pattern whose groups are the kinds of token, anchored where the last
// token ended. 3. Convert the text of numbers and indices. Columns count bytes from 1.
#include "classify/lexer.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "status/try.h"

enum { GROUP_NUMBER = 1, GROUP_STUDENT, GROUP_TEACHER, GROUP_WORD, GROUP_SYMBOL, GROUP_JUNK };
enum { SEEN_MAX = 40 }; // longest token shown whole in an error

static const char token_pattern[] = "[ \\t]*+(?:"
                                    "((?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][-+]?[0-9]++)?)"
                                    "|w([1-9][0-9]*+|[iq])(?![A-Za-z0-9_])"
                                    "|v([1-9][0-9]*+|j)(?![A-Za-z0-9_])"
                                    "|([A-Za-z][A-Za-z0-9_]*+)"
                                    "|([<>]=|[-|=+*/^().<>])"
                                    "|(.)"
                                    "|\\z)";
static const char name_pattern[] = "[ \\t]*+([a-z][a-z0-9-]*+)";

struct cpf_patterns {
  pcre2_code *token, *name, *utf8;
  pcre2_match_data *match;
};

static enum cpf_status compile(const char *pattern, uint32_t options, pcre2_code **code,
                               struct cpf_error *err) {
  int number = 0;
  PCRE2_SIZE at = 0;
  *code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, options, &number, &at, NULL);
  if (*code != NULL)
    return CPF_OK;
  return cpf_fail(err, CPF_EINTERNAL, "the pattern `%s' does not compile: PCRE2 error %d at %zu",
                  pattern, number, (size_t)at);
}

enum cpf_status cpf_patterns_new(struct cpf_patterns **patterns, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_patterns *p = NULL;
  CPF_TRY_ALLOC(p, 1, err);
  CPF_TRY(compile(token_pattern, PCRE2_ANCHORED | PCRE2_DOTALL, &p->token, err));
  CPF_TRY(compile(name_pattern, PCRE2_ANCHORED, &p->name, err));
  CPF_TRY(compile("", PCRE2_UTF, &p->utf8, err));
  p->match = pcre2_match_data_create_from_pattern(p->token, NULL);
  if (p->match == NULL)
    CPF_TRY(cpf_fail(err, CPF_ENOMEM, "out of memory: PCRE2 match data"));
  *patterns = p;
  return CPF_OK;
cleanup:
  cpf_patterns_free(p);
  return status;
}

void cpf_patterns_free(struct cpf_patterns *patterns) {
  if (patterns == NULL)
    return;
  pcre2_code_free(patterns->token);
  pcre2_code_free(patterns->name);
  pcre2_code_free(patterns->utf8);
  pcre2_match_data_free(patterns->match);
  free(patterns);
}

// The empty pattern matches everywhere, once PCRE2 has found the whole subject to be valid.
bool cpf_patterns_utf8(struct cpf_patterns *patterns, const char *text, size_t length, size_t *at) {
  if (pcre2_match(patterns->utf8, (PCRE2_SPTR)text, length, 0, 0, patterns->match, NULL) >= 0)
    return true;
  *at = pcre2_get_startchar(patterns->match);
  return false;
}

static enum cpf_status match(struct cpf_lexer *lx, const pcre2_code *code, int *group,
                             struct cpf_error *err) {
  size_t from = lx->token.at + lx->token.length;
  int rc = pcre2_match(code, (PCRE2_SPTR)(lx->text + lx->start), lx->end - lx->start,
                       from - lx->start, 0, lx->patterns->match, NULL);
  *group = 0;
  if (rc == PCRE2_ERROR_NOMATCH)
    return CPF_OK;
  if (rc <= 0)
    return cpf_fail(err, rc == PCRE2_ERROR_NOMEMORY ? CPF_ENOMEM : CPF_EINTERNAL,
                    "%s:%d: PCRE2 error %d", lx->file, lx->line, rc);
  const PCRE2_SIZE *all = pcre2_get_ovector_pointer(lx->patterns->match);
  *group = rc - 1; // the one group that took part is the last
  struct cpf_token token = {.kind = CPF_TOKEN_END, .at = lx->start + all[1]};
  if (*group > 0) {
    const PCRE2_SIZE *span = all + 2 * (size_t)*group;
    token.at = lx->start + span[0];
    token.length = span[1] - span[0];
  }
  lx->token = token;
  return CPF_OK;
}

// "17", "i": the index behind w or v. A number too large for int is refused later, as INT_MAX.
static int index_of(const char *text, size_t length) {
  if (*text == 'i')
    return CPF_EACH_I;
  if (*text == 'q')
    return CPF_EACH_Q;
  if (*text == 'j')
    return CPF_EACH_J;
  int value = 0;
  for (size_t c = 0; c < length; c++) {
    int digit = text[c] - '0';
    if (value > (INT_MAX - digit) / 10)
      return INT_MAX;
    value = 10 * value + digit;
  }
  return value;
}

static void read_number(struct cpf_token *t, const char *text) {
  t->kind = CPF_TOKEN_NUMBER;
  t->number = strtod(text, NULL); // the text ends with a zero byte, and a number does not go on
}

static void read_index(struct cpf_token *t, enum cpf_token_kind kind, const char *text) {
  t->kind = kind;
  t->index = index_of(text, t->length);
  t->at--; // the letter w or v
  t->length++;
}

static void read_symbol(struct cpf_token *t, const char *text) {
  t->kind = CPF_TOKEN_SYMBOL;
  t->symbol = *text;
  if (t->length == 2)
    t->symbol = *text == '>' ? CPF_SYMBOL_GE : CPF_SYMBOL_LE;
}

enum cpf_status cpf_lexer_next(struct cpf_lexer *lx, struct cpf_error *err) {
  int group = 0;
  enum cpf_status status = match(lx, lx->patterns->token, &group, err);
  if (status != CPF_OK)
    return status;
  struct cpf_token *t = &lx->token;
  const char *text = lx->text + t->at;
  if (group == GROUP_NUMBER)
    read_number(t, text);
  else if (group == GROUP_STUDENT)
    read_index(t, CPF_TOKEN_STUDENT, text);
  else if (group == GROUP_TEACHER)
    read_index(t, CPF_TOKEN_TEACHER, text);
  else if (group == GROUP_WORD)
    t->kind = CPF_TOKEN_WORD;
  else if (group == GROUP_SYMBOL)
    read_symbol(t, text);
  else if (group == GROUP_JUNK)
    t->kind = CPF_TOKEN_JUNK;
  return CPF_OK;
}

enum cpf_status cpf_lexer_next_name(struct cpf_lexer *lx, struct cpf_error *err) {
  int group = 0;
  enum cpf_status status = match(lx, lx->patterns->name, &group, err);
  if (status != CPF_OK)
    return status;
  if (group == 0)
    return cpf_lexer_next(lx, err);
  lx->token.kind = CPF_TOKEN_WORD;
  return CPF_OK;
}

bool cpf_lexer_at_symbol(const struct cpf_lexer *lx, char symbol) {
  return lx->token.kind == CPF_TOKEN_SYMBOL && lx->token.symbol == symbol;
}

bool cpf_lexer_at_word(const struct cpf_lexer *lx, const char *word) {
  size_t length = strlen(word);
  return lx->token.kind == CPF_TOKEN_WORD && lx->token.length == length &&
         memcmp(lx->text + lx->token.at, word, length) == 0;
}

enum cpf_status cpf_lexer_expect(struct cpf_lexer *lx, char symbol, struct cpf_error *err) {
  char expected[4] = {'`', symbol, '\'', '\0'};
  if (!cpf_lexer_at_symbol(lx, symbol))
    return cpf_lexer_unexpected(lx, err, expected);
  return cpf_lexer_next(lx, err);
}

enum cpf_status cpf_lexer_expect_word(struct cpf_lexer *lx, const char *word,
                                      struct cpf_error *err) {
  char expected[SEEN_MAX];
  if (!cpf_lexer_at_word(lx, word)) {
    snprintf(expected, sizeof expected, "`%s'", word);
    return cpf_lexer_unexpected(lx, err, expected);
  }
  return cpf_lexer_next(lx, err);
}

enum cpf_status cpf_lexer_unexpected(const struct cpf_lexer *lx, struct cpf_error *err,
                                     const char *expected) {
  const struct cpf_token *t = &lx->token;
  if (t->kind == CPF_TOKEN_END)
    return cpf_lexer_fail(lx, t, err, "found the end of the line, expected %s", expected);
  int shown = t->length > SEEN_MAX ? SEEN_MAX : (int)t->length;
  return cpf_lexer_fail(lx, t, err, "found `%.*s%s', expected %s", shown, lx->text + t->at,
                        t->length > SEEN_MAX ? "..." : "", expected);
}

enum cpf_status cpf_lexer_fail(const struct cpf_lexer *lx, const struct cpf_token *token,
                               struct cpf_error *err, const char *fmt, ...) {
  char text[sizeof err->text];
  va_list args;
  va_start(args, fmt);
  vsnprintf(text, sizeof text, fmt, args);
  va_end(args);
  return cpf_fail(err, CPF_EPARSE, "%s:%d:%zu: %s", lx->file, lx->line, token->at - lx->start + 1,
                  text);
}
