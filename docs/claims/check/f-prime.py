# SPDX-License-Identifier: GPL-3.0-or-later
# f'(0) of the proof of lemma C.1 by central differences, beside the printed and the right value.
from math import sqrt


def f(e, rho):
    s = sqrt(0.5) + e
    u = sqrt(1 - s * s)
    return (sqrt(0.5) * (u - s)) ** (rho - 1) + s ** (rho - 1) * u - u ** (rho - 1) * s


for rho in (4, 6, 8, 20):
    h, unit = 1e-6, sqrt(0.5) ** (rho - 1)
    slope = (f(h, rho) - f(-h, rho)) / (2 * h)
    print(rho, "differences", slope, "2(rho-2)h", 2 * (rho - 2) * unit, "printed", 2 * (rho - 1) * unit)
