// SPDX-License-Identifier: GPL-3.0-or-later
#include "flow/options.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <threads.h>

#include "flow/march.h"
#include "flow/points.h"
#include "search/options.h"

enum { THREADS_MAX = 1024, NAMES_MAX = 16 };
static const uint64_t STEPS = 1000000;
static const double TOLERANCE_MIN = 1e-15, TOLERANCE_MAX = 1e-2;
static const double GRADIENT_MIN = 1e-13; // below, |grad L| is rounding

struct cpf_flow_options cpf_flow_options_default(void) {
  return (struct cpf_flow_options){
      .seed = 1,
      .method = "dop853",
      .tolerance = 1e-9,
      .time = 1e12,
      .gradient = 1e-6,
      .radius = 0.1,
      .steps = STEPS,
      .find = cpf_find_options_default(),
  };
}

static once_flag names_listed = ONCE_FLAG_INIT;
static const char *listed_names[NAMES_MAX];

static void list_names(void) {
  for (int i = 0; i + 1 < NAMES_MAX && cpf_march_methods[i] != NULL; i++)
    listed_names[i] = cpf_march_methods[i]->name;
}

const char *const *cpf_flow_method_names(void) {
  call_once(&names_listed, list_names);
  return listed_names;
}

const char *cpf_flow_method_summary(const char *name) {
  const struct cpf_march_method *method = cpf_march_find(name);
  return method != NULL ? method->summary : NULL;
}

const char *cpf_flow_end_name(enum cpf_flow_end end) {
  static const char *const names[CPF_FLOW_ENDS] = {"arrived", "captured", "lingering", "undecided",
                                                   "time",    "failed",   "stopped"};
  return (unsigned)end < CPF_FLOW_ENDS ? names[end] : "";
}

// "a, b and c"
static void join_names(char *text, size_t size) {
  const char *const *names = cpf_flow_method_names();
  size_t length = 0;
  text[0] = '\0';
  for (int i = 0; names[i] != NULL && length < size; i++) {
    const char *between = i == 0 ? "" : names[i + 1] == NULL ? " and " : ", ";
    int written = snprintf(text + length, size - length, "%s%s", between, names[i]);
    length += written > 0 ? (size_t)written : 0;
  }
}

static enum cpf_status check_method(const char *method, struct cpf_error *err) {
  char names[160];
  if (method != NULL && cpf_march_find(method) != NULL)
    return CPF_OK;
  join_names(names, sizeof names);
  return cpf_fail(err, CPF_EINVAL, "the method is %s; allowed are %s",
                  method == NULL ? "missing" : method, names);
}

// Unit rows, finite numbers.
static enum cpf_status check_watch(const struct cpf_problem *p, const struct cpf_flow_options *opt,
                                   struct cpf_error *err) {
  if (opt->nwatch > 0 && opt->watch == NULL)
    return cpf_fail(err, CPF_EINVAL, "watch is missing; nwatch is %zu", opt->nwatch);
  return cpf_flow_points_check(p, "watch", opt->watch, opt->nwatch, err);
}

enum cpf_status cpf_flow_options_check(const struct cpf_problem *p,
                                       const struct cpf_flow_options *opt, struct cpf_error *err) {
  uint64_t budget;
  if (check_method(opt->method, err) != CPF_OK)
    return CPF_EINVAL;
  if (opt->threads < 0 || opt->threads > THREADS_MAX)
    return cpf_fail(err, CPF_EINVAL, "threads is %d; allowed are the integers 0 to %d",
                    opt->threads, (int)THREADS_MAX);
  if (!(opt->tolerance >= TOLERANCE_MIN) || !(opt->tolerance <= TOLERANCE_MAX))
    return cpf_fail(err, CPF_EINVAL, "tolerance is %g; allowed are numbers from %g to %g",
                    opt->tolerance, TOLERANCE_MIN, TOLERANCE_MAX);
  if (!(opt->time > 0) || !isfinite(opt->time))
    return cpf_fail(err, CPF_EINVAL, "time is %g; allowed are finite numbers > 0", opt->time);
  if (!(opt->gradient >= GRADIENT_MIN) || !isfinite(opt->gradient))
    return cpf_fail(err, CPF_EINVAL, "gradient is %g; allowed are finite numbers from %g",
                    opt->gradient, GRADIENT_MIN);
  if (opt->stop_gradient != 0 &&
      (!(opt->stop_gradient >= GRADIENT_MIN) || !isfinite(opt->stop_gradient)))
    return cpf_fail(err, CPF_EINVAL,
                    "stop_gradient is %g; allowed are 0 and the finite numbers from %g",
                    opt->stop_gradient, GRADIENT_MIN);
  if (!(opt->radius >= 0) || !isfinite(opt->radius))
    return cpf_fail(err, CPF_EINVAL, "radius is %g; allowed are finite numbers >= 0", opt->radius);
  if (opt->steps < 1)
    return cpf_fail(err, CPF_EINVAL, "steps is 0; allowed are integers >= 1");
  if (check_watch(p, opt, err) != CPF_OK)
    return CPF_EINVAL;
  return cpf_find_options_check(p, &opt->find, &budget, err);
}
