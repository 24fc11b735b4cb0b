// SPDX-License-Identifier: GPL-3.0-or-later
// Neighbourhoods of isolated critical points in which no other one lies.
#ifndef CPF_CERTIFY_ISOLATE_BALL_H
#define CPF_CERTIFY_ISOLATE_BALL_H

#include <stddef.h>

#include "certify/region.h"
#include "cpfind/certificate.h"

// A region (region.h, dimension d) around the certified point *c, which is its only critical point:
//   nondegenerate: the gradient in the chart is injective there, since ||I - D^{-1} H|| < 1 over
//   the box, D the diagonal of H at its center; degenerate of order q: for every x in the box of
//   the kernel directions there is one y = y(x) with g_y = 0, and the derivative of order q - 1 of
//   the reduced gradient along every direction is not zero on the box, while all lower ones vanish
//   at the point: only x = 0 is critical.
// As large as the tests allow. CPF_OK with region->half = NULL, and the reason in `why`, when none
// is proved. Free with cpf_region_clear. CPF_ENOMEM.
enum cpf_status cpf_certify_region(const struct cpf_problem *p, const struct cpf_certificate *c,
                                   struct cpf_region *region, char *why, size_t size,
                                   struct cpf_error *err);

#endif
