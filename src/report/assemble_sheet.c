// SPDX-License-Identifier: GPL-3.0-or-later
// The table: the irreducible families, the numbers, the listed families, the checks. Numbers of
// points are cut to their leading digits unless verbose.
#include <inttypes.h>
#include <string.h>

#include "report/assemble.h"
#include "report/show.h"
#include "report/words.h"

enum { LABEL_WIDTH = 40, INDICES_SHOWN = 8, NAME_WIDTH = 15 };

static void heading(FILE *out, const char *text, const struct cpf_report_style *style) {
  fprintf(out, "\n%s%s%s\n", cpf_show_bold(style), text, cpf_show_plain(style));
}

// The number, whole when verbose, in a column of `width`.
static void put_number(FILE *out, const char *digits, int width,
                       const struct cpf_report_style *style) {
  char cell[CPF_REPORT_NUMBER];
  cpf_assemble_show(cell, digits);
  fprintf(out, "%*s", width, style->verbose ? digits : cell);
}

// The label in a column as wide as `width`, cut unless verbose.
static void put_label(FILE *out, const char *label, int width,
                      const struct cpf_report_style *style) {
  int printed = cpf_show_put(out, label, style->verbose ? 0 : width);
  fprintf(out, "%*s", width > printed ? width - printed : 0, "");
}

static int widen(int width, const char *label) {
  int length = cpf_show_length(label);
  length = length < LABEL_WIDTH ? length : LABEL_WIDTH;
  return length > width ? length : width;
}

// "48 points in 5 families".
static void put_points(FILE *out, const char *points, const char *families,
                       const struct cpf_report_style *style) {
  put_number(out, points, 0, style);
  fprintf(out, " point%s in ", strcmp(points, "1") == 0 ? "" : "s");
  put_number(out, families, 0, style);
  fprintf(out, " famil%s\n", strcmp(families, "1") == 0 ? "y" : "ies");
}

// "0", or "?" where it is not known.
static void put_known(FILE *out, bool known, int64_t value, int width) {
  char cell[CPF_SHOW_CELL] = "?";
  if (known)
    snprintf(cell, sizeof cell, "%" PRId64, value);
  fprintf(out, "%*s", width, cell);
}

static void put_blocks(FILE *out, const struct cpf_assemble_result *r,
                       const struct cpf_report_style *style) {
  int width = (int)strlen("label");
  char loss[CPF_SHOW_CELL], points[CPF_SHOW_CELL];
  for (int b = 0; b < r->nblocks; b++)
    width = widen(width, r->blocks[b].family->label);
  heading(out, "Irreducible blocks; outside: the Hessian on a direction outside the block's span",
          style);
  fprintf(out, "%4s  %-*s  %8s  %8s  %9s  %-9s  %5s  %7s  %10s  %s\n", "#", width, "label",
          "students", "teachers", "points", "loss", "index", "nullity", "outside", "kind");
  for (int b = 0; b < r->nblocks; b++) {
    const struct cpf_irreducible *i = &r->blocks[b];
    char outside[CPF_SHOW_CELL] = "?";
    cpf_show_real(loss, i->family->loss);
    cpf_show_points(points, i->family);
    if (i->outside_known)
      snprintf(outside, sizeof outside, "%d-, %d zero", i->outside_index, i->outside_nullity);
    fprintf(out, "%4d  ", b + 1);
    put_label(out, i->family->label, width, style);
    fprintf(out, "  %8d  %8d  %9s  %-9s  %5d  %7d  %10s  %s\n", i->students, i->teachers, points,
            loss, i->family->index, i->family->nullity, outside, cpf_kind_name(i->family->kind));
  }
}

