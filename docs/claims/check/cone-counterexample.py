# SPDX-License-Identifier: GPL-3.0-or-later
# The split cones are left, n = 2, k = d = 3: exactly at (2,2,1)/3, (6,-7,6)/11; then Runge-Kutta.
from fractions import Fraction as F
from math import sqrt


def flow(W, rho, r):
    """dW/dt = -grad L on the spheres; exact for fractions."""
    out = []
    for i, w in enumerate(W):
        a = [-x ** (rho - 1) for x in w]
        for q, v in enumerate(W):
            if q != i:
                c = r * sum(x * y for x, y in zip(w, v)) ** (rho - 1)
                a = [x + c * y for x, y in zip(a, v)]
        mu = sum(x * y for x, y in zip(a, w))
        out.append([-rho * (x - mu * y) for x, y in zip(a, w)])
    return out


W0 = [[F(2, 3), F(2, 3), F(1, 3)], [F(6, 11), F(-7, 11), F(6, 11)]]
assert all(sum(x * x for x in w) == 1 for w in W0)
for rho in range(2, 21, 2):
    for r in (0, F(1, 2), 1, 7):
        d = flow(W0, rho, r)[0]
        assert d[0] - d[1] == -r * rho * F(4, 33) ** (rho - 1) * F(13, 11)
print("d/dt (w11 - w12) = -r rho (4/33)^(rho-1) 13/11 at W0: exact, rho = 2..20, r = 0, 1/2, 1, 7")


def step(W, h, rho, r):
    def add(A, B, s):
        return [[x + s * y for x, y in zip(a, b)] for a, b in zip(A, B)]
    k1 = flow(W, rho, r)
    k2 = flow(add(W, k1, h / 2), rho, r)
    k3 = flow(add(W, k2, h / 2), rho, r)
    k4 = flow(add(W, k3, h), rho, r)
    W = [[w + h / 6 * (a + 2 * b + 2 * c + e) for w, a, b, c, e in zip(*rows)]
         for rows in zip(W, k1, k2, k3, k4)]
    return [[x / sqrt(sum(y * y for y in w)) for x in w] for w in W]


def report(name, W, rho, r, steps=4000):
    start, least = W[0][0] - W[0][1], 1
    for _ in range(steps):
        W = step(W, 0.02, rho, r)
        least = min(least, abs(W[0][0]) - abs(W[0][1]))
    end = [[round(x, 3) + 0 for x in w] for w in W]
    print(f"{name}, rho {rho}, r {r}: D from {start:.1e} to {least:.2g}, end {end}")


near = [[float(x) for x in w] for w in W0]
for _ in range(10):
    near = step(near, -1e-4, 4, 1)
report("from just before W0", near, 4, 1)
far = [[0.579, 0.577, -0.576], [0.575, -0.582, -0.575]]
far = [[x / sqrt(sum(y * y for y in w)) for x in w] for w in far]
report("from the worst place", far, 4, 1)
report("from the worst place", far, 4, 0.5)
report("from the worst place", far, 6, 1)
