// SPDX-License-Identifier: GPL-3.0-or-later
// CSV: a line per student with d numbers between commas, semicolons or blanks; every n lines are
// one W. Blank lines and what follows a # are skipped.
#include <stdlib.h>
#include <string.h>

#include "cli/number.h"
#include "cli/points.h"
#include "status/try.h"

enum { NUMBER_BYTES = 400, SHOWN = 40 };

struct reader {
  const struct cpf_input *in;
  struct cpf_points *points;
  size_t at;         // the next byte
  size_t line_start; // of the current line
  size_t line;       // its number, from 1
  double *row;       // d numbers
  int count;         // of them read on this line
};

static enum cpf_status fail(const struct reader *r, size_t at, const char *what, const char *seen,
                            int length, struct cpf_error *err) {
  return cpf_fail(err, CPF_EPARSE, "%.300s:%zu:%zu: %s%s%.*s%s", r->in->name, r->line,
                  at - r->line_start + 1, what, length > 0 ? ": '" : "", length, seen,
                  length > 0 ? "'" : "");
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static void skip_blanks(struct reader *r) {
  while (r->at < r->in->length && is_blank(r->in->text[r->at]))
    r->at++;
}

// Bytes of the number at the reader: up to a separator, comment or line end.
static size_t token_length(const struct reader *r) {
  size_t end = r->at;
  while (end < r->in->length && memchr(" \t\r\v\f,;#\n", r->in->text[end], 9) == NULL)
    end++;
  return end - r->at;
}

static enum cpf_status take_number(struct reader *r, struct cpf_error *err) {
  char number[NUMBER_BYTES + 1];
  size_t length = token_length(r), start = r->at;
  const char *text = r->in->text + start;
  double value = 0.0;
  int d = r->points->problem.d, shown = length > SHOWN ? SHOWN : (int)length;
  if (length == 0)
    return fail(r, start, "a number is missing", "", 0, err);
  bool good = length <= NUMBER_BYTES && memchr(text, '\0', length) == NULL;
  if (good) {
    memcpy(number, text, length);
    number[length] = '\0';
    good = cpf_number_real(number, &value);
  }
  if (!good)
    return fail(r, start, "not a finite decimal number", text, shown, err);
  if (r->count == d)
    return cpf_fail(err, CPF_EPARSE, "%.300s:%zu:%zu: more numbers than d = %d on this line",
                    r->in->name, r->line, start - r->line_start + 1, d);
  r->row[r->count++] = value;
  r->at += length;
  return CPF_OK;
}

// True at the end of the line's data: a comment, the line end or the end of the file.
static bool at_end(const struct reader *r) {
  return r->at >= r->in->length || r->in->text[r->at] == '\n' || r->in->text[r->at] == '#';
}

static enum cpf_status take_line(struct reader *r, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  r->count = 0;
  skip_blanks(r);
  while (!at_end(r)) {
    CPF_TRY(take_number(r, err));
    skip_blanks(r);
    if (at_end(r))
      break;
    if (r->in->text[r->at] != ',' && r->in->text[r->at] != ';')
      continue;
    r->at++;
    skip_blanks(r);
    if (at_end(r))
      return fail(r, r->at, "a number is missing after the separator", "", 0, err);
  }
cleanup:
  return status;
}

static void next_line(struct reader *r) {
  const char *rest = r->in->text + r->at;
  const char *end = memchr(rest, '\n', r->in->length - r->at);
  r->at = end != NULL ? (size_t)(end - r->in->text) + 1 : r->in->length;
  r->line_start = r->at;
  r->line++;
}

static enum cpf_status add_row(struct reader *r, struct cpf_error *err) {
  char where[400];
  int d = r->points->problem.d;
  if (r->count < d)
    return cpf_fail(err, CPF_EPARSE,
                    "%.300s:%zu:%zu: wrong number of columns: %d (allowed: d = %d)", r->in->name,
                    r->line, r->at - r->line_start + 1, r->count, d);
  snprintf(where, sizeof where, "%.300s:%zu:1", r->in->name, r->line);
  return cpf_points_add(r->points, r->row, where, err);
}

enum cpf_status cpf_points_read_csv(const struct cpf_input *in, struct cpf_points *points,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct reader r = {.in = in, .points = points, .line = 1};
  size_t n = (size_t)points->problem.n, last = 1;
  CPF_TRY_ALLOC(r.row, (size_t)points->problem.d, err);
  while (r.at < in->length) {
    CPF_TRY(take_line(&r, err));
    if (r.count > 0) {
      CPF_TRY(add_row(&r, err));
      last = r.line;
    }
    next_line(&r);
  }
  if (points->rows % n != 0)
    status = cpf_fail(err, CPF_EPARSE,
                      "%.300s:%zu:1: the file ends after %zu rows (allowed: a multiple of n = %zu)",
                      in->name, last, points->rows, n);
cleanup:
  free(r.row);
  return status;
}
