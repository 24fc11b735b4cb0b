#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Lemma 3.2 and three lines of its proof, without cpfind: exact fractions, and the full n x d
# gradient flow (r = 1/n, time without the factor rho) by an explicit and an implicit method.
from fractions import Fraction as F

import numpy as np
from scipy.integrate import solve_ivp


def rows(n, x, y, u, a, p, q, s, b):
    """w_1 = (x, u .. u, y)/a and w_j = (p, 0 .. s .. 0, q)/b, as fractions."""
    W = [[F(x, a)] + [F(u, a)] * (n - 1) + [F(y, a)]]
    for j in range(1, n):
        W.append([F(p, b)] + [F(s if i == j else 0, b) for i in range(1, n)] + [F(q, b)])
    return W


def hypotheses(W, rho):
    cone = all((W[i][i] - F(1, 40 * rho - 156)) ** 2 > F(1, 2) for i in range(len(W)))
    return cone and all(sum(x * x for x in w) == 1 for w in W)


def speed(W, rho):
    """d w_11/dt without the factor rho, exact."""
    s, n, k = W[0][0], len(W), len(W[0])
    f = s ** (rho - 1) - s * sum(x**rho for x in W[0][:k])
    for w in W[1:]:
        c = sum(a * b for a, b in zip(W[0], w))
        f -= F(1, n) * c ** (rho - 1) * (w[0] - c * s)
    return f


def flow(W, rho, time, method):
    W = np.array([[float(x) for x in w] for w in W])
    n, d = W.shape

    def field(_, v):
        w = v.reshape(n, d)
        g = w @ w.T
        np.fill_diagonal(g, 0)
        a = g ** (rho - 1) @ w / n - w ** (rho - 1)
        return (np.sum(a * w, 1, keepdims=True) * w - a).ravel()

    out = solve_ivp(field, (0, time), W.ravel(), method=method, rtol=1e-10, atol=1e-13)
    return out.y[:, -1].reshape(n, d)


print("figure-9-bound: rho, n, hypotheses, d w_11/dt")
for rho, n, *start in (
    (6, 3, 192, 185, 10, 267, 57, 24, 64, 89),
    (8, 3, 45, 44, 2, 63, 46, 18, 51, 71),
    (10, 3, 121, 119, 7, 170, 39, 14, 42, 59),
    (12, 5, 201, 198, 11, 283, 108, 56, 123, 173),
    (14, 2, 22, 6, 21, 31, 21, -6, 22, 31),
    (16, 2, 22, 6, 21, 31, 21, -6, 22, 31),
):
    W = rows(n, *start)
    print(rho, n, hypotheses(W, rho), float(speed(W, rho)))

print("lemma-3.2-repulsion: the repulsion and the printed bound")
w, v, s, t = [F(24, 25), F(-49, 625), F(168, 625)], [F(7, 25), F(24, 25), F(0)], F(24, 25), F(49, 625)
c = sum(a * b for a, b in zip(w, v))
print(float(-(c**3) * (v[0] - c * s)), float(-s * (t**3 - t**4)))

print("lemma-3.2: rho, n, hypotheses, method, the overlaps of w_1 with e_1 and e_(n+1) at the end")
for rho, n, time, *start in (
    (8, 17, 40, 403, 396, 0, 565, 91, 42, 102, 143),
    (8, 9, 40, 14051, 13800, 150, 19699, 1794, 759, 1982, 2779),
    (10, 10, 100, 28748, 28404, 263, 40421, 882, 441, 998, 1403),
    (12, 50, 120, 63733, 63156, 0, 89725, 115, 58, 130, 183),
):
    W = rows(n, *start)
    for method in ("DOP853", "Radau") if n < 20 else ("DOP853",):
        end = flow(W, rho, time, method)
        print(rho, n, hypotheses(W, rho), method, np.round(end[0, [0, n]], 9), flush=True)
