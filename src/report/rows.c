// SPDX-License-Identifier: GPL-3.0-or-later
// 1. Every column but the last is as wide as its widest cell. 2. When the terminal is too narrow,
//    the gaps shrink first, then the label. 3. The eigenvalues get what is left of the width.
#include "report/sheet.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/show.h"
#include "status/try.h"

enum shown { ALWAYS, WHEN_VERBOSE, WHEN_CLASSIFYING };
enum {
  LABEL_LEAST = 16,
  EIGENVALUES_LEAST = 8,
  EIGENVALUES_ENOUGH = 24,
  WIDE_GAP = 2,
  NARROW_GAP = 1,
  NCOLUMNS = 13
};

struct column {
  const char *title;
  bool left; // aligned to the left
  enum shown shown;
  void (*cell)(const struct cpf_sheet_row *row, char cell[CPF_SHOW_CELL]);
};

static void number_cell(const struct cpf_sheet_row *row, char cell[CPF_SHOW_CELL]) {
  snprintf(cell, CPF_SHOW_CELL, "%zu", row->number);
}

// Only for the width: a label may be longer than a cell.
static void label_cell(const struct cpf_sheet_row *row, char cell[CPF_SHOW_CELL]) {
  snprintf(cell, CPF_SHOW_CELL, "%.60s", row->family->label);
}

static void points_cell(const struct cpf_sheet_row *row, char cell[CPF_SHOW_CELL]) {
  cpf_show_points(cell, row->family);
}

static void loss_cell(const struct cpf_sheet_row *row, char cell[CPF_SHOW_CELL]) {
  cpf_show_real(cell, row->family->loss);
}

static void index_cell(const struct cpf_sheet_row *row, char cell[CPF_SHOW_CELL]) {
  snprintf(cell, CPF_SHOW_CELL, "%d", row->family->index);
}

static void nullity_cell(const struct cpf_sheet_row *row, char cell[CPF_SHOW_CELL]) {
  snprintf(cell, CPF_SHOW_CELL, "%d", row->family->nullity);
}

static void kind_cell(const struct cpf_sheet_row *row, char cell[CPF_SHOW_CELL]) {
  snprintf(cell, CPF_SHOW_CELL, "%s", cpf_kind_name(row->family->kind));
}

static void dimension_cell(const struct cpf_sheet_row *row, char cell[CPF_SHOW_CELL]) {
  if (row->family->dimension >= 0)
    snprintf(cell, CPF_SHOW_CELL, "%d", row->family->dimension);
  else
    snprintf(cell, CPF_SHOW_CELL, "?");
}

// "-" where the number makes no sense: on a continuum.
static void known_cell(const struct cpf_family *f, bool known, int64_t value,
                       char cell[CPF_SHOW_CELL]) {
  if (known)
    snprintf(cell, CPF_SHOW_CELL, "%" PRId64, value);
  else
    snprintf(cell, CPF_SHOW_CELL, "%s", f->dimension > 0 ? "-" : "?");
}

static void degree_cell(const struct cpf_sheet_row *row, char cell[CPF_SHOW_CELL]) {
  known_cell(row->family, row->family->degree_known, row->family->local_degree, cell);
}

static void multiplicity_cell(const struct cpf_sheet_row *row, char cell[CPF_SHOW_CELL]) {
  known_cell(row->family, row->family->multiplicity_known, row->family->multiplicity, cell);
}

static void hits_cell(const struct cpf_sheet_row *row, char cell[CPF_SHOW_CELL]) {
  snprintf(cell, CPF_SHOW_CELL, "%" PRIu64, row->family->hits);
}

static void id_cell(const struct cpf_sheet_row *row, char cell[CPF_SHOW_CELL]) {
  snprintf(cell, CPF_SHOW_CELL, "%s", row->family->id);
}

static void distance_cell(const struct cpf_sheet_row *row, char cell[CPF_SHOW_CELL]) {
  snprintf(cell, CPF_SHOW_CELL, "%.2g", row->given != NULL ? row->given->distance : 0.0);
}

enum { LABEL_COLUMN = 1, KIND_COLUMN = 6 };

static const struct column columns[NCOLUMNS] = {
    {"#", false, ALWAYS, number_cell},        {"label", true, ALWAYS, label_cell},
    {"points", false, ALWAYS, points_cell},   {"loss", true, ALWAYS, loss_cell},
    {"index", false, ALWAYS, index_cell},     {"nullity", false, ALWAYS, nullity_cell},
    {"kind", true, ALWAYS, kind_cell},        {"dim", false, ALWAYS, dimension_cell},
    {"deg", false, ALWAYS, degree_cell},      {"mult", false, ALWAYS, multiplicity_cell},
    {"hits", false, WHEN_VERBOSE, hits_cell}, {"distance", true, WHEN_CLASSIFYING, distance_cell},
    {"id", true, WHEN_VERBOSE, id_cell},
};

struct layout {
  bool shown[NCOLUMNS];
  int width[NCOLUMNS];
  int gap;         // blanks between columns
  int eigenvalues; // columns left for them, 0: all they need
};

static bool column_shown(const struct column *c, bool classifying,
                         const struct cpf_report_style *style) {
  return c->shown == ALWAYS || (c->shown == WHEN_VERBOSE && style->verbose) ||
         (c->shown == WHEN_CLASSIFYING && classifying);
}