static void put_kinds(FILE *out, const struct cpf_assemble_result *r,
                      const struct cpf_report_style *style) {
  static const struct {
    enum cpf_kind kind;
    const char *name;
  } rows[] = {{CPF_KIND_MINIMUM, "minima"},
              {CPF_KIND_SADDLE, "saddles"},
              {CPF_KIND_MAXIMUM, "maxima"},
              {CPF_KIND_UNDECIDED, "undecided"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    fprintf(out, "  %-*s", NAME_WIDTH, rows[i].name);
    put_points(out, r->points_of[rows[i].kind], r->families_of[rows[i].kind], style);
  }
  fprintf(out, "  %-*s", NAME_WIDTH, "spurious");
  put_number(out, r->spurious, 0, style);
  fprintf(out, " minima above the least loss%s", r->lowest_known ? ", which is " : "\n");
  if (r->lowest_known) {
    char cell[CPF_SHOW_CELL];
    cpf_show_real(cell, r->lowest);
    fprintf(out, "%s\n", cell);
  }
}

static void put_indices(FILE *out, const struct cpf_assemble_result *r,
                        const struct cpf_report_style *style) {
  int shown = 0;
  if (r->nindices == 0)
    fprintf(out, "  %-*snot counted: %s\n", NAME_WIDTH, "by index", r->index_reason);
  for (int64_t i = 0; i < r->nindices; i++) {
    if (strcmp(r->points_by_index[i], "0") == 0)
      continue;
    if (shown++ == INDICES_SHOWN && !style->verbose) {
      fprintf(out, "  %-*s... up to index %" PRId64 "\n", NAME_WIDTH, "", r->nindices - 1);
      return;
    }
    fprintf(out, "  index %-*" PRId64, NAME_WIDTH - 6, i);
    put_number(out, r->points_by_index[i], 0, style);
    putc('\n', out);
  }
}

static void put_counts(FILE *out, const struct cpf_assemble_result *r,
                       const struct cpf_report_style *style) {
  heading(out, "Numbers of points", style);
  fprintf(out, "  %d! %d! times the coefficient of x^%d y^%d in\n    %s\n", r->problem.n,
          r->problem.k, r->problem.n, r->problem.k, r->formula);
  fprintf(out, "  %-*s", NAME_WIDTH, "in all");
  put_points(out, r->points, r->families, style);
  put_kinds(out, r, style);
  put_indices(out, r, style);
}

static void put_list(FILE *out, const struct cpf_assemble_result *r,
                     const struct cpf_report_style *style) {
  int width = (int)strlen("label"), wide = (int)strlen("1.23457e+1234");
  for (size_t i = 0; i < r->nlisted; i++) {
    width = widen(width, r->list[i].label);
    if (style->verbose && (int)strlen(r->list[i].points) > wide)
      wide = (int)strlen(r->list[i].points);
  }
  if (!style->quiet)
    fprintf(out, "%s%5s  %-*s  %*s  %-9s  %6s  %7s  %6s  %s%s\n", cpf_show_bold(style), "#", width,
            "label", wide, "points", "loss", "index", "nullity", "unused", "kind",
            cpf_show_plain(style));
  for (size_t i = 0; i < r->nlisted; i++) {
    const struct cpf_assembled *a = &r->list[i];
    char loss[CPF_SHOW_CELL];
    cpf_show_real(loss, a->loss);
    fprintf(out, "%5zu  ", i + 1);
    put_label(out, a->label, width, style);
    fputs("  ", out);
    put_number(out, a->points, wide, style);
    fprintf(out, "  %-9s  ", loss);
    put_known(out, a->index_known, a->index, 6);
    fputs("  ", out);
    put_known(out, a->index_known, a->nullity, 7);
    fprintf(out, "  %6d  %s%s%s\n", a->unused, cpf_show_kind_colour(a->kind, style),
            cpf_kind_name(a->kind), cpf_show_plain(style));
  }
}

static void put_families(FILE *out, const struct cpf_assemble_result *r,
                         const struct cpf_report_style *style) {
  static const char *const titles[] = {"Families: too many to list (--list COUNT lists more)",
                                       "Families: the minima alone (--list COUNT lists more)",
                                       "Families"};
  heading(out, titles[r->listed], style);
  if (r->listed != CPF_LISTING_NONE)
    put_list(out, r, style);
}

static void put_searches(FILE *out, const struct cpf_assemble_result *r) {
  int proved = 0, probable = 0, holds = 0, certified = 0;
  for (int s = 0; s < r->nsearches; s++) {
    proved += r->searches[s].completeness == CPF_COMPLETE_PROVED;
    probable += r->searches[s].completeness == CPF_COMPLETE_PROBABLE;
    holds += r->searches[s].recount == CPF_HOLDS;
  }
  for (int b = 0; b < r->nblocks; b++)
    certified += r->blocks[b].proved;
  fprintf(out, "  %-*s%d small problems: %d proved complete, %d probably complete\n", NAME_WIDTH,
          "searches:", r->nsearches, proved, probable);
  fprintf(out, "  %-*s%d of %d have as many points as their blocks assemble to\n", NAME_WIDTH,
          "recount:", holds, r->nsearches);
  fprintf(out, "  %-*s%d of %d irreducible blocks, with the index inside and outside\n", NAME_WIDTH,
          "certified:", certified, r->nblocks);
}

static void put_checks(FILE *out, const struct cpf_assemble_result *r,
                       const struct cpf_report_style *style) {
  char statement[400];
  cpf_assemble_statement(r, statement, sizeof statement);
  heading(out, "Checks", style);
  fprintf(out, "  %-*s%s\n", NAME_WIDTH, "counted:", statement);
  if (r->continua > 0)
    fprintf(out, "  %-*s%d irreducible famil%s not counted: %s\n", NAME_WIDTH,
            "left out:", r->continua, r->continua == 1 ? "y" : "ies",
            "a continuum, or a number of points that is not known");
  put_searches(out, r);
  fprintf(out, "  %-*s", NAME_WIDTH, "Euler:");
  if (r->euler_found != NULL)
    fprintf(out, "%s: the local degrees add up to %s, expected %s\n", cpf_verdict_name(r->euler),
            r->euler_found, r->euler_expected);
  else
    fprintf(out, "does not apply: %s\n",
            r->whole ? "a local degree is not known" : "not all points are counted");
  fprintf(out, "  %-*s%s: %s\n", NAME_WIDTH,
          "completeness:", cpf_completeness_name(r->completeness), r->completeness_reason);
  if (style->verbose)
    fprintf(out, "  %-*s%.3f s, of which %.3f s searching\n", NAME_WIDTH, "time:", r->seconds,
            r->seconds_search);
}

void cpf_assemble_write_sheet(FILE *out, const struct cpf_assemble_result *r,
                              const struct cpf_report_style *style) {
  if (style->quiet) {
    put_list(out, r, style);
    return;
  }
  const struct cpf_problem *p = &r->problem;
  fprintf(out, "%sCritical points of P(n=%d, k=%d, d=%d, rho=%d) assembled from blocks, ",
          cpf_show_bold(style), p->n, p->k, p->d, p->rho);
  cpf_words_loss(out, p);
  fprintf(out, "%s\n", cpf_show_plain(style));
  put_blocks(out, r, style);
  put_counts(out, r, style);
  put_families(out, r, style);
  put_checks(out, r, style);
}
