# SPDX-License-Identifier: GPL-3.0-or-later
# Copies of teachers up to sign: critical for all rho >= 2, not for rho = 1.
from itertools import product

from exact import F, gradient, rows, show, teacher

for rho in range(1, 8):
    critical = total = 0
    for n, k in product((1, 2, 3), (1, 2, 3)):
        signed = [[s * x for x in teacher(j, k)] for j in range(k) for s in (1, -1)]
        for W in product(signed, repeat=n):
            total += 1
            critical += not any(map(any, gradient(list(W), k, rho)))
    print("rho =", rho, ":", critical, "of", total, "copies are critical")
print("rho = 1, w_1 = w_2 = v_1:", show(gradient([teacher(0, 2)] * 2, 2, 1)))
print("second condition alone:", show(gradient([rows([0, 5, 0], 5), rows([0, 3, 4], 5)], 1, 4)))
