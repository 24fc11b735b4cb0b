// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/table1_parts.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/words.h"

const char *cpf_table1_heading(enum cpf_table1_column column) {
  static const char *const headings[] = {"name",    "verdict", "points", "loss",     "index",
                                         "nullity", "kind",    "degree", "certified"};
  return headings[column];
}

bool cpf_table1_numeric(enum cpf_table1_column column) {
  return column == CPF_TABLE1_POINTS || column == CPF_TABLE1_INDEX ||
         column == CPF_TABLE1_NULLITY || column == CPF_TABLE1_DEGREE;
}

const struct cpf_family *cpf_table1_family(const struct cpf_comparison *c,
                                           const struct cpf_compare_row *row) {
  return row->family < 0 ? NULL : &c->result->families[row->family];
}

const struct cpf_certificate *cpf_table1_certificate(const struct cpf_comparison *c,
                                                     const struct cpf_compare_row *row) {
  return row->family < 0 || c->result->certificates == NULL ? NULL
                                                            : &c->result->certificates[row->family];
}

bool cpf_table1_certified(const struct cpf_comparison *c, const struct cpf_compare_row *row) {
  const struct cpf_certificate *certificate = cpf_table1_certificate(c, row);
  return certificate != NULL && certificate->theorem != CPF_THEOREM_NONE &&
         certificate->index_proved;
}

// The paper writes "Same copy" for same-copy, but "Tight-balance".
static void put_name(const struct cpf_compare_row *row, char cell[CPF_SHOW_CELL]) {
  static const char same[] = "same-";
  snprintf(cell, CPF_SHOW_CELL, "%.60s", row->name);
  if (row->printed == NULL)
    return;
  if (strncmp(cell, same, sizeof same - 1) == 0)
    cell[sizeof same - 2] = ' ';
  cell[0] = (char)toupper((unsigned char)cell[0]);
}

static void put_number(bool known, int64_t value, char cell[CPF_SHOW_CELL]) {
  if (known)
    snprintf(cell, CPF_SHOW_CELL, "%" PRId64, value);
}

void cpf_table1_cell(const struct cpf_comparison *c, const struct cpf_compare_row *row,
                     enum cpf_table1_column column, char cell[CPF_SHOW_CELL]) {
  const struct cpf_family *f = cpf_table1_family(c, row);
  strcpy(cell, "-");
  if (column == CPF_TABLE1_NAME)
    put_name(row, cell);
  else if (column == CPF_TABLE1_VERDICT)
    snprintf(cell, CPF_SHOW_CELL, "%s", cpf_compare_verdict_name(row->verdict));
  if (f == NULL)
    return;
  if (column == CPF_TABLE1_POINTS)
    cpf_show_points(cell, f);
  else if (column == CPF_TABLE1_LOSS)
    cpf_show_real(cell, f->loss);
  else if (column == CPF_TABLE1_INDEX)
    put_number(true, f->index, cell);
  else if (column == CPF_TABLE1_NULLITY)
    put_number(true, f->nullity, cell);
  else if (column == CPF_TABLE1_KIND)
    snprintf(cell, CPF_SHOW_CELL, "%s", cpf_kind_name(f->kind));
  else if (column == CPF_TABLE1_DEGREE)
    put_number(f->degree_known, f->local_degree, cell);
  else if (column == CPF_TABLE1_CERTIFIED)
    snprintf(cell, CPF_SHOW_CELL, "%s", cpf_table1_certified(c, row) ? "yes" : "no");
}

// A stream that becomes an allocated text.
struct memory {
  FILE *out;
  char *text;
  size_t length;
};

static bool open_memory(struct memory *m) {
  *m = (struct memory){.text = NULL};
  m->out = open_memstream(&m->text, &m->length);
  return m->out != NULL;
}

static char *close_memory(struct memory *m) {
  if (fclose(m->out) == 0)
    return m->text;
  free(m->text);
  return NULL;
}

