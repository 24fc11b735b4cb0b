# SPDX-License-Identifier: GPL-3.0-or-later
# Near tight-balance, rho = 4, from the loss alone: the time to leave, times 16 delta^2, tends to 1.
from math import acos, cos, log, sin


def slope(t1, t2):
    # dL/dt_i for L = cos(t1+t2)^4 - sum cos(t_i)^4 + sin(t_i)^4 + 2
    s = -4 * cos(t1 + t2) ** 3 * sin(t1 + t2)
    f = lambda t: 4 * cos(t) * sin(t) * (cos(t) ** 2 - sin(t) ** 2)
    return -s - f(t1), -s - f(t2)


def step(t1, t2, h):
    a, b = slope(t1, t2)
    c, d = slope(t1 + h / 2 * a, t2 + h / 2 * b)
    e, f = slope(t1 + h / 2 * c, t2 + h / 2 * d)
    g, k = slope(t1 + h * e, t2 + h * f)
    return t1 + h / 6 * (a + 2 * c + 2 * e + g), t2 + h / 6 * (b + 2 * d + 2 * f + k)


def least(e):
    return -1 / (8 * e) + log(e / (2 - e)) / 16


def most(e):
    return -1 / (8 * e) + 5 * log(e) / 16 + log(2 - e) / 48 - log(1 - 2 * e) / 3


H = 0.02
for delta in (0.1, 0.03, 0.01, 0.005):
    eps = 2 * sin(delta) ** 2
    total = acos(-eps) / 2
    t1, t2, steps = (total + delta) / 2, (total - delta) / 2, 0
    while 2 * sin(t1 - t2) ** 2 < 0.25:
        t1, t2 = step(t1, t2, H)
        steps += 1
    time, low, high = steps * H, least(0.25) - least(eps), most(0.25) - most(eps)
    assert low < time < high + H
    print(f"delta {delta}: {low:.2f} < {time:.2f} < {high:.2f}, times 16 delta^2: {16 * delta**2 * time:.4f}")
