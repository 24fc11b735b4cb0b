// SPDX-License-Identifier: GPL-3.0-or-later
// The tight-balance angle.
#ifndef CPFIND_THETA_H
#define CPFIND_THETA_H

#include <stdbool.h>

#include "cpfind/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { CPF_THETA_RHO_MAX = 1000000 }; // largest degree

// The tight-balance angle theta_rho in radians, to full double accuracy: the solution t in
// (0, pi/4) of -2 cos(2t)^{rho-1} - sin(t)^{rho-2} + cos(t)^{rho-2} = 0 (paper, section 2.3, last
// equation), for even rho >= 4. False, and *theta untouched, for every other rho: for odd rho the
// reflection v_2 -> -v_2 that makes the point critical is no symmetry, and for rho = 2 the only
// solution is pi/4 itself. Cost: some ten evaluations of the condition.
CPF_PUBLIC bool cpf_theta(int rho, double *theta);

// The same for a real degree 2 < rho <= CPF_THETA_RHO_MAX, with |x|^rho for x^rho in the loss: the
// solution in (0, pi/4) exists, is the only one and decreases with rho (docs/theta.md). Double
// accuracy; pi/4 in double where it differs by less than that. False, *theta untouched, for every
// other rho.
CPF_PUBLIC bool cpf_theta_real(double rho, double *theta);

// The eigenvalues of the Hessian of L (r = 1, n = k = d = 2) at the tight-balance point of a real
// degree 2 < rho <= CPF_THETA_RHO_MAX; w_1 = (cos t_1, sin t_1), w_2 = (cos t_2, -sin t_2):
//   lambda[0] = f''(theta), along (1,-1)/sqrt(2) in (t_1, t_2), f(t) = -(cos^rho t + sin^rho t);
//   lambda[1] = f''(theta) + 2 d^2/ds^2 cos^rho(s) at s = 2 theta, along (1,1)/sqrt(2).
// lambda[1] > 0; lambda[0] has the sign of rho - 4 (docs/theta.md). Accurate to some 1e-15 rho
// absolutely. False, lambda untouched, for every other rho.
CPF_PUBLIC bool cpf_theta_eigenvalues(double rho, double lambda[2]);

// The saddles that leave tight-balance at rho = 4 in a pitchfork: w_1 = (cos t[0], sin t[0]),
// w_2 = (cos t[1], -sin t[1]), 0 < t[0] < theta < t[1] < pi/4, for real 4 < rho <=
// CPF_THETA_RHO_MAX. At rho = 6: pi/24 and 5 pi/24. t[0] falls like 0.786^rho (and is 0 where a
// double underflows, from rho = 3000 on), t[1] tends to asin((sqrt(5)-1)/2). Double accuracy.
// False, t untouched, for every other rho. Cost: some 5000 evaluations of h, milliseconds.
CPF_PUBLIC bool cpf_theta_branch(double rho, double t[2]);

// The law for large rho, L = log 2 (docs/theta.md, section 6):
//   theta = sqrt(2L/(3 rho)) (1 + (6-5L)/(18 rho) + (203L^2-660L+540)/(3240 rho^2)
//                               + (2520-2940L+714L^2-137L^3)/(27216 rho^3)) + e,
// proved for real rho >= CPF_THETA_LAW_FROM: |e| <= rho^{-9/2}. Writes the value without e to *law
// and rho^{-9/2} to *bound. False, both untouched, for a smaller rho or one that is not finite.
enum { CPF_THETA_LAW_FROM = 100 };
CPF_PUBLIC bool cpf_theta_law(double rho, double *law, double *bound);

// The law in words: the formula, and the bound with its range. Constant.
CPF_PUBLIC const char *cpf_theta_law_formula(void);
CPF_PUBLIC const char *cpf_theta_law_error(void);

// Everything about one degree. The texts are owned; NULL where there is nothing to say.
struct cpf_theta_entry {
  char *rho;  // as given
  bool whole; // rho is a whole number
  // The angle, in radians and degrees: each is the multiple of 10^-digits nearest to the true
  // number, which is proved; its radius is a proved upper bound on the difference. At rho = 4 the
  // angle is exactly 22.5 degrees and printed so.
  char *theta, *radius, *degrees, *degrees_radius;
  char *reason; // why there is no angle
  // Whole rho: an expression in radicals, pi and acos, proved; or why there is none.
  char *closed_form, *closed_form_reason;
  // Even rho: the polynomial over Q that has cos(2 theta) as a root. degree: in x, 0: none.
  // irreducible: proved, else not tested.
  char *polynomial;
  int degree;
  bool irreducible;
  // The eigenvalues of the Hessian, as in cpf_theta_eigenvalues, nearest decimals, proved.
  char *eigenvalues[2];
  // rho > 4: the saddles of cpf_theta_branch, nearest decimals, proved (Krawczyk).
  char *branch[2];
  // Odd rho >= 5: the critical pair w_1 = (cos t_1, sin t_1), w_2 = (cos t_2, -sin t_2), t_1 > t_2,
  // that takes tight-balance's place, nearest decimals, proved; and an upper bound on t_1 - t_2.
  char *pair[2], *pair_gap;
};

// Fills *out for a degree given as an exact decimal. A real degree (real = true) stands for |x|^rho
// in the loss: 2 < rho <= CPF_THETA_RHO_MAX, at most CPF_THETA_DECIMALS_MAX characters; otherwise
// rho is a whole number from 1. digits: decimals, from 1 to 10000.
// CPF_EINVAL outside these, CPF_ENOMEM, CPF_EINTERNAL when the angle could not be decided (not
// known to happen); *out is then empty. Cost: below a tenth of a second at 10000 digits, below a
// millisecond at 50, and for even rho <= 202 some 20 milliseconds for the polynomial.
enum { CPF_THETA_DIGITS_MAX = 10000, CPF_THETA_DECIMALS_MAX = 60 };
CPF_PUBLIC enum cpf_status cpf_theta_compute(const char *rho, bool real, int digits,
                                             struct cpf_theta_entry *out, struct cpf_error *err);

CPF_PUBLIC void cpf_theta_entry_clear(struct cpf_theta_entry *entry); // NULL is allowed

#ifdef __cplusplus
}
#endif

#endif
