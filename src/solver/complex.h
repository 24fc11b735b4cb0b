// SPDX-License-Identifier: GPL-3.0-or-later
// All isolated critical points, complex ones included, by parameter homotopy.
#ifndef CPF_SOLVER_COMPLEX_H
#define CPF_SOLVER_COMPLEX_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cpfind/problem.h"

struct cpf_team;

struct cpf_complex_options {
  uint64_t seed;                     // 1
  int threads;                       // 1
  uint64_t max_orbits;               // 200000: more paths than that are refused
  const volatile sig_atomic_t *stop; // NULL: not zero asks to stop
  struct cpf_team *team;             // NULL: who shares the paths (team/team.h)
  void (*progress)(void *ctx, const char *stage, uint64_t done, uint64_t total); // NULL
  void *ctx;
};
struct cpf_complex_options cpf_complex_options_default(void);

// "Paths" and "roots" are counted with their images under G0, the permutations of the students and,
// for even rho, their signs; "orbits" without.
struct cpf_complex_report {
  uint64_t orbits;                              // paths tracked to the target
  uint64_t paths;                               // the roots of the generic member of the family
  uint64_t regular, singular, infinite, failed; // how they end; the sum is `paths`
  uint64_t roots, singular_roots, real_roots;   // distinct finite ends
  uint64_t retried;                             // orbits tracked again, with more care
  uint64_t high_precision;                      // orbits tracked in quadruple precision
  uint64_t monodromy_paths;                     // paths tracked to solve the generic member
  bool count_known;                             // a formula for `paths` is known,
  uint64_t count;                               // and this is its value
  double residue; // largest global residue at the generic member, relative: 0 but for rounding
  bool generic_complete; // the formula or the residues say that no root of it is missing
  bool symmetric;        // the simple ends are closed under all symmetries of the target
  double seconds;
  char reason[160]; // what is not complete; empty when all is well
};

struct cpf_complex_result {
  struct cpf_complex_report report;
  size_t nreal;
  double *W;              // nreal x n x d: one real end of each orbit under G0
  uint64_t *weight;       // distinct points in its orbit
  uint64_t *multiplicity; // paths that end at each of them
  bool *singular;
};

// See complex.c for the method. p with rho >= 3, repulsion > 0. What the report says is numerical
// and holds with probability one over the random constants; it is no proof.
// CPF_EINVAL: the problem is out of reach; CPF_EINTERRUPTED: the report holds what was done.
enum cpf_status cpf_complex_solve(const struct cpf_problem *p,
                                  const struct cpf_complex_options *opt,
                                  struct cpf_complex_result *out, struct cpf_error *err);
void cpf_complex_clear(struct cpf_complex_result *r); // NULL is allowed

#endif
