// SPDX-License-Identifier: GPL-3.0-or-later
// 1. A line of numbers for each row, columns as wide as their widest cell.
// 2. Below, the conditions of each row, folded at blanks to the width of the terminal.
#include "report/table1_parts.h"

#include <stdlib.h>
#include <string.h>

#include "report/words.h"
#include "status/try.h"

enum { NUMBER_WIDTH = 2, WIDE_GAP = 2, NARROW_GAP = 1, TAG = 11, INDENT = 5, LEAST = 20 };

struct layout {
  int width[CPF_TABLE1_COLUMNS];
  int gap;
};

static struct layout lay_out(const struct cpf_comparison *c, int width) {
  struct layout l = {.gap = WIDE_GAP};
  char cell[CPF_SHOW_CELL];
  int used = NUMBER_WIDTH;
  for (int k = 0; k < CPF_TABLE1_COLUMNS; k++) {
    l.width[k] = (int)strlen(cpf_table1_heading((enum cpf_table1_column)k));
    for (size_t i = 0; i < c->nrows; i++) {
      cpf_table1_cell(c, &c->rows[i], (enum cpf_table1_column)k, cell);
      int length = cpf_show_length(cell);
      l.width[k] = length > l.width[k] ? length : l.width[k];
    }
    used += l.width[k] + WIDE_GAP;
  }
  if (used > width)
    l.gap = NARROW_GAP;
  return l;
}

static void put_cell(FILE *out, const struct layout *l, int k, const char *cell) {
  bool last = k == CPF_TABLE1_COLUMNS - 1;
  int blanks = l->width[k] - cpf_show_length(cell);
  fprintf(out, "%*s", l->gap, "");
  if (cpf_table1_numeric((enum cpf_table1_column)k))
    fprintf(out, "%*s", blanks, "");
  cpf_show_put(out, cell, 0);
  if (!cpf_table1_numeric((enum cpf_table1_column)k) && !last)
    fprintf(out, "%*s", blanks, "");
}

static void put_line(FILE *out, const struct cpf_comparison *c, const struct layout *l, size_t i,
                     const struct cpf_report_style *style) {
  char cell[CPF_SHOW_CELL];
  const struct cpf_family *f = cpf_table1_family(c, &c->rows[i]);
  fprintf(out, "%*zu", NUMBER_WIDTH, i + 1);
  for (int k = 0; k < CPF_TABLE1_COLUMNS; k++) {
    const char *colour =
        k == CPF_TABLE1_KIND && f != NULL ? cpf_show_kind_colour(f->kind, style) : "";
    cpf_table1_cell(c, &c->rows[i], (enum cpf_table1_column)k, cell);
    fputs(colour, out);
    put_cell(out, l, k, cell);
    fputs(*colour != '\0' ? cpf_show_plain(style) : "", out);
  }
  putc('\n', out);
}

static void put_heading(FILE *out, const struct layout *l, const struct cpf_report_style *style) {
  fprintf(out, "%s%*s", cpf_show_bold(style), NUMBER_WIDTH, "#");
  for (int k = 0; k < CPF_TABLE1_COLUMNS; k++)
    put_cell(out, l, k, cpf_table1_heading((enum cpf_table1_column)k));
  fprintf(out, "%s\n", cpf_show_plain(style));
}

// The characters up to the next place for a line end: behind `and` where that is near enough, else
// behind a word.
static int piece_length(const char *text, int room) {
  static const char joint[] = " and ";
  const char *next = strstr(text, joint);
  size_t length = next != NULL ? (size_t)(next - text) + strlen(" and") : strlen(text);
  return (int)(length <= (size_t)room ? length : strcspn(text, " "));
}

// The text from column `indent` on, where the line stands, folded at blanks.
static void put_folded(FILE *out, const char *text, int indent, int width, bool condition) {
  int room = width - indent > LEAST ? width - indent : LEAST, at = 0;
  while (*text != '\0') {
    int piece = condition ? piece_length(text, room) : (int)strcspn(text, " ");
    if (at > 0 && at + 1 + piece > room) {
      fprintf(out, "\n%*s", indent, "");
      at = 0;
    } else if (at > 0) {
      putc(' ', out);
      at++;
    }
    for (int c = 0; c < piece; c++)
      putc((unsigned char)text[c] < 0x20 || text[c] == 0x7f ? '?' : text[c], out);
    at += piece;
    text += piece;
    text += strspn(text, " ");
  }
  putc('\n', out);
}

