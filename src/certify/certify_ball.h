// SPDX-License-Identifier: GPL-3.0-or-later
#ifndef CPF_CERTIFY_CERTIFY_BALL_H
#define CPF_CERTIFY_CERTIFY_BALL_H

#include "cpfind/certificate.h"

// The center that a certificate of the point near W would have, rounded: entries right to the last
// bit where Newton's method in high precision, in the space of the point's symmetries, finds it.
// out: n*d doubles, W with its part outside span V turned to lower triangular form; *found false,
// and out unset, without a center. A proposal, not a proof. CPF_ENOMEM.
enum cpf_status cpf_certify_center(const struct cpf_problem *p, const double *W, double *out,
                                   bool *found, struct cpf_error *err);

#endif
