// SPDX-License-Identifier: GPL-3.0-or-later
//
// martin-model (docs/claims/martin-model.md): the model with the weights 1/n and 1/k on the spheres
// is that with repulsion weight k/n, and so the paper's only in special cases.
#include "verify/claims.h"
#include "verify/quadratic_ball.h"

enum { SIZE = 5, SEED = 42, TEXT = 512 };

// The gradient on the spheres of E[(1/n sum (w_i.x)^2 - 1/k sum (v_j.x)^2)^2], one coordinate after
// the other as the linear coefficient in t.
static void weighted_gradient(const struct cpf_rational *c, fmpq_mat_t G) {
  fmpq_mat_t H, V;
  fmpq_poly_t mean;
  fmpq_mat_init(H, c->n, c->d), fmpq_mat_init(V, c->k, c->d);
  fmpq_poly_init(mean);
  for (int j = 0; j < c->k; j++)
    fmpq_one(fmpq_mat_entry(V, j, j));
  for (int i = 0; i < c->n; i++)
    for (int a = 0; a < c->d; a++) {
      fmpq_one(fmpq_mat_entry(H, i, a));
      cpf_quadratic_mean_square(c->W, H, V, 0, mean);
      fmpq_poly_get_coeff_fmpq(fmpq_mat_entry(G, i, a), mean, 1);
      fmpq_zero(fmpq_mat_entry(H, i, a));
    }
  cpf_rational_project(c, G, G);
  fmpq_mat_clear(H), fmpq_mat_clear(V);
  fmpq_poly_clear(mean);
}

// Whether theirs = 4/(nk) times the gradient of the model with repulsion weight r.
static bool is_multiple(struct cpf_rational *c, const fmpq_mat_t theirs, const fmpq_t r) {
  fmpq_mat_t ours;
  fmpq_t scale;
  fmpq_mat_init(ours, c->n, c->d);
  fmpq_init(scale);
  fmpq_set(c->repulsion, r);
  cpf_rational_gradient(c, ours);
  fmpq_set_si(scale, 4, (ulong)c->n * (ulong)c->k);
  fmpq_mat_scalar_mul_fmpq(ours, ours, scale);
  bool same = fmpq_mat_equal(ours, theirs);
  fmpq_mat_clear(ours);
  fmpq_clear(scale);
  return same;
}

// Whether A and B, as vectors, are linearly dependent: the 2 x 2 minors with the first coordinate
// where A is not 0 vanish.
static bool parallel(const fmpq_mat_t A, const fmpq_mat_t B) {
  slong columns = fmpq_mat_ncols(A), size = fmpq_mat_nrows(A) * columns, first = 0;
  bool dependent = true;
  fmpq_t x, y;
  fmpq_init(x), fmpq_init(y);
  while (first < size && fmpq_is_zero(fmpq_mat_entry(A, first / columns, first % columns)))
    first++;
  for (slong i = 0; first < size && i < size; i++) {
    fmpq_mul(x, fmpq_mat_entry(A, first / columns, first % columns),
             fmpq_mat_entry(B, i / columns, i % columns));
    fmpq_mul(y, fmpq_mat_entry(B, first / columns, first % columns),
             fmpq_mat_entry(A, i / columns, i % columns));
    dependent = dependent && fmpq_equal(x, y);
  }
  fmpq_clear(x), fmpq_clear(y);
  return dependent;
}

static void try_weights(struct cpf_trial *t) {
  int points = 0, right = 0, special = 0, same = 0;
  for (int n = 1; n <= 3; n++)
    for (int k = 1; k <= 3; k++)
      for (int d = k; d <= k + 1; d++, points++) {
        struct cpf_random random = cpf_random_make(SEED, 1, (uint64_t)points);
        struct cpf_rational c;
        fmpq_mat_t theirs, ours;
        fmpq_t r;
        cpf_rational_init(&c, n, k, d, 2);
        fmpq_mat_init(theirs, n, d), fmpq_mat_init(ours, n, d);
        fmpq_init(r);
        cpf_rational_random(&c, &random, SIZE);
        weighted_gradient(&c, theirs);
        cpf_rational_gradient(&c, ours);
        special += n == 1 || n == k || k == d;
        same += (n == 1 || n == k || k == d) && parallel(ours, theirs);
        fmpq_set_si(r, k, (ulong)n);
        right += is_multiple(&c, theirs, r);
        cpf_rational_clear(&c);
        fmpq_mat_clear(theirs), fmpq_mat_clear(ours);
        fmpq_clear(r);
      }
  cpf_trial_step(
      t, right == points,
      "the gradient on the spheres of E[(1/n sum (w_i.x)^2 - 1/k sum (v_j.x)^2)^2], from "
      "the moments of x, is 4/(nk) times that of the model with repulsion weight k/n at "
      "%d of %d rational points",
      right, points);
  cpf_trial_step(t, same == special,
                 "for n = 1, n = k or k = d it is a multiple of the paper's (r = 1) at %d of %d",
                 same, special);
  cpf_trial_count(t, (uint64_t)points);
}

