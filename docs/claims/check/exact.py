# SPDX-License-Identifier: GPL-3.0-or-later
# The loss and its gradients in fractions, for the checks in this folder. Teachers: the first k unit
# vectors. rows([4, 3, 0], 5) is the student (4/5, 3/5, 0).
from fractions import Fraction as F


def rows(numerators, denominator):
    return [F(x, denominator) for x in numerators]


def dot(x, y):
    return sum(a * b for a, b in zip(x, y))


def teacher(j, d):
    return [F(int(a == j)) for a in range(d)]


def loss(W, k, rho, r=F(1)):
    return (r * sum(dot(x, y) ** rho for x in W for y in W) / 2
            - sum(x[j] ** rho for x in W for j in range(k)) + F(k, 2))


def euclidean(W, k, rho, r=F(1)):
    """A_i = rho (r sum_q (w_i.w_q)^(rho-1) w_q - sum_j (w_i.v_j)^(rho-1) v_j)."""
    d = len(W[0])
    A = []
    for w in W:
        a = [r * sum(dot(w, x) ** (rho - 1) * x[c] for x in W) for c in range(d)]
        A.append([rho * (a[c] - (w[c] ** (rho - 1) if c < k else 0)) for c in range(d)])
    return A


def gradient(W, k, rho, r=F(1)):
    """P_i A_i."""
    G = []
    for w, a in zip(W, euclidean(W, k, rho, r)):
        assert dot(w, w) == 1
        mu = dot(a, w)
        G.append([x - mu * y for x, y in zip(a, w)])
    return G


def show(M):
    return "; ".join("(" + ", ".join(str(x) for x in row) + ")" for row in M)
