// SPDX-License-Identifier: GPL-3.0-or-later
// Trajectories in words.
#include <inttypes.h>
#include <string.h>

#include "report/flow.h"
#include "report/show.h"
#include "report/words.h"

void cpf_flow_name(const struct cpf_flow_result *result, int family, char name[CPF_FLOW_NAME]) {
  bool alone = true;
  if (family < 0) {
    memcpy(name, "?", 2);
    return;
  }
  const struct cpf_family *f = &result->families[family];
  for (int i = 0; i < result->nfamilies; i++)
    alone = alone && (i == family || strcmp(result->families[i].label, f->label) != 0);
  snprintf(name, CPF_FLOW_NAME, "%s%s%s", f->label, alone ? "" : " ", alone ? "" : f->id);
}

static const char *certified(const struct cpf_flow_result *result, int family) {
  return cpf_flow_certified(result, family) ? "certified " : "";
}

static void put_at(FILE *out, const struct cpf_flow_result *result,
                   const struct cpf_flow_record *record, const char *verb) {
  char name[CPF_FLOW_NAME];
  int f = record->family;
  cpf_flow_name(result, f, name);
  fprintf(out, "%s ", verb);
  cpf_show_put(out, name, 0);
  if (f >= 0)
    fprintf(out, " (%s%s)", certified(result, f), cpf_kind_name(result->families[f].kind));
}

void cpf_flow_words_end(FILE *out, const struct cpf_flow_result *result,
                        const struct cpf_flow_record *record) {
  switch (record->end) {
  case CPF_FLOW_ARRIVED:
    put_at(out, result, record, "arrived at");
    fprintf(out, " at t = %.6g", record->time);
    break;
  case CPF_FLOW_CAPTURED:
    put_at(out, result, record, "captured by");
    fprintf(out, ", to which the symmetries of its start bind it; at t = %.6g", record->time);
    break;
  case CPF_FLOW_LINGERING:
    put_at(out, result, record, "lingering at");
    fprintf(out, " at t = %.6g; ", record->time);
    if (record->escape_is_bound && record->escape <= record->time)
      fputs("when it leaves, the tolerance does not show", out);
    else
      fprintf(out, "it leaves %s t = %.6g", record->escape_is_bound ? "not before" : "at about",
              record->escape);
    break;
  case CPF_FLOW_UNDECIDED:
    fprintf(out, "undecided: at rest at t = %.6g, where nothing could be proved", record->time);
    break;
  case CPF_FLOW_TIME:
    fprintf(out, "on its way when the time or the steps were over, at t = %.6g", record->time);
    break;
  case CPF_FLOW_FAILED:
    fprintf(out, "the integrator gave up at t = %.6g", record->time);
    break;
  }
}

static void put_start(FILE *out, const struct cpf_flow_setting *s) {
  fputs(s->npoints == 0 ? "start: " : "start: from ", out);
  cpf_show_put(out, s->init, 0);
  if (s->npoints > 1)
    fprintf(out, " (%zu points in turn)", s->npoints);
  if (s->npoints > 0 && s->spread > 0.0)
    fprintf(out, ", moved by %.6g", s->spread);
}

void cpf_flow_words_title(FILE *out, const struct cpf_flow_report *r,
                          const struct cpf_report_style *style) {
  const struct cpf_flow_result *result = r->result;
  const struct cpf_problem *p = &result->problem;
  fprintf(out, "%sGradient flow of P(n=%d, k=%d, d=%d, rho=%d), ", cpf_show_bold(style), p->n, p->k,
          p->d, p->rho);
  cpf_words_loss(out, p);
  fprintf(out, "%s\n", cpf_show_plain(style));
  if (r->record != NULL)
    fprintf(out, "trajectory %" PRIu64 ", seed %" PRIu64 ", ", r->record->number, result->seed);
  else
    fprintf(out, "%" PRIu64 " trajector%s, seed %" PRIu64 ", ", result->wanted,
            result->wanted == 1 ? "y" : "ies", result->seed);
  put_start(out, &r->setting);
  fprintf(out, "\nmethod %s, tolerance %.3g, to time %.6g\n", r->setting.method,
          r->setting.tolerance, r->setting.time);
}

void cpf_flow_words_numbers(FILE *out, const struct cpf_flow_report *r,
                            const struct cpf_report_style *style) {
  const struct cpf_flow_result *result = r->result;
  fprintf(out,
          "%" PRIu64 " steps, %" PRIu64 " rejected; largest rise of the loss in a step %.2g, "
          "distance from the spheres %.2g\n",
          result->steps, result->rejected, result->loss_rise > 0.0 ? result->loss_rise : 0.0,
          result->off_sphere);
  if (style->verbose)
    fprintf(out, "%.3f s on %d thread%s\n", result->seconds, result->threads,
            result->threads == 1 ? "" : "s");
}
