# SPDX-License-Identifier: GPL-3.0-or-later
# Exact: the trapped start at rho = 6, and tight-balance as a minimum for rho = 6..200. Then, from the
# loss alone, where the flow from the trapped start ends.
from fractions import Fraction as F
from math import acos, atan2, cos, exp, sin, sqrt


def loss(w, rho):
    repulsion = (w[0][0] * w[1][0] + w[0][1] * w[1][1]) ** rho
    return repulsion - sum(c**rho for x in w for c in x) + 2


w = [(F(12, 13), F(5, 13)), (F(24, 25), F(-7, 25))]
y = (w[0][0] * w[1][0] + w[0][1] * w[1][1]) ** 2
c = 2 * (w[0][0] * w[1][0] - w[0][1] * w[1][1]) ** 2 - 1
L = loss(w, 6)
assert L == y**3 + F(3, 4) * (1 - (2 * y - 1) * c)
assert y > F(1, 2) and c > F(1, 2) and L < F(7, 8)
for i in range(101):  # L - 7/8 on c = 1/2
    y = F(1, 2) + F(i, 200)
    assert y**3 + F(3, 4) * (1 - (2 * y - 1) / 2) - F(7, 8) == (y - F(1, 2)) ** 2 * (y + 1)
print("trapped: L =", L, "=", float(L), "< 7/8")

for m in range(2, 100):
    q = F(1, 2 * m + 1) ** m
    x = F(m, m + 1) * (1 + q) / (1 - q)
    A, B = ((1 + x) / 2) ** m, ((1 - x) / 2) ** m
    assert (m + 1) * x * (A - B) >= m * (A + B) and A - B > 2 * x ** (2 * m + 1)
    assert 4 * F(2 * m + 1, 2 * m + 2) ** (2 * m + 1) > 1
    if m >= 3:
        r = (2 * m + 1) * 2.0 / ((2 * m + 1) ** m - 1)
        assert exp(-0.5) * (1 - float(q)) > 2 * exp(-(2 * m + 1) / (m + 1) + r)
print("tight-balance is a strict minimum: rho = 6, 8, ..., 200")


def slope(t, rho, h=1e-5):
    at = lambda a, b: loss([(cos(a), sin(a)), (cos(b), -sin(b))], rho)
    return ((at(t[0] - h, t[1]) - at(t[0] + h, t[1])) / (2 * h),
            (at(t[0], t[1] - h) - at(t[0], t[1] + h)) / (2 * h))


t = [atan2(5, 12), atan2(7, 24)]
for _ in range(20000):
    t = [x + 0.005 * v for x, v in zip(t, slope(t, 6))]
end = loss([(cos(t[0]), sin(t[0])), (cos(t[1]), -sin(t[1]))], 6)
print("the flow ends at angles", t, "tight-balance", acos(2**-0.25) / 2)
print("with loss", end, "and not 0; 3/2 - 2^(-1/2) =", 1.5 - sqrt(0.5))
