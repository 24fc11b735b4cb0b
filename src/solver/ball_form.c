// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/ball_form.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/eigen.h"
#include "status/try.h"

static const double SMALL_RANK = 1e-8; // eigenvalues of scaled S below this share are zero

double cpf_ball_log2(const arb_t x) {
  arf_t m;
  fmpz_t e;
  double y;
  if (arf_is_zero(arb_midref(x)))
    return -INFINITY;
  arf_init(m);
  fmpz_init(e);
  arf_frexp(m, e, arb_midref(x));
  y = log2(fabs(arf_get_d(m, ARF_RND_NEAR))) + fmpz_get_d(e);
  arf_clear(m);
  fmpz_clear(e);
  return y;
}

void cpf_small_clear(struct cpf_small *small) {
  if (small == NULL)
    return;
  free(small->values);
  free(small->vectors);
  memset(small, 0, sizeof *small);
}

bool cpf_ball_schur(const arb_mat_t A, const struct cpf_split *split, arb_mat_t S, slong prec) {
  slong N = arb_mat_nrows(A), m = split->m, r = (slong)split->r;
  bool ok = true;
  arb_mat_t K, Q, Kt, Qt, AK, KK, QK, QQ, X, KQ;
  arb_mat_init(K, m, N), arb_mat_init(Q, r, N), arb_mat_init(Kt, N, m), arb_mat_init(Qt, N, r);
  arb_mat_init(AK, N, m), arb_mat_init(KK, m, m), arb_mat_init(QK, r, m);
  arb_mat_init(QQ, r, r), arb_mat_init(X, r, m), arb_mat_init(KQ, m, r);
  for (slong i = 0; i < m; i++)
    for (slong a = 0; a < N; a++)
      arb_set_d(arb_mat_entry(K, i, a), split->K[i * N + a]);
  for (slong i = 0; i < r; i++)
    for (slong a = 0; a < N; a++)
      arb_set_d(arb_mat_entry(Q, i, a), split->Q[i * N + a]);
  arb_mat_transpose(Kt, K);
  arb_mat_transpose(Qt, Q);
  arb_mat_mul(AK, A, Kt, prec);
  arb_mat_mul(S, K, AK, prec);
  if (r > 0 && m > 0) {
    arb_mat_t AQ;
    arb_mat_init(AQ, N, r);
    arb_mat_mul(QK, Q, AK, prec);
    arb_mat_mul(AQ, A, Qt, prec);
    arb_mat_mul(QQ, Q, AQ, prec);
    arb_mat_transpose(KQ, QK);
    ok = arb_mat_approx_solve(X, QQ, QK, prec);
    arb_mat_mul(KK, KQ, X, prec);
    arb_mat_sub(S, S, KK, prec);
    arb_mat_clear(AQ);
  }
  arb_mat_clear(K), arb_mat_clear(Q), arb_mat_clear(Kt), arb_mat_clear(Qt), arb_mat_clear(AK);
  arb_mat_clear(KK), arb_mat_clear(QK), arb_mat_clear(QQ), arb_mat_clear(X), arb_mat_clear(KQ);
  return ok;
}

enum cpf_status cpf_ball_small_eigenvalues(const arb_mat_t S, double level, struct cpf_small *small,
                                           double *size, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t m = (size_t)arb_mat_nrows(S);
  double *scaled = NULL, top = -INFINITY;
  struct cpf_eigen *eigen = NULL;
  CPF_TRY_ALLOC(small->values, m, err);
  CPF_TRY_ALLOC(small->vectors, m * m, err);
  CPF_TRY_ALLOC(scaled, m * m, err);
  for (size_t i = 0; i < m; i++)
    small->vectors[i * m + i] = 1;
  for (size_t i = 0; i < m * m; i++)
    top = fmax(top, cpf_ball_log2(arb_mat_entry(S, (slong)(i / m), (slong)(i % m))));
  *size = top;
  if (top < level) {
    small->zero = (int)m;
    goto cleanup;
  }
  for (size_t i = 0; i < m * m; i++) {
    arb_srcptr x = arb_mat_entry(S, (slong)(i / m), (slong)(i % m));
    double bits = cpf_ball_log2(x) - top;
    scaled[i] = bits < -1000 ? 0 : copysign(exp2(bits), (double)arf_sgn(arb_midref(x)));
  }
  CPF_TRY(cpf_eigen_alloc(m, &eigen, err));
  CPF_TRY(cpf_eigen_solve(eigen, scaled, small->values, small->vectors, err));
  for (size_t i = 0; i < m; i++) {
    double x = small->values[i];
    small->zero += fabs(x) <= SMALL_RANK;
    small->negative += x < -SMALL_RANK;
    small->positive += x > SMALL_RANK;
    small->values[i] = fabs(x) <= SMALL_RANK ? 0 : x * exp2(top);
  }
cleanup:
  free(scaled);
  cpf_eigen_free(eigen);
  return status;
}
