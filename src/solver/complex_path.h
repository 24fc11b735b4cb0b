// SPDX-License-Identifier: GPL-3.0-or-later
// Paths of complex critical points along a line of parameters, in double and in quadruple
// precision.
//
// The system of l weighted students in C^d, w_a . w_a = 1 (no conjugation):
//
//   E_a = p sum_{b != a} m_b (w_a.w_b)^{rho-1} w_b - sum_j c_j (u_j.w_a)^{e_j - 1} u_j = mu_a w_a
//
// that is, the critical points of f = p/rho sum_{a<b} m_a m_b (w_a.w_b)^rho - sum_a m_a F(w_a) with
// F(w) = sum_j c_j/e_j (u_j.w)^{e_j}: the terms e_j are rho, and for odd rho also rho - 1.
// Parameters are vectors (p, c_1, ..., c_M) of 1 + M complex numbers; complex numbers are pairs.
#ifndef CPF_SOLVER_COMPLEX_PATH_H
#define CPF_SOLVER_COMPLEX_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  CPF_COMPLEX_STUDENTS_MAX = 6,
  CPF_COMPLEX_COORDS_MAX = 24,  // l*d
  CPF_COMPLEX_UNKNOWNS_MAX = 20 // l*(d-1)
};

struct cpf_complex_system {
  int l, d, rho;    // l students
  int terms, lead;  // M terms of F; the first `lead` have degree rho, the others rho - 1
  const double *u;  // d x M: coordinate k of all u_j, then the next
  const double *uu; // d(d+1)/2 x M: the products u_jk u_jh, k <= h
  double weight[CPF_COMPLEX_STUDENTS_MAX];
};

// The parameters s * from + (1 - s) * to; s goes from 1 to 0.
struct cpf_complex_line {
  const double *from, *to; // 2(1 + M) doubles each, not owned
};

// What steers the tracker; the defaults are in cpf_complex_steps_default.
struct cpf_complex_steps {
  double correction;  // 2e-3: size wanted for the first Newton correction, relative
  double reject;      // 5: a first correction so many times larger is refused
  double contraction; // 0.05: largest ratio of successive corrections
  double noise;       // 1e-11: below it corrections need not contract
  double accept;      // 1e-5: a correction that small ends the corrector
  double first;       // 0.02: first step
  double shortest;    // 1e-9: a path whose step falls below is given up
  int limit;          // 20000: steps before a path is given up
};
struct cpf_complex_steps cpf_complex_steps_default(void);
// Ten times more careful at each level; level 0 is the default.
struct cpf_complex_steps cpf_complex_steps_tight(int level);

enum cpf_complex_end_kind {
  CPF_COMPLEX_REGULAR,  // a simple root: Newton's method converged on a well-conditioned Jacobian
  CPF_COMPLEX_SINGULAR, // a finite limit, by Cauchy's integral at two radii
  CPF_COMPLEX_INFINITE, // a Laurent series with the same negative leading power at two radii
  CPF_COMPLEX_FAILED    // none of these could be shown
};

struct cpf_complex_end {
  enum cpf_complex_end_kind kind;
  int winding;      // of the path around s = 0; 1 for a regular end
  double valuation; // of |W| in s: negative for an infinite end
  double accuracy;  // difference of the two estimates of the end, relative
};

// A simple root's properties.
struct cpf_complex_polish {
  double step;     // the last Newton correction, relative
  double smallest; // of the Jacobian in orthonormal frames: its smallest singular value, estimated
  double norm;     // and its largest entry, at least 1
  double det[2];   // its determinant, scaled by 2^-exponent
  int exponent;
};

// A work space is for one thread and one system. NULL when memory is refused.
void *cpf_complex_double_alloc(const struct cpf_complex_system *s);
void *cpf_complex_quad_alloc(const struct cpf_complex_system *s);
void cpf_complex_double_free(void *work); // NULL is allowed
void cpf_complex_quad_free(void *work);   // NULL is allowed

// Newton's method at the line's parameters s = 0 (in place). False when it does not converge.
bool cpf_complex_double_polish(void *work, const double *params, double *W,
                               struct cpf_complex_polish *out);
bool cpf_complex_quad_polish(void *work, const double *params, double *W,
                             struct cpf_complex_polish *out);

// Follows W (2*l*d doubles, replaced by the end) from s = 1 to s = 0, where the root must be
// simple.
bool cpf_complex_double_track(void *work, const struct cpf_complex_line *line,
                              const struct cpf_complex_steps *steps, double *W);
bool cpf_complex_quad_track(void *work, const struct cpf_complex_line *line,
                            const struct cpf_complex_steps *steps, double *W);

// The same with an endgame: any end. W is the end where that is finite, else the last point.
void cpf_complex_double_end(void *work, const struct cpf_complex_line *line,
                            const struct cpf_complex_steps *steps, double *W,
                            struct cpf_complex_end *end);
void cpf_complex_quad_end(void *work, const struct cpf_complex_line *line,
                          const struct cpf_complex_steps *steps, double *W,
                          struct cpf_complex_end *end);

#endif
