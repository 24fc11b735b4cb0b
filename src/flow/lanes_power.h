// SPDX-License-Identifier: GPL-3.0-or-later
// Powers of all lanes at once, to the few digits that the length of a step needs.
#ifndef CPF_FLOW_LANES_POWER_H
#define CPF_FLOW_LANES_POWER_H

#include "flow/lanes.h"

// log2 of positive numbers to 2e-5; -1023 of 0, about 1024 of infinity and of NaN.
CPF_INLINE void cpf_lanes_log2(const cpf_lanes *x, cpf_lanes *y) {
  static const double c[] = {0.58495050,  0.96182123, -0.31974910, 0.14171816,
                             -0.08001088, 0.04392863}; // of log2(1.5 + u), Chebyshev interpolation
  const int64_t fraction = (INT64_C(1) << 52) - 1, one = INT64_C(1023) << 52,
                whole = INT64_C(0x433) << 52;
  cpf_lanes_mask bits = (cpf_lanes_mask)*x;
  cpf_lanes u = (cpf_lanes)((bits & fraction) | one) - 1.5;
  cpf_lanes e = (cpf_lanes)((bits >> 52 & 0x7ff) | whole) - (0x1p52 + 1023);
  *y = e + (c[0] + u * (c[1] + u * (c[2] + u * (c[3] + u * (c[4] + u * c[5])))));
}

// 2^x, -1000 < x < 1000, with a relative error of 4e-6.
CPF_INLINE void cpf_lanes_exp2(const cpf_lanes *x, cpf_lanes *y) {
  static const double c[] = {1.0, 0.69312103, 0.24022107, 0.05592204, 0.00967604};
  const double magic = 0x1.8p52;
  cpf_lanes shifted = *x + magic, u = *x - (shifted - magic);
  cpf_lanes f = c[0] + u * (c[1] + u * (c[2] + u * (c[3] + u * c[4])));
  *y = (cpf_lanes)((cpf_lanes_mask)f + ((cpf_lanes_mask)shifted << 52));
}

CPF_INLINE void cpf_lanes_clamp(double low, double high, cpf_lanes *x) {
  cpf_lanes least = (cpf_lanes){0} + low, most = (cpf_lanes){0} + high;
  *x = CPF_LANES_MAX(*x, least);
  *x = CPF_LANES_MIN(*x, most);
}

// y = x^e with e != 0; the ends of the range of 2^x bound it.
CPF_INLINE void cpf_lanes_power_real(const cpf_lanes *x, double e, cpf_lanes *y) {
  cpf_lanes l;
  cpf_lanes_log2(x, &l);
  l *= e;
  cpf_lanes_clamp(-999, 999, &l);
  cpf_lanes_exp2(&l, y);
}

#endif
