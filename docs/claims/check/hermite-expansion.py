# SPDX-License-Identifier: GPL-3.0-or-later
# E[H_rho(w.x) H_rho(v.x)] for w = (1, 0), v = (3/5, 4/5), by expansion in x_1 and x_2 with the
# moments of the normal distribution, against (3/5)^rho.
from fractions import Fraction as F
from math import comb, factorial


def moment(e):
    return 0 if e % 2 else factorial(e) // (2 ** (e // 2) * factorial(e // 2))


def hermite(n):
    """Coefficients of He_n by its closed sum."""
    h = [F(0)] * (n + 1)
    for m in range(n // 2 + 1):
        h[n - 2 * m] = F((-1) ** m * factorial(n), factorial(m) * factorial(n - 2 * m) * 2**m)
    return h


c, s = F(3, 5), F(4, 5)
for rho in range(1, 13):
    h = hermite(rho)
    mean = sum(h[i] * h[j] * comb(j, b) * c ** (j - b) * s**b * moment(i + j - b) * moment(b)
               for i in range(rho + 1) for j in range(rho + 1) for b in range(j + 1))
    print(rho, mean / factorial(rho), mean / factorial(rho) == c**rho)