// Takes over the text; false when there was no memory for it.
static bool put_tagged(FILE *out, const char *tag, char *text, bool condition,
                       const struct cpf_report_style *style) {
  if (text == NULL)
    return false;
  fprintf(out, "%*s%-*s", INDENT, "", TAG, tag);
  put_folded(out, text, INDENT + TAG, style->width, condition);
  free(text);
  return true;
}

static bool put_condition(FILE *out, const char *tag, const char *condition,
                          const struct cpf_report_style *style) {
  return condition == NULL || put_tagged(out, tag, cpf_table1_plain(condition), true, style);
}

static bool put_details(FILE *out, const struct cpf_comparison *c, size_t i,
                        const struct cpf_report_style *style) {
  const struct cpf_compare_row *row = &c->rows[i];
  char name[CPF_SHOW_CELL];
  bool added = row->verdict == CPF_COMPARE_ADDED;
  cpf_table1_cell(c, row, CPF_TABLE1_NAME, name);
  fprintf(out, "%*zu  ", NUMBER_WIDTH, i + 1);
  cpf_show_put(out, name, 0);
  fprintf(out, ": %s\n", cpf_compare_verdict_name(row->verdict));
  return put_condition(out, "printed", row->printed, style) &&
         (row->reason == NULL || put_tagged(out, "reason", strdup(row->reason), false, style)) &&
         put_condition(out, "corrected", row->corrected, style) &&
         put_condition(out, row->exact ? "condition" : "decimals", added ? row->condition : NULL,
                       style) &&
         (!row->angle || put_tagged(out, "where", cpf_table1_theta(c), false, style)) &&
         (!cpf_table1_has_point(c, row) ||
          put_tagged(out, "students", cpf_table1_students(row), false, style));
}

static bool put_check(FILE *out, const char *tag, char *text,
                      const struct cpf_report_style *style) {
  enum { CHECK_INDENT = 2, CHECK_TAG = 14 };
  if (text == NULL)
    return false;
  fprintf(out, "%*s%-*s", CHECK_INDENT, "", CHECK_TAG, tag);
  put_folded(out, text, CHECK_INDENT + CHECK_TAG, style->width, false);
  free(text);
  return true;
}

static bool put_checks(FILE *out, const struct cpf_comparison *c,
                       const struct cpf_report_style *style) {
  const struct cpf_find_result *r = c->result;
  fprintf(out, "\n%sChecks%s\n", cpf_show_bold(style), cpf_show_plain(style));
  return put_check(out, "rows:", cpf_table1_verdicts(c), style) &&
         put_check(out, "total:", cpf_table1_words(cpf_table1_total, r), style) &&
         put_check(out, "Euler:", cpf_table1_words(cpf_words_euler, r), style) &&
         put_check(out, "completeness:", cpf_table1_words(cpf_table1_completeness, r), style) &&
         put_check(out, "certificates:", cpf_table1_words(cpf_table1_certificates, r), style) &&
         (r->end != CPF_END_INTERRUPTED ||
          put_check(out, "search:", cpf_table1_words(cpf_words_end, r), style));
}

enum cpf_status cpf_table1_write_text(FILE *out, const struct cpf_comparison *c,
                                      const struct cpf_report_style *style, struct cpf_error *err) {
  const struct cpf_problem *p = &c->result->problem;
  struct layout l = lay_out(c, style->width);
  bool ok = true;
  if (!style->quiet) {
    fprintf(out, "%sTable 1 of the paper beside the computed points of P(n=%d, k=%d, d=%d, rho=%d)",
            cpf_show_bold(style), p->n, p->k, p->d, p->rho);
    fprintf(out, "%s\n\n", cpf_show_plain(style));
    put_heading(out, &l, style);
  }
  for (size_t i = 0; i < c->nrows; i++)
    put_line(out, c, &l, i, style);
  if (style->quiet)
    return CPF_OK;
  fprintf(out, "\n%sConditions%s, up to ", cpf_show_bold(style), cpf_show_plain(style));
  put_folded(out, cpf_table1_symmetries(p), (int)strlen("Conditions, up to "), style->width, false);
  for (size_t i = 0; i < c->nrows && ok; i++)
    ok = put_details(out, c, i, style);
  ok = ok && put_checks(out, c, style);
  return ok ? CPF_OK : cpf_fail(err, CPF_ENOMEM, "cannot print the table: out of memory");
}
