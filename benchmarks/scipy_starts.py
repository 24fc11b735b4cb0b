#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Multi-start with scipy, one thread: the competitor of bench_pipeline.

usage: scipy_starts.py [N K D RHO [SECONDS]]

From uniform random starts, scipy.optimize.root solves for the critical points of L on the product
of spheres; a solution with |grad L| <= 1e-10 rho has converged. Then, as a search must: the
eigenvalues of the Hessian (eigvalsh) give the index, and points are told apart by their overlaps,
sorted so that signs and the order of students do not matter, together with the loss. Every variant
below runs for SECONDS (5) of processor time; the last line names the fastest.

Unknowns: `plane` writes the d coordinates of each student and solves grad L(w/|w|) + (|w|^2 - 1) w
= 0, square and nonsingular; `multiplier` adds one unknown mu_i for each student and solves
a_i = mu_i w_i, |w_i|^2 = 1.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import sys
import time

import numpy as np
import scipy
from scipy.optimize import root

TOL = 1e-10
DIGITS = 5  # of the overlaps that tell families apart


class Problem:
    def __init__(self, n, k, d, rho):
        self.n, self.k, self.d, self.rho = n, k, d, rho
        self.off = 1.0 - np.eye(n)
        self.eye = np.eye(d)

    def field(self, W):
        """a_i = dL/dw_i without the radial self term."""
        G = (W @ W.T) ** (self.rho - 1) * self.off
        a = G @ W
        a[:, : self.k] -= W[:, : self.k] ** (self.rho - 1)
        return self.rho * a

    def field_derivative(self, W):
        """da_i/dw_q as an (n, d, n, d) array."""
        n, k, d, rho = self.n, self.k, self.d, self.rho
        C = W @ W.T
        P = C ** (rho - 2) * self.off
        A = np.einsum("iq,qa,ib->iaqb", (rho - 1) * P, W, W)
        A += np.einsum("iq,ab->iaqb", P * C, self.eye)
        own = np.einsum("iq,qa,qb->iab", P, W, W)
        own[:, range(k), range(k)] -= W[:, :k] ** (rho - 2)
        A[range(n), :, range(n), :] += (rho - 1) * own
        return rho * A

    def gradient(self, W):
        a = self.field(W)
        return a - np.sum(a * W, 1)[:, None] * W

    def loss(self, W):
        return 0.5 * np.sum((W @ W.T) ** self.rho) - np.sum(W[:, : self.k] ** self.rho) + self.k / 2

    def spectrum(self, W):
        n, d = self.n, self.d
        a = self.field(W)
        mu = np.sum(a * W, 1)
        A = self.field_derivative(W)
        A[range(n), :, range(n), :] -= mu[:, None, None] * self.eye
        B = [np.linalg.svd(w[None])[2][1:] for w in W]
        F = np.zeros((n * (d - 1), n * d))
        for i, b in enumerate(B):
            F[i * (d - 1) : (i + 1) * (d - 1), i * d : (i + 1) * d] = b
        return np.linalg.eigvalsh(F @ A.reshape(n * d, n * d) @ F.T)

    # The system `plane` and its Jacobian.
    def plane(self, x):
        X = x.reshape(self.n, self.d)
        a = self.field(X)
        mu = np.sum(a * X, 1)
        return (a - (mu - np.sum(X * X, 1) + 1)[:, None] * X).ravel()

    def plane_jacobian(self, x):
        n, d = self.n, self.d
        X = x.reshape(n, d)
        a, A = self.field(X), self.field_derivative(X)
        mu = np.sum(a * X, 1)
        slope = np.einsum("iaqb,ia->iqb", A, X)
        slope[range(n), range(n)] += a - 2 * X
        J = A - X[:, :, None, None] * slope[:, None]
        J[range(n), :, range(n), :] -= (mu - np.sum(X * X, 1) + 1)[:, None, None] * self.eye
        return J.reshape(n * d, n * d)

    # The system `multiplier` and its Jacobian.
    def multiplier(self, x):
        size = self.n * self.d
        X, mu = x[:size].reshape(self.n, self.d), x[size:]
        return np.concatenate(((self.field(X) - mu[:, None] * X).ravel(), (np.sum(X * X, 1) - 1) / 2))

    def multiplier_jacobian(self, x):
        n, d = self.n, self.d
        size = n * d
        X, mu = x[:size].reshape(n, d), x[size:]
        A = self.field_derivative(X)
        A[range(n), :, range(n), :] -= mu[:, None, None] * self.eye
        J = np.zeros((size + n, size + n))
        J[:size, :size] = A.reshape(size, size)
        for i in range(n):
            J[i * d : (i + 1) * d, size + i] = -X[i]
            J[size + i, i * d : (i + 1) * d] = X[i]
        return J

    def key(self, W, index):
        M = np.abs(W[:, : self.k]) if self.rho % 2 == 0 else W[:, : self.k]
        G = W @ W.T
        G = np.abs(G) if self.rho % 2 == 0 else G
        return (index, round(self.loss(W), DIGITS), tuple(np.round(np.sort(M, axis=None), DIGITS)),
                tuple(np.round(np.sort(G, axis=None), DIGITS)))


