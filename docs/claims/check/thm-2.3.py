# SPDX-License-Identifier: GPL-3.0-or-later
# thm-2.3 and lemma-B.1: the loss at copies and elsewhere, the values at the printed sets.
from itertools import product

from exact import F, loss, rows, teacher

for n, k, rho in product((1, 2, 3), (3,), (2, 4, 6)):
    signed = [(j, [s * x for x in teacher(j, k)]) for j in range(k) for s in (1, -1)]
    low = [loss([w for _, w in W], k, rho) for W in product(signed, repeat=n)
           if len({j for j, _ in W}) == n]
    high = [loss([w for _, w in W], k, rho) for W in product(signed, repeat=n)
            if len({j for j, _ in W}) < n]
    print("n =", n, "k =", k, "rho =", rho, "distinct:", set(map(str, low)), "others above:",
          all(x > F(k - n, 2) for x in high))
frame = [rows([3, 4, 0], 5), rows([-4, 3, 0], 5)]
print("orthonormal, in the span:", *(str(loss(frame, 3, rho)) for rho in (2, 4, 6)), "rho = 2, 4, 6")
for rho, w in ((4, rows([-1, 0, 0], 1)), (2, rows([0, 0, 1], 1)), (1, rows([3, 4, 0], 5))):
    print("lemma B.1, k = 2, rho =", rho, "value", sum(x**rho for x in w[:2]))
