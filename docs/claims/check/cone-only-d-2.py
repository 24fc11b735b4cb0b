# SPDX-License-Identifier: GPL-3.0-or-later
# For every d >= 3 and 2 <= n <= k <= d the split cones are left: D' at one point, in fractions.
from fractions import Fraction as F


def flow(W, k, rho, r):
    out = []
    for i, w in enumerate(W):
        a = [-x ** (rho - 1) if j < k else F(0) for j, x in enumerate(w)]
        for q, v in enumerate(W):
            if q != i:
                c = r * sum(x * y for x, y in zip(w, v)) ** (rho - 1)
                a = [x + c * y for x, y in zip(a, v)]
        mu = sum(x * y for x, y in zip(a, w))
        out.append([-rho * (x - mu * y) for x, y in zip(a, w)])
    return out


cases = 0
for d in range(3, 7):
    for k in range(2, d + 1):
        for n in range(2, k + 1):
            pad = [F(0)] * (d - 3)
            W = [[F(2, 3), F(2, 3), F(1, 3)] + pad, [F(6, 11), F(-7, 11), F(6, 11)] + pad]
            W += [[F(int(i == j)) for j in range(d)] for i in range(2, n)]
            for i in range(1, n):  # closest to its own teacher, strictly
                assert all(abs(W[i][i]) > abs(W[i][j]) for j in range(k) if j != i)
            assert all(W[0][0] > abs(W[0][j]) for j in range(2, k))
            for rho in (2, 4, 6, 8):
                for r in (F(1, n), 1):
                    v = flow(W, k, rho, r)[0]
                    assert v[0] - v[1] == -r * rho * F(4, 33) ** (rho - 1) * F(13, 11) < 0
                    cases += 1
print(cases, "cases: w1 passes from the cone of v1 into that of v2")
