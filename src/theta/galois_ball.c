// SPDX-License-Identifier: GPL-3.0-or-later
// When no root of an irreducible polynomial Q of degree n >= 5 can be written in radicals.
//
// 1. For a prime p that divides neither the leading coefficient nor the discriminant (Q mod p
//    keeps its degree and is squarefree), the degrees of the factors of Q mod p are the cycle
//    lengths of an element of the Galois group on the n roots (Dedekind; Cohen, A Course in
//    Computational Algebraic Number Theory, theorem 4.8.20). The group is transitive, since Q is
//    irreducible.
// 2. n = 5: the solvable transitive groups lie in the affine group of order 20, whose elements have
//    order 1, 2, 4, 5: an order divisible by 3 excludes them.
//    n = 6: no solvable transitive group has an order divisible by 5 (blocks of size 2 or 3 leave
//    orders 2^a 3^b): a cycle of length 5 excludes them.
//    n = 7: they lie in the affine group of order 42, whose elements have order 1, 2, 3, 6 or 7.
//    n >= 8: a cycle of prime length l, n/2 < l < n-2: the other lengths are smaller than l, so a
//    power of the element is an l-cycle. A transitive group with such a cycle is primitive, and a
//    primitive group with an l-cycle, l < n-2 prime, contains A_n (Jordan 1873; Wielandt, Finite
//    Permutation Groups, theorem 13.9).
// 3. Primes in order from 3 on, up to a fixed number of them.
#include "theta/polynomial_ball.h"

#include <stdio.h>

#include <flint/nmod_poly.h>
#include <flint/nmod_poly_factor.h>
#include <flint/ulong_extras.h>

enum { PRIMES_MAX = 400 };

// The cycle type of Frobenius at p: how many cycles of each length, cycles[0..n]. False when p
// divides the leading coefficient or the discriminant.
static bool frobenius(const fmpz_poly_t Q, ulong p, slong *cycles) {
  slong n = fmpz_poly_degree(Q);
  nmod_poly_t R;
  nmod_poly_factor_t factors;
  nmod_poly_init(R, p);
  nmod_poly_factor_init(factors);
  fmpz_poly_get_nmod_poly(R, Q);
  bool good = nmod_poly_degree(R) == n && nmod_poly_is_squarefree(R);
  for (slong i = 0; i <= n; i++)
    cycles[i] = 0;
  if (good) {
    slong *degrees = flint_calloc((size_t)n, sizeof *degrees);
    nmod_poly_make_monic(R, R);
    nmod_poly_factor_distinct_deg(factors, R, &degrees);
    for (slong i = 0; i < factors->num; i++)
      cycles[degrees[i]] = nmod_poly_degree(factors->p + i) / degrees[i];
    flint_free(degrees);
  }
  nmod_poly_factor_clear(factors);
  nmod_poly_clear(R);
  return good;
}

static ulong order(const slong *cycles, slong n) {
  ulong o = 1;
  for (slong i = 1; i <= n; i++)
    if (cycles[i] > 0)
      o = o / n_gcd(o, (ulong)i) * (ulong)i;
  return o;
}

// Step 2 for one element: what it shows, false when it shows nothing.
static bool excludes(const slong *cycles, slong n, char *text, size_t size) {
  if (n <= 7) {
    ulong o = order(cycles, n);
    bool found = n == 5   ? o % 3 == 0
                 : n == 6 ? cycles[5] > 0
                          : o != 1 && o != 2 && o != 3 && o != 6 && o != 7;
    if (found)
      snprintf(text, size, "no solvable transitive group of degree %ld has an element of order %lu",
               (long)n, (unsigned long)o);
    return found;
  }
  for (slong l = n / 2 + 1; l < n - 2; l++)
    if (cycles[l] > 0 && n_is_prime((ulong)l)) {
      snprintf(text, size, "the Galois group contains A_%ld, by a cycle of length %ld", (long)n,
               (long)l);
      return true;
    }
  return false;
}

bool cpf_theta_unsolvable_certify(const fmpz_poly_t Q, char *text, size_t size) {
  slong n = fmpz_poly_degree(Q);
  char what[128];
  bool found = false;
  ulong p = 2;
  if (n < 5)
    return false;
  slong *cycles = flint_calloc((size_t)n + 1, sizeof *cycles);
  for (int i = 0; i < PRIMES_MAX && !found; i++) {
    p = n_nextprime(p, 1);
    found = frobenius(Q, p, cycles) && excludes(cycles, n, what, sizeof what);
  }
  if (found)
    snprintf(text, size, "%s (Frobenius at the prime %lu)", what, (unsigned long)p);
  flint_free(cycles);
  return found;
}