// w_1 = 3/5 v_1 + 4/5 e_d, all others e_d: the attraction moves w_1 alone, the repulsion all.
static void set_counterexample(struct cpf_rational *c) {
  fmpq_mat_zero(c->W);
  fmpq_set_si(fmpq_mat_entry(c->W, 0, 0), 3, 5);
  fmpq_set_si(fmpq_mat_entry(c->W, 0, c->d - 1), 4, 5);
  for (int i = 1; i < c->n; i++)
    fmpq_one(fmpq_mat_entry(c->W, i, c->d - 1));
}

// Whether the two gradients at that point, written to ours and theirs, are linearly independent.
static bool directions_differ(struct cpf_rational *c, fmpq_mat_t ours, fmpq_mat_t theirs) {
  set_counterexample(c);
  cpf_rational_gradient(c, ours);
  weighted_gradient(c, theirs);
  return cpf_rational_is_unit(c) && !parallel(ours, theirs);
}

static void try_other_cases(struct cpf_trial *t) {
  int problems = 0, differ = 0;
  for (int n = 2; n <= 4; n++)
    for (int k = 1; k <= 4; k++)
      for (int d = k + 1; d <= k + 2 && n != k; d++, problems++) {
        struct cpf_rational c;
        fmpq_mat_t ours, theirs;
        cpf_rational_init(&c, n, k, d, 2);
        fmpq_mat_init(ours, n, d), fmpq_mat_init(theirs, n, d);
        differ += directions_differ(&c, ours, theirs);
        cpf_rational_clear(&c);
        fmpq_mat_clear(ours), fmpq_mat_clear(theirs);
      }
  cpf_trial_step(t, differ == problems,
                 "n >= 2, n != k, k < d: the two gradients are linearly independent at w_1 = 3/5 "
                 "v_1 + 4/5 e_d, w_2 = ... = w_n = e_d, in %d of %d problems with n, k <= 4",
                 differ, problems);
  cpf_trial_count(t, (uint64_t)problems);
}

// That point for n = 2, k = 3, d = 4.
static void try_counterexample(struct cpf_trial *t) {
  char first[TEXT], second[TEXT];
  double W[8];
  struct cpf_problem p;
  struct cpf_rational c;
  fmpq_mat_t ours, theirs;
  cpf_rational_init(&c, 2, 3, 4, 2);
  fmpq_mat_init(ours, 2, 4), fmpq_mat_init(theirs, 2, 4);
  bool differ = directions_differ(&c, ours, theirs);
  cpf_rational_rows_text(ours, first, TEXT);
  cpf_rational_rows_text(theirs, second, TEXT);
  cpf_trial_step(t, differ,
                 "n = 2, k = 3, d = 4, W = (3/5, 0, 0, 4/5); (0, 0, 0, 1): the gradients %s and %s "
                 "are linearly independent",
                 first, second);
  cpf_rational_to_double(&c, &p, W);
  cpf_trial_counterexample(t, &p, W,
                           "n = 2, k = 3, d = 4, rho = 2, W = (3/5, 0, 0, 4/5); (0, 0, 0, 1): the "
                           "gradient of the paper's loss is %s, that with weights 1/n and 1/k is "
                           "%s, no multiple of it",
                           first, second);
  fmpq_mat_clear(ours), fmpq_mat_clear(theirs);
  cpf_rational_clear(&c);
}

enum cpf_status cpf_try_martin_model(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  try_weights(t);
  try_other_cases(t);
  try_counterexample(t);
  cpf_trial_correct(t, "on unit vectors the model with weights 1/n and 1/k is, up to a constant "
                       "and the factor 4/(nk), the model with repulsion weight r = k/n; so the "
                       "claim holds for n = k, for n = 1 (no repulsion) and for k = d (constant "
                       "attraction), and in no other case. The students of Martin et al. have free "
                       "norms besides");
  cpf_trial_conclude(t, CPF_VERDICT_CORRECTED,
                     "the gradient of the weighted loss, from the moments of x, is 4/(nk) times "
                     "that with r = k/n; an exact point where the two directions differ");
  return CPF_OK;
}
