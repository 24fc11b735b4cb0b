# SPDX-License-Identifier: GPL-3.0-or-later
# Lemma 3.1 from the loss alone: gradient descent on a grid of split starts, by Runge-Kutta in the two
# angles; and the sign of the flow on the border of the split cones, by central differences.
from math import cos, pi, sin

Q = pi / 4


def loss(a, b, rho):
    w = [(cos(a), sin(a)), (-sin(b), cos(b))]
    repulsion = (w[0][0] * w[1][0] + w[0][1] * w[1][1]) ** rho
    return repulsion - sum(c**rho for x in w for c in x) + 2


def slope(a, b, rho, h=1e-5):
    return ((loss(a - h, b, rho) - loss(a + h, b, rho)) / (2 * h),
            (loss(a, b - h, rho) - loss(a, b + h, rho)) / (2 * h))


def follow(a, b, rho, h, steps):
    for _ in range(steps):
        k1 = slope(a, b, rho)
        k2 = slope(a + h / 2 * k1[0], b + h / 2 * k1[1], rho)
        k3 = slope(a + h / 2 * k2[0], b + h / 2 * k2[1], rho)
        k4 = slope(a + h * k3[0], b + h * k3[1], rho)
        a, b = (x + h / 6 * (p + 2 * q + 2 * r + s)
                for x, p, q, r, s in zip((a, b), k1, k2, k3, k4))
        if max(abs(a), abs(b)) > Q:
            return False
    return max(abs(a), abs(b)) < 1e-3


for rho in (4, 6, 8):
    inward = max(slope(Q, Q * j / 20, rho)[0] for j in range(-19, 20))
    starts = [(Q * i / 5, Q * j / 5) for i in range(-4, 5) for j in range(-4, 5)]
    good = sum(follow(a, b, rho, 0.05, 400) for a, b in starts)
    print(f"rho {rho}: a' on the border a = pi/4 at most {inward:.2e} (negative); "
          f"{good} of {len(starts)} split starts end at the copy")
