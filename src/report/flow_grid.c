// SPDX-License-Identifier: GPL-3.0-or-later
// 1. Measure the columns. 2. Take as many after the fixed ones as fit, at least one. 3. Print them
//    for all rows. 4. Go on with the next ones.
#include "report/flow_grid.h"

#include <stdarg.h>
#include <stdlib.h>

#include "report/show.h"
#include "status/try.h"

enum { GAP = 2, INDENT = 2, FIRST_CELLS = 64, LONGEST_CELL = 40 };

void cpf_grid_cell(struct cpf_grid *g, const char *format, ...) {
  char text[512];
  va_list args;
  va_start(args, format);
  int length = vsnprintf(text, sizeof text, format, args);
  va_end(args);
  if (g->count == g->allocated) {
    size_t more = g->allocated == 0 ? FIRST_CELLS : 2 * g->allocated;
    char **cells = realloc(g->cells, more * sizeof *cells);
    g->failed = g->failed || cells == NULL;
    if (cells == NULL)
      return;
    g->cells = cells;
    g->allocated = more;
  }
  size_t size = length < 0 ? 1 : (size_t)length < sizeof text ? (size_t)length + 1 : sizeof text;
  char *copy = malloc(size);
  g->failed = g->failed || copy == NULL;
  if (copy == NULL)
    return;
  text[size - 1] = '\0';
  for (size_t i = 0; i < size; i++)
    copy[i] = text[i];
  g->cells[g->count++] = copy;
}

static void measure(const struct cpf_grid *g, bool verbose, int width[CPF_GRID_COLUMNS]) {
  for (int c = 0; c < g->ncolumns; c++)
    width[c] = 0;
  for (size_t i = 0; i < g->count; i++) {
    int length = cpf_show_length(g->cells[i]);
    length = !verbose && length > LONGEST_CELL ? LONGEST_CELL : length;
    int *w = &width[i % (size_t)g->ncolumns];
    *w = length > *w ? length : *w;
  }
}

static void put_cell(FILE *out, const char *text, int width, bool left, bool last) {
  int length = cpf_show_length(text), blanks = length < width ? width - length : 0;
  fprintf(out, "%*s", left ? 0 : blanks, "");
  cpf_show_put(out, text, width);
  if (!last)
    fprintf(out, "%*s", (left ? blanks : 0) + GAP, "");
}

static void put_row(FILE *out, const struct cpf_grid *g, size_t row, int first, int end,
                    const int width[CPF_GRID_COLUMNS]) {
  char **cells = g->cells + row * (size_t)g->ncolumns;
  for (int c = 0; c < g->fixed; c++)
    put_cell(out, cells[c], width[c], g->left[c] == '<', c + 1 == g->fixed && first == end);
  for (int c = first; c < end; c++)
    put_cell(out, cells[c], width[c], g->left[c] == '<', c + 1 == end);
}

static void put_block(FILE *out, const struct cpf_grid *g, int first, int end,
                      const int width[CPF_GRID_COLUMNS], const struct cpf_report_style *style) {
  size_t rows = g->count / (size_t)g->ncolumns;
  for (size_t row = style->quiet ? 1 : 0; row < rows; row++) {
    fprintf(out, "%*s%s", style->quiet ? 0 : INDENT, "", row == 0 ? cpf_show_bold(style) : "");
    put_row(out, g, row, first, end, width);
    fprintf(out, "%s\n", row == 0 ? cpf_show_plain(style) : "");
  }
}

static void clear(struct cpf_grid *g) {
  for (size_t i = 0; i < g->count; i++)
    free(g->cells[i]);
  free(g->cells);
  g->cells = NULL;
  g->count = g->allocated = 0;
}

enum cpf_status cpf_grid_put(FILE *out, struct cpf_grid *g, const struct cpf_report_style *style,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int width[CPF_GRID_COLUMNS] = {0}, used = INDENT;
  if (g->failed) {
    status = cpf_fail(err, CPF_ENOMEM, "cannot print the table: out of memory");
    goto cleanup;
  }
  measure(g, style->verbose, width);
  for (int c = 0; c < g->fixed; c++)
    used += width[c] + GAP;
  for (int first = g->fixed, end; first < g->ncolumns; first = end) {
    int room = style->width - used;
    for (end = first; end < g->ncolumns; end++) {
      if (end > first && width[end] > room && !style->quiet)
        break;
      room -= width[end] + GAP;
    }
    if (first > g->fixed && !style->quiet)
      putc('\n', out);
    put_block(out, g, first, end, width, style);
  }
cleanup:
  clear(g);
  return status;
}