def run(p, system, jacobian, extended, seconds):
    """(starts, converged, families, seconds spent) of one variant."""
    rng = np.random.default_rng(1)
    families, starts, converged = {}, 0, 0
    began = time.process_time()
    while time.process_time() - began < seconds:
        W = rng.standard_normal((p.n, p.d))
        W /= np.linalg.norm(W, axis=1)[:, None]
        x = np.concatenate((W.ravel(), np.sum(p.field(W) * W, 1))) if extended else W.ravel()
        starts += 1
        found = root(system, x, jac=jacobian, method="hybr", tol=1e-12)
        W = found.x[: p.n * p.d].reshape(p.n, p.d)
        norm = np.linalg.norm(W, axis=1)
        if not np.all(np.abs(norm - 1) < 1e-6):
            continue
        W = W / norm[:, None]
        if not np.linalg.norm(p.gradient(W)) <= TOL * p.rho:
            continue
        converged += 1
        values = p.spectrum(W)
        index = int(np.sum(values < -1e-6))
        families[p.key(W, index)] = families.get(p.key(W, index), 0) + 1
    return starts, converged, len(families), time.process_time() - began


def check(p):
    """The Jacobians against differences, before anything is timed."""
    rng = np.random.default_rng(2)
    for system, jacobian, size in ((p.plane, p.plane_jacobian, p.n * p.d),
                                   (p.multiplier, p.multiplier_jacobian, p.n * (p.d + 1))):
        x, h = rng.standard_normal(size) / 2, 1e-6
        J = np.array([(system(x + h * e) - system(x - h * e)) / (2 * h) for e in np.eye(size)]).T
        assert np.allclose(J, jacobian(x), atol=1e-6), system.__name__


def main():
    numbers = [int(x) for x in sys.argv[1:5]] or [3, 3, 3, 4]
    seconds = float(sys.argv[5]) if len(sys.argv) > 5 else 5.0
    p = Problem(*numbers)
    check(p)
    print("| system | Jacobian | starts/s | converged/s | distinct keys |")
    print("|---|---|---:|---:|---:|")
    best = (0.0, 0.0, "")
    for name, system, jacobian, extended in (
        ("plane", p.plane, None, False),
        ("plane", p.plane, p.plane_jacobian, False),
        ("multiplier", p.multiplier, None, True),
        ("multiplier", p.multiplier, p.multiplier_jacobian, True),
    ):
        starts, converged, families, spent = run(p, system, jacobian, extended, seconds)
        kind = "analytic" if jacobian is not None else "differences"
        print(f"| {name} | {kind} | {starts / spent:.0f} | {converged / spent:.0f} | {families} |")
        best = max(best, (converged / spent, starts / spent, f"{name}, {kind}"))
    print(f"\nbest: {best[0]:.0f} converged/s, {best[1]:.0f} starts/s ({best[2]}); "
          f"scipy {scipy.__version__}, numpy {np.__version__}")


if __name__ == "__main__":
    main()
