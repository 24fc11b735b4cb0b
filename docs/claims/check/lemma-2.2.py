# SPDX-License-Identifier: GPL-3.0-or-later
# The Euclidean gradient at copies with n < k, for rho = 2 and 4, and the two norms of the proof.
from exact import F, dot, euclidean, rows, show, teacher

for rho in (2, 4, 6):
    print("rho =", rho, "w_1 = v_1, k = 2: A =", show(euclidean([teacher(0, 2)], 2, rho)))
    W = [teacher(2, 4), [-x for x in teacher(0, 4)]]
    print("  w = v_3, -v_1, k = 4: A =", show(euclidean(W, 4, rho)))
    print("  w = v_1, v_1, k = 4: A =", show(euclidean([teacher(0, 4)] * 2, 4, rho)))
    w, x = rows([2, 2, 1], 3), rows([3, 4, 0], 5)
    S = [a + dot(w, x) ** (rho - 1) * b for a, b in zip(w, x)]
    T = [a ** (rho - 1) for a in w]
    print("  norms at (2/3, 2/3, 1/3):", dot(S, S), ">= 1,", dot(T, T), "<= 1")
print("rho = 2, orthonormal in the span:", show(euclidean([rows([3, 4, 0], 5)], 2, 2)))
