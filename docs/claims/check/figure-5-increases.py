# SPDX-License-Identifier: GPL-3.0-or-later
"""figure-5-increases, with NumPy and SciPy alone: uniform starts in R^d, the five closed equations
of the overlaps by LSODA, the share that comes within NEAR of tight-balance, for a few d. The
equations are compared with the flow in R^d first."""

import itertools
import math

import numpy as np
from scipy.integrate import solve_ivp

NEAR = 0.1
PATIENCE = 1e6
rng = np.random.default_rng(1)


def field(_, x):
    a, b, c = x[:2], x[2:4], x[4]
    s, t = np.sum(a**4), np.sum(b**4)
    return 4 * np.concatenate((
        a**3 - c**3 * b - a * (s - c**4),
        b**3 - c**3 * a - b * (t - c**4),
        [np.sum(a * b * (a**2 + b**2)) - 2 * c**3 - c * (s + t - 2 * c**4)],
    ))


def overlaps(W):
    return np.array([W[0, 0], W[0, 1], W[1, 0], W[1, 1], W[0] @ W[1]])


def start(d):
    W = rng.standard_normal((2, d))
    return W / np.linalg.norm(W, axis=1)[:, None]


def flow(W):
    """-grad L, rho = 4, n = k = 2, in R^d."""
    out = np.zeros_like(W)
    for i in range(2):
        force = (W[0] @ W[1]) ** 3 * W[1 - i]
        force[:2] -= W[i, :2] ** 3
        out[i] = -4 * (force - (force @ W[i]) * W[i])
    return out


for d in (2, 3, 7, 20):
    W = start(d)
    V = flow(W)
    by_chain = np.concatenate((V[0, :2], V[1, :2], [V[0] @ W[1] + W[0] @ V[1]]))
    assert np.allclose(by_chain, field(0, overlaps(W)), atol=1e-14)

t = math.pi / 8
C, S = math.cos(t), math.sin(t)
ORBIT = np.array([
    flip(p * C, q * S) + flip(p * C, -q * S)
    for flip in (lambda x, y: (x, y), lambda x, y: (y, x))
    for p, q in itertools.product((1, -1), repeat=2)
])
ORBIT = np.concatenate((ORBIT, ORBIT * [1, 1, -1, -1]))


def distance(_, x):
    outside = 2 - x[:4] @ x[:4]  # what lies outside the span of the teachers
    return math.sqrt(np.min(np.sum((ORBIT - x[:4]) ** 2, axis=1)) + max(outside, 0)) - NEAR


def settled(_, x):
    return max(abs(x[0]) + abs(x[3]), abs(x[1]) + abs(x[2])) - 1.98  # beside a copy


distance.terminal = settled.terminal = True
for d, count in ((2, 300), (8, 300), (1024, 200)):
    hits = 0
    for _ in range(count):
        run = solve_ivp(field, (0, PATIENCE), overlaps(start(d)), "LSODA", rtol=1e-7, atol=1e-10,
                        events=(distance, settled))
        hits += len(run.t_events[0]) > 0
    share = hits / count
    error = math.sqrt(share * (1 - share) / count)
    print(f"d = {d}: {hits} of {count} within {NEAR}: {share:.3f} +- {error:.3f}")
