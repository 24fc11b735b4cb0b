// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/flow_start.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/suggest.h"
#include "status/try.h"

enum { SHOWN = 60, MISSPELT = 3 }; // MISSPELT: edits that still look like a slip
static const char beside[] = "near:";
static const double near_spread = 0.01;
static const double pi = 3.14159265358979323846;

static bool begins(const char *text, const char *with) {
  return strncmp(text, with, strlen(with)) == 0;
}

// A name that is no file but looks like a keyword; a file of that name counts as a file.
static enum cpf_status check_keyword(const char *init, struct cpf_error *err) {
  static const char *const words[] = {"uniform", "split-cone", "near:LABEL"};
  struct stat st;
  if (strcmp(init, "-") == 0 || stat(init, &st) == 0 || errno != ENOENT)
    return CPF_OK;
  const char *nearest = cpf_suggest_nearest(init, words, 3);
  bool slip = cpf_suggest_distance(init, nearest) <= MISSPELT || begins(nearest, init) ||
              begins(init, "near");
  if (!slip)
    return CPF_OK;
  return cpf_fail(err, CPF_EINVAL,
                  "--init: '%.*s' is neither a keyword nor a file; the nearest keyword is %s "
                  "(allowed: uniform, split-cone, near:LABEL, the name of a file, or - for "
                  "standard input)",
                  SHOWN, init, nearest);
}

static enum cpf_status read_file(const struct cpf_args *args, struct cpf_flow_choice *c,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_args reading = *args;
  reading.input = c->init;
  CPF_TRY(check_keyword(c->init, err));
  status = cpf_points_read(&reading, &c->points, err);
  if (status == CPF_EIO) {
    struct cpf_error why = *err;
    CPF_TRY(cpf_fail(err, status, "--init: %.400s", why.text));
  }
  CPF_TRY(status);
  c->problem = c->points.problem;
  c->start.points = c->points.W;
  c->start.npoints = c->points.rows / (size_t)c->problem.n;
cleanup:
  return status;
}

static enum cpf_status read_keyword(const struct cpf_args *args, struct cpf_flow_choice *c,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  if (args->normalise)
    return cpf_fail(err, CPF_EINVAL, "--normalise: is for --init FILE, but the start is '%.*s'",
                    SHOWN, c->init);
  if (c->near != NULL && *c->near == '\0')
    return cpf_fail(err, CPF_EINVAL,
                    "--init: near: without a label (allowed: near:LABEL, with the "
                    "label or id of a family that 'cpfind find' lists)");
  CPF_TRY(cpf_args_problem(args, NULL, NULL, &c->problem, err));
  if (c->start.init == CPF_FLOW_SPLIT_CONE && c->problem.n > c->problem.k)
    return cpf_fail(err, CPF_EINVAL,
                    "--init: split-cone needs a teacher for each student, but n = %d and k = %d "
                    "(allowed: n at most k)",
                    c->problem.n, c->problem.k);
cleanup:
  return status;
}

static enum cpf_status set_spread(const struct cpf_args *args, struct cpf_flow_choice *c,
                                  struct cpf_error *err) {
  const struct cpf_args_flow *f = &args->flow;
  double most = c->problem.d > 1 ? pi * sqrt(c->problem.n) : 0.0;
  if (f->spread_given && c->start.init != CPF_FLOW_GIVEN)
    return cpf_fail(err, CPF_EINVAL,
                    "--spread: is for --init near:LABEL or FILE, but the start is '%s'", c->init);
  if (f->spread_given && f->spread > most)
    return cpf_fail(err, CPF_EINVAL,
                    "--spread: %g is not allowed (allowed: a number from 0 to %s = %g)", f->spread,
                    c->problem.d > 1 ? "pi times the square root of n" : "0, since d is 1; that",
                    most);
  c->start.spread = f->spread_given ? f->spread : c->near != NULL ? fmin(near_spread, most) : 0.0;
  return CPF_OK;
}

enum cpf_status cpf_flow_choose(const struct cpf_args *args, struct cpf_flow_choice *c,
                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  *c = (struct cpf_flow_choice){.init = args->flow.init != NULL ? args->flow.init : "uniform"};
  c->start.init = strcmp(c->init, "uniform") == 0      ? CPF_FLOW_UNIFORM
                  : strcmp(c->init, "split-cone") == 0 ? CPF_FLOW_SPLIT_CONE
                                                       : CPF_FLOW_GIVEN;
  c->near = begins(c->init, beside) ? c->init + strlen(beside) : NULL;
  CPF_TRY(c->start.init == CPF_FLOW_GIVEN && c->near == NULL ? read_file(args, c, err)
                                                             : read_keyword(args, c, err));
  CPF_TRY(set_spread(args, c, err));
cleanup:
  return status;
}

void cpf_flow_choice_clear(struct cpf_flow_choice *c) {
  cpf_points_clear(&c->points);
  free(c->beside);
  free(c->watch);
  free(c->watched);
  *c = (struct cpf_flow_choice){.nwatch = 0};
}
