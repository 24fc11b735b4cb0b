// SPDX-License-Identifier: GPL-3.0-or-later
#include "classify/spectrum.h"

#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

#include "cpfind/theta.h"

static const double tol_zero = 1e-10;

// The spectrum at W, refined first when asked.
static struct cpf_spectrum spectrum_at(struct cpf_problem p, double *W, bool refine) {
  struct cpf_refine_options opt = cpf_refine_options_default();
  struct cpf_problem reduced = cpf_problem_reduced(&p);
  struct cpf_refiner *r = NULL;
  struct cpf_refine_result result;
  struct cpf_spectrum s;
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_refiner_alloc(&reduced, &opt, &r, &err), CPF_OK);
  if (refine) {
    cr_assert_eq(cpf_refine(r, W, &result, &err), CPF_OK);
    cr_assert_neq(result.kind, CPF_REFINED_NOT);
  }
  cr_assert_eq(cpf_spectrum_make(&p, r, tol_zero, W, &s, &err), CPF_OK, "%s", err.text);
  cpf_refiner_free(r);
  return s;
}

static void expect_contains(const struct cpf_spectrum *s, double value, double relative) {
  double best = INFINITY;
  for (size_t a = 0; a < s->count; a++)
    best = fmin(best, fabs(s->values[a] - value));
  // Above the level the numbers are double precision's; below it, high precision's.
  double rounding = fabs(value) > s->level ? 1e-14 : 0;
  cr_expect_leq(best, relative * fabs(value) + rounding, "no eigenvalue near %.17g (off by %g)",
                value, best);
}

// At tight-balance in d > k the Hessian out of the plane has the eigenvalues rho cos^{rho-2} and
// rho sin^{rho-2} of the angle (docs/mathematics.md), each d - k times. The second is far below the
// rounding of double precision for large rho: 4e-14 at rho = 20.
Test(spectrum, tight_balance_out_of_the_plane) {
  for (int rho = 4; rho <= 40; rho += 2)
    for (int d = 3; d <= 6; d += 3) {
      struct cpf_problem p = {2, 2, d, rho, 1}, reduced = cpf_problem_reduced(&p);
      double theta = 0, W[8] = {0};
      cr_assert(cpf_theta(rho, &theta));
      for (int i = 0; i < 2; i++) {
        W[i * reduced.d] = cos(theta);
        W[i * reduced.d + 1] = i == 0 ? sin(theta) : -sin(theta);
      }
      struct cpf_spectrum s = spectrum_at(p, W, false);
      cr_assert(s.critical, "rho = %d, d = %d", rho, d);
      expect_contains(&s, rho * pow(cos(theta), rho - 2), 1e-11);
      expect_contains(&s, rho * pow(sin(theta), rho - 2), 1e-9);
      cr_expect_eq(s.negative, 0, "rho = %d", rho);
      cr_expect_eq(s.zero, rho == 4 ? 1 : 0, "rho = %d: %d", rho, s.zero);
      cr_expect_eq(s.count, (size_t)(2 * (d - 1)));
      cpf_spectrum_clear(&s);
    }
}

// copy + null: nullity k in the null student's directions, confirmed as zero; and a point beside
// it, whose gradient is 1e-17 for rho = 6, is seen not to be critical.
Test(spectrum, beside_a_flat_point) {
  struct cpf_problem p = {2, 2, 3, 6, 1};
  double exact[] = {1, 0, 0, 0, 0, 1}, off = 1e-4;
  double beside[] = {1, 0, 0, 0, sin(off), cos(off)};
  struct cpf_spectrum s = spectrum_at(p, exact, false);
  cr_expect(s.critical);
  cr_expect_eq(s.zero, 2);
  cpf_spectrum_clear(&s);
  s = spectrum_at(p, beside, false);
  cr_expect_not(s.critical);
  cpf_spectrum_clear(&s);
  s = spectrum_at(p, beside, true); // and refinement brings it back
  cr_expect(s.critical);
  cr_expect_float_eq(fabs(beside[5]), 1, 1e-15);
  cpf_spectrum_clear(&s);
}

// A root of multiplicity 2 that no symmetry pins: P(4,3,3,4) has one at (1/2, 1/2, 2^{-1/2}) up to
// signs. From a point off by rounding the high precision finds its place along the kernel.
Test(spectrum, double_root_without_symmetry) {
  struct cpf_problem p = {4, 3, 3, 4, 1};
  const double a = 0.5, b = sqrt(0.5);
  double W[] = {a, b, a, a, b, -a, a, -b, a, a, -b, -a};
  struct cpf_spectrum s = spectrum_at(p, W, true);
  cr_expect(s.critical);
  cr_expect_eq(s.zero, 1);
  cr_expect_eq(s.negative, 4);
  for (int c = 0; c < 12; c++)
    cr_expect_float_eq(fabs(W[c]), c % 3 == 1 ? b : a, 1e-15);
  cpf_spectrum_clear(&s);
}

// Without tangent directions there is nothing to look at.
Test(spectrum, d_is_1) {
  struct cpf_problem p = {2, 1, 1, 3, 1};
  double W[] = {1, -1};
  struct cpf_spectrum s = spectrum_at(p, W, false);
  cr_expect_eq(s.count, 0);
  cr_expect(s.critical);
  cpf_spectrum_clear(&s);
  cpf_spectrum_clear(NULL);
}