char *cpf_table1_plain(const char *condition) {
  struct memory m;
  if (!open_memory(&m))
    return NULL;
  for (const char *at = condition; *at != '\0'; at++) {
    bool inverse = (strncmp(at, "acos(", 5) == 0 || strncmp(at, "asin(", 5) == 0) &&
                   (at == condition || !isalnum((unsigned char)at[-1]));
    if (inverse) {
      fprintf(m.out, "%.3s^-1", at + 1);
      at += 3;
    } else {
      putc(*at, m.out);
    }
  }
  return close_memory(&m);
}

char *cpf_table1_theta(const struct cpf_comparison *c) {
  struct memory m;
  if (!open_memory(&m))
    return NULL;
  if (c->theta_known)
    fprintf(m.out, "theta = %.10g (%.10g degrees)", c->theta, c->theta * 180 / acos(-1));
  return close_memory(&m);
}

static void put_fraction(FILE *out, const struct cpf_compare_angle *a) {
  const char *sign = a->numerator < 0 ? "-" : "";
  int numerator = abs(a->numerator);
  if (numerator == 0)
    return;
  fprintf(out, " (%s", sign);
  if (numerator != 1)
    fprintf(out, "%d*", numerator);
  fputs("pi", out);
  if (a->denominator != 1)
    fprintf(out, "/%d", a->denominator);
  putc(')', out);
}

bool cpf_table1_has_point(const struct cpf_comparison *c, const struct cpf_compare_row *row) {
  const struct cpf_family *f = cpf_table1_family(c, row);
  return f != NULL && f->dimension == 0 && !f->continuum;
}

char *cpf_table1_students(const struct cpf_compare_row *row) {
  struct memory m;
  if (!open_memory(&m))
    return NULL;
  for (int i = 0; i < CPF_COMPARE_STUDENTS; i++) {
    const struct cpf_compare_angle *a = &row->students[i];
    fprintf(m.out, "%sw%d at %.10g degrees", i > 0 ? ", " : "", i + 1, a->degrees);
    if (a->exact)
      put_fraction(m.out, a);
    else
      fprintf(m.out, " (%.10g)", a->radians);
  }
  return close_memory(&m);
}

const char *cpf_table1_symmetries(const struct cpf_problem *p) {
  return cpf_problem_has_signs(p)
             ? "permutations of the students and of the teachers, and signs of each"
             : "permutations of the students and of the teachers; for odd rho no signs";
}

char *cpf_table1_verdicts(const struct cpf_comparison *c) {
  struct memory m;
  bool any = false;
  if (!open_memory(&m))
    return NULL;
  for (int v = 0; v < CPF_COMPARE_VERDICTS; v++) {
    if (c->count[v] == 0)
      continue;
    fprintf(m.out, "%s%d %s", any ? ", " : "", c->count[v],
            cpf_compare_verdict_name((enum cpf_compare_verdict)v));
    any = true;
  }
  return close_memory(&m);
}

void cpf_table1_total(FILE *out, const struct cpf_find_result *r) {
  fprintf(out, "%d famil%s", r->nfamilies, r->nfamilies == 1 ? "y" : "ies");
  if (r->points_known)
    fprintf(out, ", %" PRIu64 " points", r->points);
  else
    fputs(", not all of them isolated points", out);
}

void cpf_table1_completeness(FILE *out, const struct cpf_find_result *r) {
  fprintf(out, "%s: %s", cpf_completeness_name(r->completeness), r->completeness_reason);
  if (r->proof.run && r->proof.reason[0] != '\0')
    fprintf(out, "; not proved: %s", r->proof.reason);
}

void cpf_table1_certificates(FILE *out, const struct cpf_find_result *r) {
  if (r->certificates != NULL)
    cpf_words_certified(out, r);
  else
    fputs("none: the families were not certified", out);
}

char *cpf_table1_words(void (*put)(FILE *out, const struct cpf_find_result *r),
                       const struct cpf_find_result *r) {
  struct memory m;
  if (!open_memory(&m))
    return NULL;
  put(m.out, r);
  return close_memory(&m);
}
