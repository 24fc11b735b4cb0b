# SPDX-License-Identifier: GPL-3.0-or-later
# A against exact differences of the loss: for a polynomial of degree 2 rho in t, the derivative at 0
# follows from its values at 2 rho + 1 points (Lagrange's formula).
from exact import F, euclidean, loss


def slope(f, degree):
    points = [F(x) for x in range(-degree, degree + 1)]
    total = F(0)
    for a in points:
        others = [b for b in points if b != a]
        weight = F(1)
        for b in others:
            weight /= a - b
        # the derivative at 0 of prod (t - b)
        derivative = F(0)
        for skip in others:
            product = F(1)
            for b in others:
                if b != skip:
                    product *= -b
            derivative += product
        total += f(a) * weight * derivative
    return total


W = [[F(1, 2), F(-2, 3), F(1)], [F(3, 4), F(1, 5), F(-1, 2)]]  # rows of any length
for rho in range(1, 5):
    A = euclidean(W, 2, rho)
    for i in range(2):
        for a in range(3):
            def along(t):
                X = [list(w) for w in W]
                X[i][a] += t
                return loss(X, 2, rho)
            assert slope(along, rho) == A[i][a]
    print("rho =", rho, ": all six derivatives agree")
