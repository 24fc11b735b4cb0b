# SPDX-License-Identifier: GPL-3.0-or-later
# A student in the span of the teachers whose printed equation holds while it is not critical.
from exact import dot, gradient, rows, show

rho, W = 4, [rows([5, 0, 0], 5), rows([3, 0, 4], 5)]
a, b = W[0][:2], W[1][:2]
c = dot(a, b)
left = [c ** (rho - 1) * (y - c * x) for x, y in zip(a, b)]
power = [x ** (rho - 1) for x in a]
right = [p - dot(power, a) * x for p, x in zip(power, a)]
print("equation for i = 1:", show([left]), "=", show([right]))
print("gradient of w_1:   ", show(gradient(W, 2, rho)[:1]))
