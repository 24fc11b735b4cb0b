// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/points_claims.h"

#include "cli/command.h"
#include "status/try.h"

static enum cpf_status fail(const struct cpf_input *in, const char *path, const char *what,
                            struct cpf_error *err) {
  return cpf_fail(err, CPF_EPARSE, "%.300s: %s: %s", in->name, path, what);
}

static enum cpf_status take_size(const struct cpf_input *in, const char *path,
                                 const json_t *problem, const char *key, int most, int *value,
                                 struct cpf_error *err) {
  const json_t *number = json_object_get(problem, key);
  if (number == NULL)
    return CPF_OK;
  json_int_t size = json_integer_value(number);
  if (!json_is_integer(number) || size < 1 || size > most)
    return cpf_fail(err, CPF_EPARSE, "%.300s: %s.%s: is not a whole number from 1 to %d", in->name,
                    path, key, most);
  *value = (int)size;
  return CPF_OK;
}

enum cpf_status cpf_points_problem(const struct cpf_input *in, const char *path,
                                   const json_t *object, struct cpf_problem *p,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  *p = (struct cpf_problem){.repulsion = -1.0};
  if (!json_is_object(object))
    return fail(in, path, "is not an object", err);
  CPF_TRY(take_size(in, path, object, "n", CPF_SIZE_MAX, &p->n, err));
  CPF_TRY(take_size(in, path, object, "k", CPF_SIZE_MAX, &p->k, err));
  CPF_TRY(take_size(in, path, object, "d", CPF_SIZE_MAX, &p->d, err));
  CPF_TRY(take_size(in, path, object, "rho", CPF_RHO_MAX, &p->rho, err));
  const json_t *repulsion = json_object_get(object, "repulsion");
  if (repulsion != NULL) {
    p->repulsion = json_number_value(repulsion);
    if (!json_is_number(repulsion) || !(p->repulsion >= 0.0))
      status = cpf_fail(err, CPF_EPARSE, "%.300s: %s.repulsion: is not a number of at least 0",
                        in->name, path);
  }
cleanup:
  return status;
}

// Point number `i` of the claim: its counterexample, then its starts; NULL beyond them.
static const json_t *point_of(const json_t *claim, size_t i) {
  if (i == 0)
    return json_object_get(claim, "counterexample");
  return json_array_get(json_object_get(claim, "starts"), i - 1);
}

const json_t *cpf_points_claims_next(struct cpf_points_claims *at) {
  for (; at->claim < json_array_size(at->claims); at->claim++, at->point = 0) {
    const json_t *claim = json_array_get(at->claims, at->claim);
    size_t points = 1 + json_array_size(json_object_get(claim, "starts"));
    while (at->point < points) {
      size_t i = at->point++;
      const json_t *o = point_of(claim, i);
      if (!json_is_array(json_object_get(o, "W")))
        continue;
      if (i == 0)
        (void)snprintf(at->path, sizeof at->path, "$.claims[%zu].counterexample", at->claim);
      else
        (void)snprintf(at->path, sizeof at->path, "$.claims[%zu].starts[%zu]", at->claim, i - 1);
      return o;
    }
  }
  return NULL;
}

static bool agree(int option, int value) {
  return option == 0 || option == value;
}

// Whether the options say nothing else.
static bool fits(const struct cpf_args *args, const struct cpf_problem *p) {
  double repulsion = args->repulsion_is_1_over_n ? 1.0 / p->n : args->repulsion;
  bool given = args->repulsion_given || args->loss != NULL;
  return agree(args->n, p->n) && agree(args->k, p->k) && agree(args->d, p->d) &&
         agree(args->rho, p->rho) && (!given || repulsion == p->repulsion);
}

static bool is_same(const struct cpf_problem *a, const struct cpf_problem *b) {
  return a->n == b->n && a->k == b->k && a->d == b->d && a->rho == b->rho &&
         a->repulsion == b->repulsion;
}

static void note_others(size_t all, size_t taken) {
  char text[100];
  if (taken == all)
    return;
  (void)snprintf(text, sizeof text, "%zu of %zu points are left out: of other problems",
                 all - taken, all);
  cpf_command_note(text);
}

enum cpf_status cpf_points_claims_problem(const struct cpf_input *in, const struct cpf_args *args,
                                          const json_t *claims, struct cpf_problem *p,
                                          struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t all = 0, taken = 0;
  struct cpf_points_claims at = {.claims = claims};
  for (const json_t *o = NULL; (o = cpf_points_claims_next(&at)) != NULL;) {
    struct cpf_problem own;
    CPF_TRY(cpf_points_problem(in, at.path, o, &own, err));
    if (all++ == 0)
      *p = own;
    if (!fits(args, &own))
      continue;
    if (taken == 0)
      *p = own;
    taken += is_same(p, &own);
  }
  if (all == 0)
    return fail(in, "$.claims", "no counterexample and no start has a W", err);
  if (taken > 0) // else an error about the options follows
    note_others(all, taken);
cleanup:
  return status;
}

bool cpf_points_claims_fits(const json_t *point, const struct cpf_problem *p) {
  static const struct cpf_input nameless = {.name = ""};
  struct cpf_problem own;
  return cpf_points_problem(&nameless, "", point, &own, NULL) == CPF_OK && is_same(p, &own);
}
