# SPDX-License-Identifier: GPL-3.0-or-later
# r = 0: the identity behind "monotonically", in fractions, and one trajectory.
from fractions import Fraction as F
from math import sqrt
from random import Random

random = Random(1)
for _ in range(300):
    k, rho = random.randint(1, 5), 2 * random.randint(2, 6)
    # Stereographic projection: a rational point of the unit sphere in R^(k+1).
    y = [F(random.randint(-9, 9), 7) for _ in range(k)]
    n = 1 + sum(x * x for x in y)
    u = [2 * x / n for x in y]  # the last coordinate, 1 - 2/n, is outside the teachers
    M, S = max(abs(x) for x in u), sum(x**rho for x in u)
    first = sum(x * x * (M ** (rho - 2) - x ** (rho - 2)) for x in u)
    second = M ** (rho - 2) * (1 - sum(x * x for x in u))
    assert M ** (rho - 2) - S == first + second and first >= 0 and second >= 0
print("M^(rho-2) - S = two terms >= 0: exact at 300 rational points")

u, rho, h, grew = [0.52, 0.5, -0.48, 0.3], 4, 0.01, True
u.append(sqrt(1 - sum(x * x for x in u)))
for _ in range(4000):
    S = sum(x**rho for x in u[:4])
    v = [x + h * rho * (x ** (rho - 1) - x * S) for x in u[:4]] + [u[4] * (1 - h * rho * S)]
    norm = sqrt(sum(x * x for x in v))
    v = [x / norm for x in v]
    grew, u = grew and v[0] >= u[0] - 1e-15, v
print("w.v_1 grew all the way:", grew, "to", u[0])
