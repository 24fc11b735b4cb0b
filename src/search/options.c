// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/options.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "search/shard.h"
#include "search/threads.h"
#include "team/team.h"

enum { BUDGET_EXPONENT = 20, BUDGET_MIN = 1 << 15, THREADS_MAX = 1024, FAMILIES_ASSUMED = 100 };
enum { BITS_DEFAULT = 4096, BITS_MIN = 128, BITS_MAX = 1 << 16 };
static const double COST_UNIT = 6;       // n(d-1) of P(3,3,3,rho)
static const double MEMORY_SHARE = 0.75; // of the machine's memory, when no limit is given
static const double GIB = 1024.0 * 1024.0 * 1024.0;

struct cpf_find_options cpf_find_options_default(void) {
  return (struct cpf_find_options){
      .seed = 1,
      .starts = 0,
      .threads = 0,
      .method = "chain",
      .tol_gradient = 1e-10,
      .tol_zero = 1e-10,
      .tol_same = 1e-11,
      .max_iterations = 120,
      .certify = CPF_CERTIFY_AUTO,
      .certify_bits = BITS_DEFAULT,
  };
}

struct cpf_tolerances cpf_tolerances_make(const struct cpf_find_options *opt) {
  struct cpf_tolerances t = {
      .solver = cpf_solver_options_default(),
      .refine = cpf_refine_options_default(),
      .describe = {.tol_coefficient = 1e-8, .tol_label = 1e-10, .max_cost = 200000},
  };
  t.solver.tol_gradient = opt->tol_gradient;
  t.solver.max_iterations = opt->max_iterations;
  t.refine.tol_zero = opt->tol_zero;
  t.describe.tol_zero = opt->tol_zero;
  t.describe.tol_same = opt->tol_same;
  t.describe.tol_gradient = t.refine.tol_gradient;
  return t;
}

static enum cpf_status check_tolerance(const char *name, double value, struct cpf_error *err) {
  if (!(value > 0) || !(value < 1))
    return cpf_fail(err, CPF_EINVAL, "%s is %g; allowed are numbers between 0 and 1", name, value);
  return CPF_OK;
}

enum cpf_status cpf_find_options_check(const struct cpf_problem *p,
                                       const struct cpf_find_options *opt, uint64_t *budget,
                                       struct cpf_error *err) {
  if (opt->method == NULL || cpf_method_summary(opt->method) == NULL)
    return cpf_fail(err, CPF_EINVAL,
                    "the method is %s; allowed are chain, newton, gsl-hybridsj, gsl-newton and "
                    "homotopy",
                    opt->method == NULL ? "missing" : opt->method);
  if (opt->threads < 0 || opt->threads > THREADS_MAX)
    return cpf_fail(err, CPF_EINVAL, "threads is %d; allowed are the integers 0 to %d",
                    opt->threads, (int)THREADS_MAX);
  if (opt->max_iterations < 1)
    return cpf_fail(err, CPF_EINVAL, "max_iterations is %d; allowed are integers >= 1",
                    opt->max_iterations);
  if (opt->certify_bits < BITS_MIN || opt->certify_bits > BITS_MAX)
    return cpf_fail(err, CPF_EINVAL, "certify_bits is %d; allowed are the integers %d to %d",
                    opt->certify_bits, (int)BITS_MIN, (int)BITS_MAX);
  if ((unsigned)opt->certify > CPF_CERTIFY_ON)
    return cpf_fail(err, CPF_EINVAL, "certify is %d; allowed are the values of cpf_certify_choice",
                    (int)opt->certify);
  if (opt->shards > 1 && (opt->complete || opt->prove))
    return cpf_fail(err, CPF_EINVAL,
                    "%s is for a whole search: a shard is a part of the random starts",
                    opt->complete ? "complete" : "prove");
  if (opt->shards < 0 || opt->shards > CPF_SHARDS_MAX ||
      (opt->shards > 0 && (opt->shard < 1 || opt->shard > opt->shards)))
    return cpf_fail(err, CPF_EINVAL, "the shard is %d of %d; allowed are 1 of 1 to %d of %d",
                    opt->shard, opt->shards, (int)CPF_SHARDS_MAX, (int)CPF_SHARDS_MAX);
  if (check_tolerance("tol_gradient", opt->tol_gradient, err) != CPF_OK ||
      check_tolerance("tol_zero", opt->tol_zero, err) != CPF_OK ||
      check_tolerance("tol_same", opt->tol_same, err) != CPF_OK)
    return CPF_EINVAL;
  struct cpf_problem q = cpf_problem_reduced(p);
  double relative = fmax(1, (double)cpf_problem_tangent_dim(&q) / COST_UNIT);
  *budget = opt->starts;
  if (*budget == 0) {
    double starts = ldexp(1, BUDGET_EXPONENT) / (relative * relative * relative);
    *budget = starts < BUDGET_MIN ? BUDGET_MIN : (uint64_t)starts;
  }
  return CPF_OK;
}

int cpf_find_threads(const struct cpf_find_options *opt) {
  return opt->threads > 0    ? opt->threads
         : opt->team != NULL ? opt->team->threads
                             : cpf_threads_available();
}

static double machine_memory(void) {
  long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  return pages > 0 && size > 0 ? (double)pages * (double)size : 0x1p62;
}

enum cpf_status cpf_find_memory_check(const struct cpf_problem *p,
                                      const struct cpf_find_options *opt, size_t working,
                                      struct cpf_error *err) {
  double n = p->n, d = p->d, beside = opt->team != NULL ? opt->team->beside : 1;
  double family = 8 * (n * d + n * (d - 1)), total = (double)working + FAMILIES_ASSUMED * family;
  double limit =
      opt->memory_limit > 0 ? (double)opt->memory_limit : MEMORY_SHARE * machine_memory() / beside;
  if (total > limit)
    return cpf_fail(err, CPF_ENOMEM,
                    "n = %d, k = %d, d = %d needs about %.3g GiB of memory; allowed are %.3g GiB",
                    p->n, p->k, p->d, total / GIB, limit / GIB);
  return CPF_OK;
}

static const char *const names[] = {"chain",      "newton",   "gsl-hybridsj",
                                    "gsl-newton", "homotopy", NULL};

const char *const *cpf_method_names(void) {
  return names;
}

const char *cpf_method_summary(const char *name) {
  const struct cpf_method *method = cpf_method_find(name);
  if (strcmp(name, "chain") == 0)
    return "newton from structured starts, homotopy from r = 0, newton from random starts";
  return method != NULL ? method->summary : NULL;
}
