# SPDX-License-Identifier: GPL-3.0-or-later
# appendix-A and martin-model: both sides of the last equation by expansion in x, in fractions.
from itertools import product

from exact import F, dot, gradient, rows, show

MOMENT = {0: 1, 1: 0, 2: 1, 3: 0, 4: 3}


def mean_square(W, V, shift):
    """E[(1/n sum ((w.x)^2 - shift) - 1/k sum ((v.x)^2 - shift))^2]."""
    d = len(W[0])
    # the difference is x^T Q x + q with a symmetric Q
    Q = [[sum(w[a] * w[b] for w in W) / len(W) - sum(v[a] * v[b] for v in V) / len(V)
          for b in range(d)] for a in range(d)]
    q = F(-shift) * len(W) / len(W) - F(-shift) * len(V) / len(V)
    total = q * q + 2 * q * sum(Q[a][a] for a in range(d))
    for indices in product(range(d), repeat=4):
        value = Q[indices[0]][indices[1]] * Q[indices[2]][indices[3]]
        for a in range(d):
            value *= MOMENT[indices.count(a)]
        total += value
    return total


W = [[F(1, 2), F(-3), F(2)], [F(1), F(1, 3), F(0)]]
V = [[F(2), F(1), F(-1, 5)], [F(0), F(1), F(1)], [F(3), F(0), F(1)]]
left, right = mean_square(W, V, 1) / 2, mean_square(W, V, 0) / 2
print("appendix A: left", left, " right without 5/2", right, " constant", left - right)
print("W = V:", mean_square(V, V, 1) / 2, mean_square(V, V, 0) / 2)

n, k = 2, 3
X = [rows([3, 0, 0, 4], 5), rows([0, 0, 0, 5], 5)]
print("the paper's gradient:  ", show(gradient(X, k, 2)))
weighted = gradient(X, k, 2, F(k, n))
print("weights 1/n and 1/k:   ", show([[F(4, n * k) * x for x in row] for row in weighted]))
