// SPDX-License-Identifier: GPL-3.0-or-later
#include "cpfind/problem.h"

#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

static void refused(struct cpf_problem p, const char *text) {
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_problem_check(&p, &err), CPF_EINVAL);
  cr_assert_eq(err.status, CPF_EINVAL);
  cr_assert_str_eq(err.text, text);
  cr_assert_eq(cpf_problem_check(&p, NULL), CPF_EINVAL);
}

static void accepted(struct cpf_problem p) {
  struct cpf_error err = {CPF_OK, "untouched"};
  cr_assert_eq(cpf_problem_check(&p, &err), CPF_OK, "%s", err.text);
  cr_assert_eq(err.status, CPF_OK);
  cr_assert_str_eq(err.text, "untouched");
}

Test(problem, accepted) {
  accepted((struct cpf_problem){1, 1, 1, 1, 0});
  accepted((struct cpf_problem){2, 2, 2, 4, 1});
  accepted((struct cpf_problem){5, 2, 3, 3, 0.2});
  accepted((struct cpf_problem){1, 1, 1, CPF_RHO_MAX, 1e300});
  accepted((struct cpf_problem){CPF_SIZE_MAX, CPF_SIZE_MAX, CPF_SIZE_MAX, 4, 1});
}

Test(problem, counts) {
  refused((struct cpf_problem){0, 2, 2, 4, 1}, "n is 0; allowed are the integers 1 to 1048576");
  refused((struct cpf_problem){-1, 2, 2, 4, 1}, "n is -1; allowed are the integers 1 to 1048576");
  refused((struct cpf_problem){CPF_SIZE_MAX + 1, 2, 2, 4, 1},
          "n is 1048577; allowed are the integers 1 to 1048576");
  refused((struct cpf_problem){2, 0, 2, 4, 1}, "k is 0; allowed are the integers 1 to 1048576");
  refused((struct cpf_problem){2, CPF_SIZE_MAX + 1, CPF_SIZE_MAX, 4, 1},
          "k is 1048577; allowed are the integers 1 to 1048576");
  refused((struct cpf_problem){2, 2, 0, 4, 1}, "d is 0; allowed are the integers 1 to 1048576");
  refused((struct cpf_problem){2, 2, CPF_SIZE_MAX + 1, 4, 1},
          "d is 1048577; allowed are the integers 1 to 1048576");
}

Test(problem, more_teachers_than_dimensions) {
  refused((struct cpf_problem){2, 3, 2, 4, 1},
          "k is 3 and d is 2; k orthonormal teachers need d >= k, so k is at most 2");
}

Test(problem, degree) {
  refused((struct cpf_problem){2, 2, 2, 0, 1}, "rho is 0; allowed are the integers 1 to 1000");
  refused((struct cpf_problem){2, 2, 2, -4, 1}, "rho is -4; allowed are the integers 1 to 1000");
  refused((struct cpf_problem){2, 2, 2, CPF_RHO_MAX + 1, 1},
          "rho is 1001; allowed are the integers 1 to 1000");
}

Test(problem, repulsion) {
  refused((struct cpf_problem){2, 2, 2, 4, -0.5},
          "the repulsion is -0.5; allowed are finite numbers >= 0");
  refused((struct cpf_problem){2, 2, 2, 4, INFINITY},
          "the repulsion is inf; allowed are finite numbers >= 0");
  refused((struct cpf_problem){2, 2, 2, 4, -INFINITY},
          "the repulsion is -inf; allowed are finite numbers >= 0");
  refused((struct cpf_problem){2, 2, 2, 4, copysign(NAN, 1)},
          "the repulsion is nan; allowed are finite numbers >= 0");
}

Test(problem, signs) {
  for (int rho = 1; rho <= 8; rho++) {
    struct cpf_problem p = {2, 2, 2, rho, 1};
    cr_assert_eq(cpf_problem_has_signs(&p), rho % 2 == 0);
  }
}

static void reduces_to(int n, int k, int d, int expected) {
  struct cpf_problem p = {n, k, d, 3, 0.25}, q = cpf_problem_reduced(&p);
  cr_assert_eq(q.d, expected, "P(%d,%d,%d): %d", n, k, d, q.d);
  cr_assert(q.n == n && q.k == k && q.rho == 3 && q.repulsion == 0.25);
  cr_assert_eq(cpf_problem_reduced(&q).d, q.d);
}

Test(problem, reduced_dimension) {
  reduces_to(2, 2, 2, 2);
  reduces_to(2, 2, 3, 3);
  reduces_to(2, 2, 4, 4);
  reduces_to(2, 2, 5, 4);
  reduces_to(1, 2, 32, 3);
  reduces_to(5, 1, 3, 3);
  reduces_to(3, 2, 100, 5);
  reduces_to(7, 1, 1, 1);
  reduces_to(CPF_SIZE_MAX, 1, CPF_SIZE_MAX, CPF_SIZE_MAX);
}

Test(problem, tangent_dimension) {
  const struct cpf_problem line = {5, 1, 1, 3, 1}, space = {4, 2, 3, 3, 1};
  const struct cpf_problem huge = {CPF_SIZE_MAX, 1, CPF_SIZE_MAX, 3, 1};
  cr_assert_eq(cpf_problem_tangent_dim(&line), 0);
  cr_assert_eq(cpf_problem_tangent_dim(&space), 8);
  cr_assert_eq(cpf_problem_tangent_dim(&huge), (size_t)CPF_SIZE_MAX * (CPF_SIZE_MAX - 1));
}
