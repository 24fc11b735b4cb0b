// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/flow_samples.h"

#include <math.h>
#include <stdlib.h>

#include "cpfind/model.h"
#include "status/try.h"

static const size_t most_numbers = (size_t)1 << 26; // half a GiB of doubles

static size_t wanted(const struct cpf_args *args) {
  return args->flow.samples > 0 ? (size_t)args->flow.samples : CPF_FLOW_SAMPLES;
}

enum cpf_status cpf_flow_samples_check(const struct cpf_args *args, const struct cpf_problem *p,
                                       struct cpf_error *err) {
  size_t size = (size_t)p->n * (size_t)p->d;
  if (args->flow.samples == 0 || args->flow.samples <= most_numbers / size)
    return CPF_OK;
  return cpf_fail(err, CPF_EINVAL,
                  "--samples: %zu points of %zu numbers are too many (allowed here: at most %zu)",
                  wanted(args), size, most_numbers / size);
}

// Time number i of `count`.
static double time_of(enum cpf_spacing spacing, double first, double last, size_t i, size_t count) {
  if (i + 1 == count)
    return last;
  if (i == 0)
    return 0.0;
  if (spacing == CPF_SPACING_LINEAR || count == 2)
    return last * ((double)i / (double)(count - 1));
  double t = first * pow(last / first, (double)(i - 1) / (double)(count - 2));
  return fmin(t, last);
}

// The visit that covers time t, the nearest one where several do.
static int visit_at(const struct cpf_flow_record *record, double t) {
  int found = -1;
  for (int i = 0; i < record->nvisits; i++) {
    const struct cpf_flow_visit *v = &record->visits[i];
    if (t >= v->entered && (t <= v->left || v->stays) &&
        (found < 0 || v->nearest < record->visits[found].nearest))
      found = i;
  }
  return found;
}

enum cpf_status cpf_flow_samples_take(const struct cpf_args *args, const struct cpf_problem *p,
                                      const struct cpf_flow_path *path, struct cpf_flow_samples *s,
                                      struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = (size_t)p->n * (size_t)p->d, nsteps = 0;
  const struct cpf_flow_record *record = cpf_flow_path_record(path);
  const double *steps = cpf_flow_path_steps(path, &nsteps);
  double last = cpf_flow_path_time(path), *gradient = NULL;
  bool by_steps = args->flow.spacing == CPF_SPACING_STEPS;
  size_t count = by_steps ? nsteps : last > 0.0 ? wanted(args) : 1;
  CPF_TRY_ALLOC(s->list, count, err);
  CPF_TRY_ALLOC(s->W, count * size, err);
  CPF_TRY_ALLOC(gradient, size, err);
  for (size_t i = 0; i < count; i++) {
    double *W = s->W + i * size;
    double first = nsteps > 1 ? steps[1] : last;
    double t = by_steps ? steps[i] : time_of(args->flow.spacing, first, last, i, count);
    cpf_flow_path_at(path, t, W);
    s->list[i] = (struct cpf_flow_sample){.t = t,
                                          .loss = cpf_loss(p, W),
                                          .gradient = cpf_gradient(p, W, gradient, NULL),
                                          .visit = visit_at(record, t),
                                          .W = W};
  }
  s->count = count;
cleanup:
  free(gradient);
  return status;
}

void cpf_flow_samples_clear(struct cpf_flow_samples *s) {
  free(s->list);
  free(s->W);
  *s = (struct cpf_flow_samples){.count = 0};
}
