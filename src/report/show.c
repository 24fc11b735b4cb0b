// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/show.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// Only how numbers are shown depends on these, never what is computed.
static const double shown_as_zero = 1e-12;
enum { ENTRY_WIDTH = 9, PLAIN_WIDTH = 2, SHORT_ROWS = 6 };

void cpf_show_real(char cell[CPF_SHOW_CELL], double value) {
  snprintf(cell, CPF_SHOW_CELL, "%.6g", fabs(value) < shown_as_zero ? 0.0 : value);
}

void cpf_show_points(char cell[CPF_SHOW_CELL], const struct cpf_family *f) {
  if (f->points_known)
    snprintf(cell, CPF_SHOW_CELL, "%" PRIu64, f->points);
  else
    snprintf(cell, CPF_SHOW_CELL, "%s",
             f->dimension > 0    ? "continuum"
             : f->dimension == 0 ? ">2^64"
                                 : "?");
}

static double eigenvalue_shown(const struct cpf_family *f, size_t i) {
  size_t first = (size_t)f->index, end = first + (size_t)f->nullity;
  return i >= first && i < end ? 0.0 : f->eigenvalues[i];
}

static void put_group(FILE *out, const char *separator, const char *value, size_t count) {
  fprintf(out, "%s%s", separator, value);
  if (count > 1)
    fprintf(out, " (x%zu)", count);
}

char *cpf_show_eigenvalues(const struct cpf_family *f) {
  char *text = NULL, group[32] = "", value[32];
  size_t length = 0, count = 0;
  FILE *out = open_memstream(&text, &length);
  if (out == NULL)
    return NULL;
  const char *separator = "";
  for (size_t i = 0; i < f->neigenvalues; i++) {
    snprintf(value, sizeof value, "%.6g", eigenvalue_shown(f, i));
    if (count > 0 && strcmp(value, group) != 0) {
      put_group(out, separator, group, count);
      separator = ", ";
      count = 0;
    }
    memcpy(group, value, sizeof group);
    count++;
  }
  if (count > 0)
    put_group(out, separator, group, count);
  else
    fputs("none", out); // d = 1
  if (fclose(out) == 0)
    return text;
  free(text);
  return NULL;
}

// Bytes of the UTF-8 character that starts with `lead`; 1 for a stray byte.
static int character_bytes(unsigned char lead) {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
}

int cpf_show_length(const char *text) {
  int count = 0;
  for (; *text != '\0'; text++)
    count += ((unsigned char)*text & 0xc0) != 0x80;
  return count;
}

int cpf_show_put(FILE *out, const char *text, int width) {
  int total = cpf_show_length(text);
  bool cut = width > 0 && total > width;
  int dots = !cut ? 0 : width < 3 ? width : 3;
  int left = cut ? width - dots : total;
  for (; left > 0 && *text != '\0'; left--) {
    int bytes = character_bytes((unsigned char)*text);
    for (; bytes > 0 && *text != '\0'; bytes--, text++)
      putc((unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text, out);
  }
  fprintf(out, "%.*s", dots, "...");
  return cut ? width : total;
}

// 0, 1 or -1, shown without decimals.
static bool is_plain(double x) {
  return fabs(x) < shown_as_zero || fabs(fabs(x) - 1.0) < shown_as_zero;
}

static int entry_width(const struct cpf_problem *p, const double *W) {
  for (size_t i = 0; i < (size_t)p->n * (size_t)p->d; i++)
    if (!is_plain(W[i]))
      return ENTRY_WIDTH;
  return PLAIN_WIDTH;
}

static void put_row(FILE *out, const double *row, int columns, int width) {
  for (int j = 0; j < columns; j++) {
    if (j > 0)
      putc(' ', out);
    if (is_plain(row[j]))
      fprintf(out, "%*.0f", width, fabs(row[j]) < 0.5 ? 0.0 : row[j]);
    else
      fprintf(out, "%*.6f", width, row[j]);
  }
}

void cpf_show_matrix(FILE *out, const struct cpf_problem *p, const double *W, int indent,
                     const struct cpf_report_style *style) {
  int columns = p->d, rows = p->n, width = entry_width(p, W);
  if (!style->verbose) {
    int fit = (style->width - indent - 4) / (width + 1);
    columns = columns > fit ? (fit > 1 ? fit : 1) : columns;
    rows = rows > SHORT_ROWS ? SHORT_ROWS : rows;
  }
  for (int i = 0; i < rows; i++) {
    fprintf(out, "%*s", indent, "");
    put_row(out, W + (size_t)i * (size_t)p->d, columns, width);
    fputs(columns < p->d ? " ...\n" : "\n", out);
  }
  if (rows < p->n)
    fprintf(out, "%*s... %d more row%s\n", indent, "", p->n - rows, p->n - rows == 1 ? "" : "s");
}

const char *cpf_show_kind_colour(enum cpf_kind kind, const struct cpf_report_style *style) {
  static const char *const colours[] = {
      [CPF_KIND_UNDECIDED] = "\033[1m",
      [CPF_KIND_MINIMUM] = "\033[32m",
      [CPF_KIND_SADDLE] = "\033[33m",
      [CPF_KIND_MAXIMUM] = "\033[35m",
  };
  return style->colour ? colours[kind] : "";
}

const char *cpf_show_bold(const struct cpf_report_style *style) {
  return style->colour ? "\033[1m" : "";
}

const char *cpf_show_plain(const struct cpf_report_style *style) {
  return style->colour ? "\033[0m" : "";
}
