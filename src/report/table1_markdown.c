// SPDX-License-Identifier: GPL-3.0-or-later
// A pipe table (GitHub Flavored Markdown, section 4.10) with the conditions in code spans, then a
// list of what is wrong with the printed rows.
#include "report/table1_parts.h"

#include <stdlib.h>
#include <string.h>

#include "status/try.h"

// Text outside code spans, its marks made harmless.
static void put_escaped(FILE *out, const char *text) {
  for (; *text != '\0'; text++) {
    if (strchr("\\`*_{}[]<>#|~", *text) != NULL)
      putc('\\', out);
    putc((unsigned char)*text < 0x20 ? ' ' : *text, out);
  }
}

// A code span: conditions hold neither backquotes nor pipes. Takes over the text.
static bool put_code(FILE *out, char *text, const char *otherwise) {
  if (otherwise != NULL)
    fputs(otherwise, out);
  else if (text != NULL)
    fprintf(out, "`%s`", text);
  free(text);
  return otherwise != NULL || text != NULL;
}

static bool put_condition(FILE *out, const char *condition) {
  return condition != NULL ? put_code(out, cpf_table1_plain(condition), NULL)
                           : put_code(out, NULL, "-");
}

static void put_headings(FILE *out) {
  fputs("| # |", out);
  for (int k = 0; k < CPF_TABLE1_COLUMNS; k++) {
    fprintf(out, " %s |", cpf_table1_heading((enum cpf_table1_column)k));
    if (k == CPF_TABLE1_NAME)
      fputs(" condition as printed |", out);
    if (k == CPF_TABLE1_VERDICT)
      fputs(" condition that holds |", out);
  }
  fputs("\n| ---: |", out);
  for (int k = 0; k < CPF_TABLE1_COLUMNS; k++) {
    fputs(cpf_table1_numeric((enum cpf_table1_column)k) ? " ---: |" : " --- |", out);
    if (k == CPF_TABLE1_NAME || k == CPF_TABLE1_VERDICT)
      fputs(" --- |", out);
  }
  putc('\n', out);
}

static bool put_row(FILE *out, const struct cpf_comparison *c, size_t i) {
  const struct cpf_compare_row *row = &c->rows[i];
  char cell[CPF_SHOW_CELL];
  bool ok = true;
  fprintf(out, "| %zu |", i + 1);
  for (int k = 0; k < CPF_TABLE1_COLUMNS && ok; k++) {
    cpf_table1_cell(c, row, (enum cpf_table1_column)k, cell);
    putc(' ', out);
    put_escaped(out, cell);
    fputs(" |", out);
    if (k != CPF_TABLE1_NAME && k != CPF_TABLE1_VERDICT)
      continue;
    putc(' ', out);
    ok = put_condition(out, k == CPF_TABLE1_NAME ? row->printed : row->condition);
    fputs(" |", out);
  }
  putc('\n', out);
  return ok;
}

// Takes over the text.
static bool put_item(FILE *out, const char *head, char *text) {
  if (text == NULL)
    return false;
  fprintf(out, "- %s: ", head);
  put_escaped(out, text);
  putc('\n', out);
  free(text);
  return true;
}

static bool put_notes(FILE *out, const struct cpf_comparison *c) {
  const struct cpf_find_result *r = c->result;
  char name[CPF_SHOW_CELL], head[2 * CPF_SHOW_CELL];
  bool ok = true;
  for (size_t i = 0; i < c->nrows && ok; i++) {
    const struct cpf_compare_row *row = &c->rows[i];
    cpf_table1_cell(c, row, CPF_TABLE1_NAME, name);
    snprintf(head, sizeof head, "%zu, %s", i + 1, name);
    ok = (row->reason == NULL || put_item(out, head, strdup(row->reason))) &&
         (!cpf_table1_has_point(c, row) || put_item(out, head, cpf_table1_students(row)));
  }
  return ok && (!c->theta_known || put_item(out, "the angle", cpf_table1_theta(c))) &&
         put_item(out, "rows", cpf_table1_verdicts(c)) &&
         put_item(out, "total", cpf_table1_words(cpf_table1_total, r)) &&
         put_item(out, "completeness", cpf_table1_words(cpf_table1_completeness, r)) &&
         put_item(out, "certificates", cpf_table1_words(cpf_table1_certificates, r));
}

enum cpf_status cpf_table1_write_markdown(FILE *out, const struct cpf_comparison *c,
                                          const struct cpf_report_style *style,
                                          struct cpf_error *err) {
  const struct cpf_problem *p = &c->result->problem;
  bool ok = true;
  if (!style->quiet)
    fprintf(out,
            "Table 1 of the paper beside the computed points of P(n=%d, k=%d, d=%d, rho=%d), up "
            "to %s.\n\n",
            p->n, p->k, p->d, p->rho, cpf_table1_symmetries(p));
  put_headings(out);
  for (size_t i = 0; i < c->nrows && ok; i++)
    ok = put_row(out, c, i);
  if (!style->quiet && ok) {
    putc('\n', out);
    ok = put_notes(out, c);
  }
  return ok ? CPF_OK : cpf_fail(err, CPF_ENOMEM, "cannot print the table: out of memory");
}
