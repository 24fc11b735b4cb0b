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

static void put_at(FILE *out, const struct cpf_flow_result *result, int f, const char *verb) {
  char name[CPF_FLOW_NAME];
  cpf_flow_name(result, f, name);
  fprintf(out, "%s ", verb);
  cpf_show_put(out, name, 0);
  if (f >= 0)
    fprintf(out, " (%s%s)", certified(result, f), cpf_kind_name(result->families[f].kind));
}

// The family of the critical point near which the trajectory is at its end; -1.
static int beside(const struct cpf_flow_record *record) {
  const struct cpf_flow_visit *found = NULL;
  for (int i = 0; i < record->nvisits; i++) {
    const struct cpf_flow_visit *v = &record->visits[i];
    if (v->stays && (found == NULL || v->nearest < found->nearest))
      found = v;
  }
  return found != NULL ? found->family : -1;
}

static void put_lingering(FILE *out, const struct cpf_flow_record *record) {
  fprintf(out, " at t = %.6g; ", record->time);
  if (!record->escape_is_bound)
    fprintf(out, "it leaves at about t = %.6g", record->escape);
  else if (record->escape > record->time)
    fprintf(out, "if it ever leaves, not before t = %.6g", record->escape);
  else
    fputs("whether it leaves after that, the tolerance does not show", out);
}

// At rest, or on its way when the time was over.
static void put_beside(FILE *out, const struct cpf_flow_result *result,
                       const struct cpf_flow_record *record, const char *what) {
  int f = beside(record);
  fputs(what, out);
  if (f >= 0)
    put_at(out, result, f, " beside");
  fprintf(out, " at t = %.6g", record->time);
}

void cpf_flow_words_end(FILE *out, const struct cpf_flow_result *result,
                        const struct cpf_flow_record *record) {
  switch (record->end) {
  case CPF_FLOW_ARRIVED:
    put_at(out, result, record->family, "arrived at");
    fprintf(out, " at t = %.6g", record->time);
    break;
  case CPF_FLOW_CAPTURED:
    put_at(out, result, record->family, "captured by");
    fprintf(out, ", to which the symmetries of its start bind it; at t = %.6g", record->time);
    break;
  case CPF_FLOW_LINGERING:
    put_at(out, result, record->family, "lingering at");
    put_lingering(out, record);
    break;
  case CPF_FLOW_UNDECIDED:
    put_beside(out, result, record, "undecided: nearly at rest");
    fputs("; that it ends there is not proved", out);
    break;
  case CPF_FLOW_TIME:
    put_beside(out, result, record, "on its way");
    fputs(", when the time or the steps were over", out);
    break;
  case CPF_FLOW_FAILED:
    fprintf(out, "the integrator gave up at t = %.6g", record->time);
    break;
  case CPF_FLOW_STOPPED:
    fprintf(out, "stopped for its small gradient, which proves nothing, at t = %.6g", record->time);
    break;
  }
}

static void put_start(FILE *out, const struct cpf_flow_setting *s) {
  fputs(s->npoints == 0 ? "start: " : "start: from ", out);
  cpf_show_put(out, strcmp(s->init, "-") == 0 ? "standard input" : s->init, 0);
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
          "%" PRIu64 " steps, %" PRIu64 " rejected; largest rise of the loss over a step %.2g, "
          "largest | |w| - 1 | %.2g\n",
          result->steps, result->rejected, result->loss_rise > 0.0 ? result->loss_rise : 0.0,
          result->off_sphere);
  if (style->verbose)
    fprintf(out, "%.3f s on %d thread%s\n", result->seconds, result->threads,
            result->threads == 1 ? "" : "s");
}