static void widen(int *width, size_t length) {
  if ((int)length > *width)
    *width = (int)length;
}

static void measure(struct layout *l, const struct cpf_sheet_row *rows, size_t count, int c) {
  char cell[CPF_SHOW_CELL];
  l->width[c] = (int)strlen(columns[c].title);
  for (size_t i = 0; i < count; i++) {
    if (rows[i].family == NULL && c != 0)
      continue;
    columns[c].cell(&rows[i], cell);
    widen(&l->width[c],
          c == LABEL_COLUMN ? (size_t)cpf_show_length(rows[i].family->label) : strlen(cell));
  }
}

// The width of the longest list of eigenvalues, or as much of it as will do.
static int eigenvalues_wanted(const struct cpf_sheet_row *rows, size_t count) {
  int width = EIGENVALUES_LEAST;
  for (size_t i = 0; i < count && width < EIGENVALUES_ENOUGH; i++) {
    char *text = rows[i].family != NULL ? cpf_show_eigenvalues(rows[i].family) : NULL;
    if (text != NULL)
      widen(&width, (size_t)cpf_show_length(text));
    free(text);
  }
  return width < EIGENVALUES_ENOUGH ? width : EIGENVALUES_ENOUGH;
}

static void fit(struct layout *l, int used, int ncolumns, int wanted, int width) {
  if (used + wanted > width) {
    l->gap = NARROW_GAP;
    used -= ncolumns * (WIDE_GAP - NARROW_GAP);
  }
  int over = used + wanted - width, spare = l->width[LABEL_COLUMN] - LABEL_LEAST;
  if (over > 0 && spare > 0) {
    over = over < spare ? over : spare;
    l->width[LABEL_COLUMN] -= over;
    used -= over;
  }
  l->eigenvalues = width - used > EIGENVALUES_LEAST ? width - used : EIGENVALUES_LEAST;
}

static struct layout lay_out(const struct cpf_sheet_row *rows, size_t count,
                             const struct cpf_report_style *style) {
  struct layout l = {.gap = WIDE_GAP};
  int used = 0, ncolumns = 0;
  bool classifying = count > 0 && rows[0].given != NULL;
  for (int c = 0; c < NCOLUMNS; c++) {
    l.shown[c] = column_shown(&columns[c], classifying, style);
    if (!l.shown[c])
      continue;
    measure(&l, rows, count, c);
    used += l.width[c] + WIDE_GAP;
    ncolumns++;
  }
  if (!style->verbose)
    fit(&l, used, ncolumns, eigenvalues_wanted(rows, count), style->width);
  return l;
}

static void put_heading(FILE *out, const struct layout *l, const struct cpf_report_style *style) {
  fputs(cpf_show_bold(style), out);
  for (int c = 0; c < NCOLUMNS; c++)
    if (l->shown[c])
      fprintf(out, "%*s%*s", columns[c].left ? -l->width[c] : l->width[c], columns[c].title, l->gap,
              "");
  cpf_show_put(out, "eigenvalues", l->eigenvalues);
  fprintf(out, "%s\n", cpf_show_plain(style));
}

static void put_cell(FILE *out, const struct layout *l, const struct cpf_sheet_row *row, int c,
                     const struct cpf_report_style *style) {
  char cell[CPF_SHOW_CELL];
  if (c == LABEL_COLUMN) {
    int printed = cpf_show_put(out, row->family->label, l->width[c]);
    fprintf(out, "%*s", l->width[c] - printed + l->gap, "");
    return;
  }
  columns[c].cell(row, cell);
  const char *colour = c == KIND_COLUMN ? cpf_show_kind_colour(row->family->kind, style) : "";
  fprintf(out, "%s%*s%s%*s", colour, columns[c].left ? -l->width[c] : l->width[c], cell,
          *colour != '\0' ? cpf_show_plain(style) : "", l->gap, "");
}

static enum cpf_status put_row(FILE *out, const struct layout *l, const struct cpf_sheet_row *row,
                               const struct cpf_report_style *style, struct cpf_error *err) {
  if (row->family == NULL) {
    fprintf(out, "%*zu%*s", l->width[0], row->number, l->gap, "");
    if (strncmp(row->given->reason, "not critical", strlen("not critical")) != 0)
      fputs("not critical: ", out);
    cpf_show_put(out, row->given->reason, 0);
    putc('\n', out);
    return CPF_OK;
  }
  char *eigenvalues = cpf_show_eigenvalues(row->family);
  if (eigenvalues == NULL)
    return cpf_fail(err, CPF_ENOMEM, "cannot print the table: out of memory");
  for (int c = 0; c < NCOLUMNS; c++)
    if (l->shown[c])
      put_cell(out, l, row, c, style);
  cpf_show_put(out, eigenvalues, l->eigenvalues);
  putc('\n', out);
  free(eigenvalues);
  return CPF_OK;
}

enum cpf_status cpf_sheet_rows(FILE *out, const struct cpf_sheet_row *rows, size_t count,
                               const struct cpf_report_style *style, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct layout l = lay_out(rows, count, style);
  if (!style->quiet)
    put_heading(out, &l, style);
  for (size_t i = 0; i < count; i++)
    CPF_TRY(put_row(out, &l, &rows[i], style, err));
cleanup:
  return status;
}
