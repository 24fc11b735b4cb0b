// SPDX-License-Identifier: GPL-3.0-or-later
// What the text of a table may contain, before its words are looked at.
#ifndef CPF_CLASSIFY_TEXT_H
#define CPF_CLASSIFY_TEXT_H

#include "classify/lexer.h"

enum {
  CPF_TABLE_BYTES = 1 << 20, // largest file
  CPF_TABLE_LINE = 4096      // longest line in bytes, its end not counted
};

// text[0..length), followed by a zero byte, as a table: UTF-8; lines no
// longer than CPF_TABLE_LINE that end with LF or CR LF; no control characters but tabs; non-ASCII
// characters in comments only. CPF_EPARSE with "file:line:column: ..." otherwise. Cost: O(length).
enum cpf_status cpf_text_check(struct cpf_patterns *patterns, const char *file, const char *text,
                               size_t length, struct cpf_error *err);

// Reads the whole file into *text, which the caller frees, with a zero byte behind it.
// CPF_EIO when it cannot be read, is a directory or is larger than CPF_TABLE_BYTES.
enum cpf_status cpf_text_read(const char *path, char **text, size_t *length, struct cpf_error *err);

#endif
