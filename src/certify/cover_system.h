// SPDX-License-Identifier: GPL-3.0-or-later
// The critical equations in charts without transcendental functions, in interval arithmetic.
#ifndef CPF_CERTIFY_COVER_SYSTEM_H
#define CPF_CERTIFY_COVER_SYSTEM_H

#include "certify/interval.h"
#include "cpfind/problem.h"

enum {
  CPF_COVER_N_MAX = 12, // unknowns n(d-1)
  CPF_COVER_W_MAX = 24, // n*d
};

// A product of intervals in one chart. Student i lies on the line of x_i, whose coordinate face[i]
// is sign[i] = +-1 and whose other coordinates are the unknowns, in order: student i's are number
// i(d-1) to (i+1)(d-1) - 1. w_i = x_i / |x_i|. Charts with all unknowns in [-1,1] cover the
// spheres; for even rho the faces with sign 1 do, up to the signs of students.
struct cpf_cover_box {
  double lo[CPF_COVER_N_MAX], hi[CPF_COVER_N_MAX];
  signed char face[CPF_COVER_W_MAX], sign[CPF_COVER_W_MAX];
};

struct cpf_cover_system {
  int n, k, d, rho, N;
  struct cpf_interval r; // holds the double and the simple fraction it may stand for
};

// The equations on a box, and what went into them. Entries of pairs (i, q) have number i*n + q,
// those of an equation (i, a) against a student q number e*n + q, e that of the equation.
struct cpf_cover_values {
  struct cpf_interval x[CPF_COVER_W_MAX];                         // all coordinates
  struct cpf_interval square[CPF_COVER_W_MAX];                    // |x_q|^2
  struct cpf_interval weight[CPF_COVER_W_MAX];                    // r |x_q|^-rho
  struct cpf_interval overlap[CPF_COVER_N_MAX * CPF_COVER_N_MAX]; // x_i.x_q
  struct cpf_interval power[CPF_COVER_N_MAX * CPF_COVER_N_MAX];   // (x_i.x_q)^{rho-1}
  struct cpf_interval off[CPF_COVER_N_MAX * CPF_COVER_N_MAX];     // D = x_qa sign - x_ia x_q,face
  struct cpf_interval pull[CPF_COVER_N_MAX * CPF_COVER_N_MAX];    // D r |x_q|^-rho
  struct cpf_interval E[CPF_COVER_N_MAX];
};

void cpf_cover_system_init(const struct cpf_problem *p, struct cpf_cover_system *s);

// face[i] as a coordinate's number.
static inline int cpf_cover_face(const struct cpf_cover_box *box, int i) {
  return box->face[i];
}

// The coordinate of student i's unknown number t: all but the face, in order.
static inline int cpf_cover_axis(const struct cpf_cover_box *box, int i, int t) {
  return t < box->face[i] ? t : t + 1;
}

// Encloses, for all points of the box, the N functions
//
//   E_ia = r sum_{q != i} (x_i.x_q)^{rho-1} |x_q|^-rho (x_qa - sign_i x_ia x_q,face_i)
//          + [face_i < k] x_ia - [a < k] sign_i x_ia^{rho-1} ,
//
// which vanish exactly at the critical points of L: they are the coordinates a != face_i of
// |x_i|^{rho-1} / rho times (a_i x_i,face - a_i,face x_i), a_i as in docs/mathematics.md,
// section 2.
void cpf_cover_values(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                      struct cpf_cover_values *v);

// Encloses slopes of E: for every x in a box and every y in another one in the same chart,
// E(x) = E(y) + M (x - y) with a matrix M in J (N x N). v and u are the values on the two boxes,
// the second inside the first. For both the same this encloses the Jacobian; for a point, J is
// about half as wide.
void cpf_cover_slopes(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                      const struct cpf_cover_values *v, const struct cpf_cover_values *u,
                      struct cpf_interval *J);

#endif
