// SPDX-License-Identifier: GPL-3.0-or-later
// A critical point enclosed: the box of a certificate as balls, with its Hessian.
#ifndef CPF_CERTIFY_ENCLOSURE_BALL_H
#define CPF_CERTIFY_ENCLOSURE_BALL_H

#include "certify/system_ball.h"
#include "cpfind/certificate.h"

struct cpf_enclosure {
  struct cpf_problem p;     // in dimension D = k + rank
  struct cpf_system system; // on the invariant space
  slong prec;
  double *center; // n*D: the center rounded
  bool *zero;     // n*D: entries that are exactly zero
  double *B;      // frames at the center, N*D, N = n(D-1)
  arb_mat_t x;    // unknowns: midpoints the center's, enclosing the critical point once proved
  arb_mat_t W;    // n x D, enclosing it too
  mag_t gap;      // how far x and W may be from the decimal numbers of the center
  mag_t radius, box;
  bool exact; // enclosed by exact arithmetic (exact_ball.h), not by Krawczyk's test
};

// Reads the certificate's center and symmetries. CPF_EINVAL, with the reason, when they make no
// sense: wrong shape, not numbers, not symmetries of the problem, entries that contradict them.
// Free with cpf_enclosure_clear in every case.
enum cpf_status cpf_enclosure_read(const struct cpf_problem *p, const struct cpf_certificate *c,
                                   struct cpf_enclosure *e, struct cpf_error *err);
void cpf_enclosure_clear(struct cpf_enclosure *e); // NULL is allowed

// Krawczyk's test on the invariant space, with boxes of several sizes. True: exactly one critical
// point of the space lies within e->radius of the center, and e->x and e->W enclose it. e->box is
// the radius of the box of unknowns, multipliers included, in which it is alone.
bool cpf_enclosure_exists(struct cpf_enclosure *e);

// True when the part outside span V surely has rank D - k: the pivots of its columns are not zero.
bool cpf_enclosure_has_rank(const struct cpf_enclosure *e);

// The largest radius found for which at most one critical point, turned to the slice by O(d-k),
// lies within it of the center, in the dimension of *p. 0: none found.
double cpf_enclosure_unique(const struct cpf_enclosure *e, const struct cpf_problem *p,
                            struct cpf_error *err);

#endif
