# SPDX-License-Identifier: GPL-3.0-or-later
# The critical point of rho = 6 that table 1 lacks, from the loss alone: central differences.
from math import cos, pi, sin

RHO = 6


def loss(t1, t2):
    w = [(cos(t1), sin(t1)), (cos(t2), -sin(t2))]
    dot = lambda x, y: x[0] * y[0] + x[1] * y[1]
    repulsion = sum(dot(x, y) ** RHO for x in w for y in w) / 2
    return repulsion - sum(c**RHO for x in w for c in x) + 1


a, b, h = pi / 24, 5 * pi / 24, 1e-5
print("loss          ", loss(a, b), "(7/8)")
print("dL/dt1        ", (loss(a + h, b) - loss(a - h, b)) / (2 * h))
print("dL/dt2        ", (loss(a, b + h) - loss(a, b - h)) / (2 * h))
print("at pi/23 first", (loss(pi / 23 + h, b) - loss(pi / 23 - h, b)) / (2 * h), "(not critical)")
