// SPDX-License-Identifier: GPL-3.0-or-later
// How many roots a generic member has.
//
// In the plane (d = 2), z_a = e^{i phi_a}: f is a Laurent polynomial whose support spans rho times
// the root polytope of type A_l, the hull of +-e_a and e_a - e_b. By Kushnirenko's theorem the
// equations z_a df/dz_a = 0 have at most l! vol = rho^l binom(2l, l) roots, and as many if no
// face's part of f is singular on the torus. l = 2: the faces are edges, x^rho and y^rho, not
// singular; the count is 6 rho^2. l = 3: six faces are squares, (x_1^rho + x_2^rho)(r x_3^-rho + c)
// for students of equal weight, and singular. What is lost there, 6 s^2 g^3 with g = gcd(rho, 2)
// and s = rho / g, was found by experiment (rho = 3, ..., 8, 10).
//
// One student: critical points of a generic form on the sphere, twice the number of eigenvectors of
// a symmetric tensor (Cartwright and Sturmfels, The number of eigenvalues of a tensor, Linear
// Algebra Appl. 438, 2013): 2 sum_{i<d} (rho-1)^i.
//
// l = 2, d = 3: 8x^4 + 18x^3 + 20x^2 + 10x + 4 with x = rho - 1: fitted to five values, and right
// for three more (rho = 7, 9, 10). Every value was confirmed by the global residues.
#include "solver/complex_generic.h"

static bool equal_weights(const struct cpf_complex_system *s) {
  for (int a = 1; a < s->l; a++)
    if (s->weight[a] != s->weight[0])
      return false;
  return true;
}

uint64_t cpf_complex_generic_count(const struct cpf_complex_system *s) {
  uint64_t rho = (uint64_t)s->rho, x = rho - 1, sum = 0, power = 1;
  uint64_t g = rho % 2 == 0 ? 2 : 1, half = rho / g;
  if (s->l == 1) {
    for (int i = 0; i < s->d; i++, power *= x)
      sum += power;
    return 2 * sum;
  }
  if (s->d == 2 && s->l == 2)
    return 6 * rho * rho;
  if (s->d == 2 && s->l == 3 && equal_weights(s))
    return (20 * half - 6) * half * half * g * g * g;
  if (s->d == 3 && s->l == 2)
    return 4 + x * (10 + x * (20 + x * (18 + x * 8)));
  return 0;
}
