// SPDX-License-Identifier: GPL-3.0-or-later
#include "classify/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

struct place {
  const char *file;
  int line;
  size_t column; // in bytes, from 1
};

static enum cpf_status bad_byte(const struct place *at, unsigned char c, struct cpf_error *err) {
  return cpf_fail(err, CPF_EPARSE,
                  "%s:%d:%zu: found the byte 0x%02X, expected printable ASCII (UTF-8 in comments)",
                  at->file, at->line, at->column, (unsigned)c);
}

// One line without its LF.
static enum cpf_status check_line(struct place *at, const char *line, size_t length,
                                  struct cpf_error *err) {
  bool comment = false;
  if (length > 0 && line[length - 1] == '\r')
    length--;
  for (size_t c = 0; c < length; c++) {
    unsigned char byte = (unsigned char)line[c];
    at->column = c + 1;
    comment = comment || byte == '#';
    if ((byte < 0x20 && byte != '\t') || byte == 0x7F || (byte >= 0x80 && !comment))
      return bad_byte(at, byte, err);
    if (c == CPF_TABLE_LINE)
      return cpf_fail(err, CPF_EPARSE, "%s:%d:%zu: the line is longer than %d bytes", at->file,
                      at->line, at->column, CPF_TABLE_LINE);
  }
  return CPF_OK;
}

static struct place place_of(const char *file, const char *text, size_t offset) {
  struct place at = {file, 1, 1};
  for (size_t c = 0; c < offset; c++) {
    at.column = text[c] == '\n' ? 1 : at.column + 1;
    at.line += text[c] == '\n';
  }
  return at;
}

enum cpf_status cpf_text_check(struct cpf_patterns *patterns, const char *file, const char *text,
                               size_t length, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t bad = 0;
  struct place at = {file, 1, 1};
  for (size_t from = 0; from < length; at.line++) {
    const char *lf = memchr(text + from, '\n', length - from);
    size_t line = lf == NULL ? length - from : (size_t)(lf - text) - from;
    CPF_TRY(check_line(&at, text + from, line, err));
    from += line + 1;
  }
  if (!cpf_patterns_utf8(patterns, text, length, &bad)) {
    at = place_of(file, text, bad);
    status = cpf_fail(err, CPF_EPARSE, "%s:%d:%zu: not UTF-8: the byte 0x%02X", file, at.line,
                      at.column, (unsigned)(unsigned char)text[bad]);
  }
cleanup:
  return status;
}

enum cpf_status cpf_text_read(const char *path, char **text, size_t *length,
                              struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char *buffer = NULL;
  size_t got = 0;
  errno = 0;
  FILE *file = fopen(path, "rb");
  if (file == NULL)
    return cpf_fail(err, CPF_EIO, "%s: %s", path, strerror(errno));
  CPF_TRY_ALLOC(buffer, (size_t)CPF_TABLE_BYTES + 2, err);
  got = fread(buffer, 1, (size_t)CPF_TABLE_BYTES + 1, file);
  if (ferror(file)) // a directory opens, but does not read
    CPF_TRY(cpf_fail(err, CPF_EIO, "%s: %s", path, strerror(errno)));
  if (got > CPF_TABLE_BYTES)
    CPF_TRY(cpf_fail(err, CPF_EIO, "%s: larger than %d bytes", path, CPF_TABLE_BYTES));
  *text = buffer;
  *length = got;
  buffer = NULL;
cleanup:
  free(buffer);
  fclose(file);
  return status;
}
