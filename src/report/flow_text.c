// SPDX-License-Identifier: GPL-3.0-or-later
// One trajectory for people: what it passed, how it ended, its samples.
#include <stdlib.h>

#include "report/flow.h"
#include "report/flow_grid.h"
#include "report/show.h"
#include "status/try.h"

enum { NUMBER = 11, OVERLAP = 9, GAP = 2, INDENT = 2, LABEL_LEAST = 13 };

static void add_visit(struct cpf_grid *g, const struct cpf_flow_result *result,
                      const struct cpf_flow_visit *v) {
  char name[CPF_FLOW_NAME];
  cpf_flow_name(result, v->family, name);
  cpf_grid_cell(g, "%s", name);
  cpf_grid_cell(g, "%.6g", v->entered);
  if (v->stays)
    cpf_grid_cell(g, "stays");
  else
    cpf_grid_cell(g, "%.6g", v->left);
  cpf_grid_cell(g, "%.3g", v->nearest);
  if (v->family < 0) {
    for (int i = 0; i < 3; i++)
      cpf_grid_cell(g, "?");
    return;
  }
  const struct cpf_family *f = &result->families[v->family];
  char loss[CPF_SHOW_CELL];
  cpf_show_real(loss, f->loss);
  cpf_grid_cell(g, "%s", loss);
  cpf_grid_cell(g, "%s", cpf_kind_name(f->kind));
  cpf_grid_cell(g, "%s", cpf_flow_certified(result, v->family) ? "yes" : "no");
}

static enum cpf_status put_visits(FILE *out, const struct cpf_flow_report *r,
                                  const struct cpf_report_style *style, struct cpf_error *err) {
  static const char *const titles[] = {"family", "entered", "left",     "nearest",
                                       "loss",   "kind",    "certified"};
  struct cpf_grid g = {.ncolumns = 7, .fixed = 1, .left = "<>>><<<"};
  bool none = r->record->nvisits == 0;
  if (r->setting.radius <= 0.0)
    return CPF_OK; // nothing was looked for
  if (none) {
    fprintf(out, "\nIt came within %g of no critical point.\n", r->setting.radius);
    return CPF_OK;
  }
  fprintf(out, "\n%sCritical points that it came within %g of%s\n", cpf_show_bold(style),
          r->setting.radius, cpf_show_plain(style));
  for (int c = 0; c < 7; c++)
    cpf_grid_cell(&g, "%s", titles[c]);
  for (int i = 0; i < r->record->nvisits; i++)
    add_visit(&g, r->result, &r->record->visits[i]);
  return cpf_grid_put(out, &g, style, err);
}

static void put_end(FILE *out, const struct cpf_flow_report *r,
                    const struct cpf_report_style *style) {
  const struct cpf_problem *p = &r->result->problem;
  char loss[CPF_SHOW_CELL];
  fprintf(out, "\n%sEnd%s: ", cpf_show_bold(style), cpf_show_plain(style));
  if (r->result->interrupted)
    fputs("interrupted; ", out);
  cpf_flow_words_end(out, r->result, r->record);
  putc('\n', out);
  for (size_t i = 0; i < r->result->nwatch; i++) {
    fputs("nearest approach to ", out);
    cpf_show_put(out, r->watched[i].label, 0);
    fprintf(out, " (%s): %.6g\n", r->watched[i].id, r->record->watch[i]);
  }
  cpf_flow_words_numbers(out, r, style);
  fputs("start, a row per student:\n", out);
  cpf_show_matrix(out, p, r->record->start, 2 * INDENT, style);
  cpf_show_real(loss, r->record->loss);
  fprintf(out, "last point, at t = %.6g: loss %s, |grad| %.3g\n",
          r->nsamples > 0 ? r->samples[r->nsamples - 1].t : r->record->time, loss,
          r->record->gradient);
  cpf_show_matrix(out, p, r->record->W, 2 * INDENT, style);
}

// Overlaps that fit beside the other columns.
static size_t overlaps_shown(const struct cpf_flow_report *r,
                             const struct cpf_report_style *style) {
  size_t all = (size_t)r->result->problem.n * (size_t)r->result->problem.k;
  int room = style->width - INDENT - 3 * (NUMBER + GAP) - LABEL_LEAST;
  size_t fit = room > 0 ? (size_t)room / (OVERLAP + GAP) : 0;
  return style->verbose || fit > all ? all : fit;
}

static void put_heading(FILE *out, const struct cpf_flow_report *r, size_t overlaps,
                        const struct cpf_report_style *style) {
  size_t k = (size_t)r->result->problem.k;
  char title[48];
  fprintf(out, "%*s%s%*s%*s%*s%*s%*s", INDENT, "", cpf_show_bold(style), NUMBER, "t", GAP + NUMBER,
          "loss", GAP + NUMBER, "|grad|", GAP, "", 0, "");
  for (size_t i = 0; i < overlaps; i++) {
    snprintf(title, sizeof title, "w%zu.v%zu", i / k + 1, i % k + 1);
    fprintf(out, "%*s%*s", OVERLAP, title, GAP, "");
  }
  fprintf(out, "family%s\n", cpf_show_plain(style));
}

static void put_sample(FILE *out, const struct cpf_flow_report *r, size_t i, size_t overlaps,
                       const struct cpf_report_style *style) {
  const struct cpf_flow_sample *s = &r->samples[i];
  size_t k = (size_t)r->result->problem.k, d = (size_t)r->result->problem.d;
  char cell[CPF_SHOW_CELL], name[CPF_FLOW_NAME] = "-";
  int indent = style->quiet ? 0 : INDENT;
  int used = indent + 3 * (NUMBER + GAP) + (int)overlaps * (OVERLAP + GAP);
  fprintf(out, "%*s%*.6g%*s", indent, "", NUMBER, s->t, GAP, "");
  cpf_show_real(cell, s->loss);
  fprintf(out, "%*s%*s%*.3g%*s", NUMBER, cell, GAP, "", NUMBER, s->gradient, GAP, "");
  for (size_t q = 0; q < overlaps; q++) {
    double x = s->W[q / k * d + q % k];
    fprintf(out, "%*.6f%*s", OVERLAP, x == 0.0 ? 0.0 : x, GAP, "");
  }
  if (s->visit >= 0)
    cpf_flow_name(r->result, r->record->visits[s->visit].family, name);
  int room = style->width - used;
  cpf_show_put(out, name, style->verbose ? 0 : room > LABEL_LEAST ? room : LABEL_LEAST);
  putc('\n', out);
}

static void put_samples(FILE *out, const struct cpf_flow_report *r,
                        const struct cpf_report_style *style) {
  size_t overlaps = overlaps_shown(r, style);
  size_t all = (size_t)r->result->problem.n * (size_t)r->result->problem.k;
  if (!style->quiet) {
    fprintf(out, "\n%sSamples%s", cpf_show_bold(style), cpf_show_plain(style));
    if (overlaps < all)
      fprintf(out, " (%zu of %zu overlaps; --verbose shows all)", overlaps, all);
    putc('\n', out);
    put_heading(out, r, overlaps, style);
  }
  for (size_t i = 0; i < r->nsamples; i++)
    put_sample(out, r, i, overlaps, style);
}

enum cpf_status cpf_flow_write_path(FILE *out, const struct cpf_flow_report *r,
                                    const struct cpf_report_style *style, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  if (!style->quiet) {
    cpf_flow_words_title(out, r, style);
    CPF_TRY(put_visits(out, r, style, err));
    put_end(out, r, style);
  }
  put_samples(out, r, style);
cleanup:
  return status;
}
