// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/args.h"

#include "status/try.h"

// One whole number from its option, else from the file, else the default (0: none).
static enum cpf_status merge(const char *name, int option, int in_file, const char *file,
                             int otherwise, int *value, struct cpf_error *err) {
  if (option != 0 && in_file != 0 && option != in_file)
    return cpf_fail(err, CPF_EINVAL, "--%s: %d contradicts the problem of %s, whose %s is %d", name,
                    option, file, name, in_file);
  *value = option != 0 ? option : in_file != 0 ? in_file : otherwise;
  if (*value != 0)
    return CPF_OK;
  if (file != NULL)
    return cpf_fail(err, CPF_EINVAL,
                    "--%s is missing and %s names no problem (required: --n, --k and --rho)", name,
                    file);
  return cpf_fail(err, CPF_EINVAL, "--%s is missing (required: --n, --k and --rho)", name);
}

static enum cpf_status merge_repulsion(const struct cpf_args *args, const struct cpf_problem *file,
                                       const char *name, struct cpf_problem *p,
                                       struct cpf_error *err) {
  bool given = args->repulsion_given || args->loss != NULL;
  double value = args->repulsion_is_1_over_n ? 1.0 / p->n : args->repulsion;
  if (file != NULL && file->repulsion >= 0.0) {
    if (given && value != file->repulsion)
      return cpf_fail(err, CPF_EINVAL,
                      "--%s: repulsion %.17g contradicts the problem of %s, where it is %.17g",
                      args->loss != NULL ? "loss" : "repulsion", value, name, file->repulsion);
    value = file->repulsion;
  }
  p->repulsion = value;
  return CPF_OK;
}

enum cpf_status cpf_args_problem(const struct cpf_args *args, const struct cpf_problem *file,
                                 const char *name, struct cpf_problem *p, struct cpf_error *err) {
  static const struct cpf_problem nothing = {.repulsion = -1.0};
  enum cpf_status status = CPF_OK;
  const struct cpf_problem *f = file != NULL ? file : &nothing;
  CPF_TRY(merge("n", args->n, f->n, name, 0, &p->n, err));
  CPF_TRY(merge("k", args->k, f->k, name, 0, &p->k, err));
  CPF_TRY(merge("rho", args->rho, f->rho, name, 0, &p->rho, err));
  CPF_TRY(merge("d", args->d, f->d, name, p->k, &p->d, err));
  if (p->k > p->d) {
    status = cpf_fail(err, CPF_EINVAL,
                      "--k: %d exceeds --d %d: so many orthonormal teachers do not fit "
                      "(allowed: 1 to d)",
                      p->k, p->d);
    goto cleanup;
  }
  CPF_TRY(merge_repulsion(args, file, name, p, err));
  CPF_TRY(cpf_problem_check(p, err));
cleanup:
  return status;
}
