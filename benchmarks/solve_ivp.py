#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gradient flow from given starts, by other people's integrators, on one core.

    solve_ivp.py scipy|numpy N K D RHO TOLERANCE STOP TIME <starts >losses

Starts: a line of N*D numbers each. Each trajectory ends where |grad L| < STOP, or at TIME.
scipy: solve_ivp, RK45, rtol TOLERANCE, atol TOLERANCE / 100, one after the other.
numpy: classical Runge-Kutta, h = 0.05, all at once; those that ended are taken out of the batch.
Writes the seconds of processor time, without the imports, then the loss at the end of each. Exit 77 when the
package is not installed.
"""
import os
import sys
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
try:
    import numpy as np

    if sys.argv[1] == "scipy":
        from scipy.integrate import solve_ivp
except ImportError:
    sys.exit(77)

kind = sys.argv[1]
n, k, d, rho = map(int, sys.argv[2:6])
tolerance, stop, limit = map(float, sys.argv[6:9])
H = 0.05
CHECK = 10  # steps of the batch between two looks at who has ended


def power(x):
    """x^(rho - 1), without pow."""
    y = x
    for _ in range(rho - 2):
        y = y * x
    return y if rho > 1 else np.ones_like(x)


others = 1 - np.eye(n)
ones = np.ones(d)


def field(W):
    """-grad L at one point W, (n, d); the teachers are the first k unit vectors, r = 1."""
    A = (power(W.dot(W.T)) * others).dot(W)
    A[:, :k] -= power(W[:, :k])
    A -= (A * W).dot(ones)[:, None] * W
    A *= -rho
    return A


def fields(W):
    """The same at many points, (n, d, points)."""
    A = np.zeros_like(W)
    A[:, :k] -= power(W[:, :k])
    for i in range(n):
        for q in range(i):
            x = power((W[i] * W[q]).sum(0))
            A[i] += x * W[q]
            A[q] += x * W[i]
    A -= (A * W).sum(1, keepdims=True) * W
    A *= -rho
    return A


def loss(W):
    C = W @ np.swapaxes(W, -1, -2)
    return 0.5 * (C**rho).sum((-1, -2)) - (W[..., :k] ** rho).sum((-1, -2)) + k / 2


def by_scipy(starts):
    def right_side(_, w):
        return field(w.reshape(n, d)).ravel()

    def small(_, w):
        F = right_side(0, w)
        return F.dot(F) - stop**2

    small.terminal = True
    ends = [
        solve_ivp(
            right_side, (0, limit), w.ravel(), method="RK45", rtol=tolerance,
            atol=tolerance / 100, events=small,
        ).y[:, -1]
        for w in starts
    ]
    return np.array(ends).reshape(starts.shape)


def by_numpy(starts):
    ends = starts.copy()
    left = np.arange(len(starts))
    W = np.ascontiguousarray(np.moveaxis(starts, 0, -1))
    for step in range(round(limit / H)):
        k1 = fields(W)
        if step % CHECK == 0:
            going = (k1 * k1).sum((0, 1)) >= stop**2
            if not going.all():
                ends[left[~going]] = np.moveaxis(W[..., ~going], -1, 0)
                left, W, k1 = left[going], W[..., going].copy(), k1[..., going].copy()
            if len(left) == 0:
                return ends
        k2 = fields(W + H / 2 * k1)
        k3 = fields(W + H / 2 * k2)
        k4 = fields(W + H * k3)
        W = W + H / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        W /= np.sqrt((W * W).sum(1, keepdims=True))
    ends[left] = np.moveaxis(W, -1, 0)
    return ends


starts = np.loadtxt(sys.stdin, ndmin=2).reshape(-1, n, d)
began = time.process_time()
ends = by_scipy(starts) if kind == "scipy" else by_numpy(starts)
print(time.process_time() - began)
for value in loss(ends):
    print(repr(float(value)))
