# SPDX-License-Identifier: GPL-3.0-or-later
# tight-balance-embeds and embeds-converse: the two counterexamples.
from exact import dot, gradient, rows, show

w, other = rows([4, 3, 0], 5), rows([-9, 12, 20], 25)
G = gradient([w, w, other], 3, 4)
print("w_1.w_3 =", dot(w, other), " d/dt (w_1.w_3) =", -dot(G[0], other) - dot(w, G[2]))
toy = gradient([w[:2], w[:2]], 2, 4)
print("three equal students:", show(gradient([w, w, w], 3, 4)))
print("the toy model:       ", show(toy))

# The tight-balance pair of rho = 4 with a copy of v_3, in floating point.
from math import cos, pi, sin

c, s = cos(pi / 8), sin(pi / 8)
W = [[c, s, 0.0], [c, -s, 0.0], [0.0, 0.0, 1.0]]
for i in range(3):
    a = [sum(dot(W[i], x) ** 3 * x[b] for q, x in enumerate(W) if q != i) - W[i][b] ** 3
         for b in range(3)]
    mu = dot(a, W[i])
    print("embedded, row", i + 1, [x - mu * y for x, y in zip(a, W[i])])
