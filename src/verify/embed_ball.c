// SPDX-License-Identifier: GPL-3.0-or-later
//
// tight-balance-embeds and embeds-converse (docs/claims/tight-balance-embeds.md,
// embeds-converse.md). Without loss of generality the pair is w_1, w_2 and its teachers v_1, v_2.
//
// 1. On the set S, where w_1, w_2 lie in span(v_1, v_2) and the others are orthogonal to it, the
//    gradient of the pair is that of the toy model and the gradients of the others are orthogonal
//    to span(v_1, v_2): S is invariant under the flow. Exact at rational points of S.
// 2. A pair that is orthogonal to the others is in S when it is linearly independent; when w_2 =
//    +-w_1 it need not be, and orthogonality is lost at once.
// 3. For rho = 4 the tight-balance pair at pi/8 with copies of other teachers is critical: exact in
//    Q(a), a = cos(pi/8), 8 a^4 - 8 a^2 + 1 = 0, sin(pi/8) = 4 a^3 - 3 a.
#include "verify/claims.h"
#include "verify/embed_ball.h"
#include "verify/rational_ball.h"

enum { RHO_MAX = 8, POINTS = 3, SIZE = 6, SEED = 71, TEXT = 256 };

static const int shapes[][3] = {{3, 3, 3}, {3, 4, 4}, {3, 3, 5}, {4, 4, 4}, {4, 5, 6}};
enum { SHAPES = sizeof shapes / sizeof *shapes };

// The toy problem's gradient at the first two coordinates of w_1 and w_2.
static void toy_gradient(const struct cpf_rational *c, fmpq_mat_t G) {
  struct cpf_rational toy;
  cpf_rational_init(&toy, 2, 2, 2, c->rho);
  for (int i = 0; i < 2; i++)
    for (int a = 0; a < 2; a++)
      fmpq_set(fmpq_mat_entry(toy.W, i, a), fmpq_mat_entry(c->W, i, a));
  cpf_rational_gradient(&toy, G);
  cpf_rational_clear(&toy);
}

// The gradient of the pair less that of the toy model, 2 x d.
static void difference(const struct cpf_rational *c, fmpq_mat_t D) {
  fmpq_mat_t G, toy;
  fmpq_mat_init(G, c->n, c->d), fmpq_mat_init(toy, 2, 2);
  cpf_rational_gradient(c, G);
  toy_gradient(c, toy);
  for (int i = 0; i < 2; i++)
    for (int a = 0; a < c->d; a++) {
      fmpq_set(fmpq_mat_entry(D, i, a), fmpq_mat_entry(G, i, a));
      if (a < 2)
        fmpq_sub(fmpq_mat_entry(D, i, a), fmpq_mat_entry(D, i, a), fmpq_mat_entry(toy, i, a));
    }
  fmpq_mat_clear(G), fmpq_mat_clear(toy);
}

static bool moves_as_toy(const struct cpf_rational *c) {
  fmpq_mat_t D;
  fmpq_mat_init(D, 2, c->d);
  difference(c, D);
  bool same = fmpq_mat_is_zero(D);
  fmpq_mat_clear(D);
  return same;
}

// Whether the gradients of the others vanish in the first two coordinates.
static bool others_stay(const struct cpf_rational *c) {
  fmpq_mat_t G;
  bool zero = true;
  fmpq_mat_init(G, c->n, c->d);
  cpf_rational_gradient(c, G);
  for (int i = 2; i < c->n; i++)
    for (int a = 0; a < 2; a++)
      zero = zero && fmpq_is_zero(fmpq_mat_entry(G, i, a));
  fmpq_mat_clear(G);
  return zero;
}

// Whether D_i = rho sum_{q>=3} (w_i.w_q)^(rho-1) P_i w_q, for a pair in span(v_1, v_2).
static bool difference_is_repulsion(const struct cpf_rational *c) {
  fmpq_mat_t D, R;
  fmpq_t x, y;
  bool same = true;
  fmpq_mat_init(D, 2, c->d), fmpq_mat_init(R, c->n, c->d);
  fmpq_init(x), fmpq_init(y);
  difference(c, D);
  for (int i = 0; i < 2; i++)
    for (int q = 2; q < c->n; q++) {
      cpf_rational_dot(x, c->W, i, c->W, q);
      cpf_rational_pow(y, x, c->rho - 1);
      fmpq_mul_si(y, y, c->rho);
      for (int a = 0; a < c->d; a++)
        fmpq_addmul(fmpq_mat_entry(R, i, a), y, fmpq_mat_entry(c->W, q, a));
    }
  cpf_rational_project(c, R, R);
  for (int i = 0; i < 2; i++)
    for (int a = 0; a < c->d; a++)
      same = same && fmpq_equal(fmpq_mat_entry(D, i, a), fmpq_mat_entry(R, i, a));
  fmpq_mat_clear(D), fmpq_mat_clear(R);
  fmpq_clear(x), fmpq_clear(y);
  return same;
}

// Whether w_1 and w_2, in span(v_1, v_2), are linearly dependent.
static bool is_dependent(const struct cpf_rational *c) {
  fmpq_t x, y;
  fmpq_init(x), fmpq_init(y);
  fmpq_mul(x, fmpq_mat_entry(c->W, 0, 0), fmpq_mat_entry(c->W, 1, 1));
  fmpq_mul(y, fmpq_mat_entry(c->W, 0, 1), fmpq_mat_entry(c->W, 1, 0));
  bool dependent = fmpq_equal(x, y);
  fmpq_clear(x), fmpq_clear(y);
  return dependent;
}

static void try_invariance(struct cpf_trial *t) {
  int points = 0, pairs = 0, others = 0;
  for (int s = 0; s < SHAPES; s++)
    for (int rho = 2; rho <= RHO_MAX; rho += 2)
      for (int p = 0; p < POINTS; p++, points++) {
        struct cpf_random random = cpf_random_make(SEED, 0, (uint64_t)points);
        struct cpf_rational c;
        cpf_rational_init(&c, shapes[s][0], shapes[s][1], shapes[s][2], rho);
        for (int i = 0; i < c.n; i++)
          cpf_rational_random_row(&c, i, i < 2 ? 0 : 2, i < 2 ? 2 : c.d - 2, &random, SIZE);
        pairs += cpf_rational_is_unit(&c) && moves_as_toy(&c);
        others += others_stay(&c);
        cpf_rational_clear(&c);
      }
  cpf_trial_step(t, pairs == points,
                 "pair in span(v_1, v_2), the others orthogonal to it: the gradient of the pair is "
                 "that of the toy model at %d of %d rational points, n <= 4, even rho <= %d",
                 pairs, points, RHO_MAX);
  cpf_trial_step(t, others == points,
                 "and the gradients of the others are orthogonal to v_1 and v_2 (so that the flow "
                 "stays in this set) at %d of %d",
                 others, points);
  cpf_trial_count(t, (uint64_t)points);
}

// The pair at pi/8 and copies of v_3, v_4, ... .
static void try_tight_balance(struct cpf_trial *t) {
  int points = 0, critical = 0;
  for (int n = 2; n <= 5; n++)
    for (int k = n; k <= 5; k++)
      for (int d = k; d <= k + 1; d++, points++)
        critical += cpf_tight_balance_is_critical(n, k, d, false);
  cpf_trial_step(t, critical == points,
                 "rho = 4: (cos pi/8, +-sin pi/8) with copies of v_3, v_4, ... has gradient 0, "
                 "exactly in Q(cos pi/8), in %d of %d problems with n <= k <= 5, d <= k + 1",
                 critical, points);
  cpf_trial_step(t, !cpf_tight_balance_is_critical(3, 3, 3, true),
                 "with v_1 in the place of the copy of v_3 it has not");
  cpf_trial_count(t, (uint64_t)points);
}

// out = d/dt (w_1.w_3) along the flow dW/dt = -grad.
static void orthogonality_rate(const struct cpf_rational *c, fmpq_t out) {
  fmpq_mat_t G;
  fmpq_t x;
  fmpq_mat_init(G, c->n, c->d);
  fmpq_init(x);
  cpf_rational_gradient(c, G);
  cpf_rational_dot(out, G, 0, c->W, 2);
  cpf_rational_dot(x, c->W, 0, G, 2);
  fmpq_add(out, out, x);
  fmpq_neg(out, out);
  fmpq_mat_clear(G);
  fmpq_clear(x);
}

// w_1 = w_2 = (4/5, 3/5, 0), w_3 = (-9/25, 12/25, 4/5).
static void try_dependent_pair(struct cpf_trial *t) {
  static const long rows[] = {20, 15, 0, 20, 15, 0, -9, 12, 20};
  char text[TEXT];
  double W[9];
  struct cpf_problem p;
  struct cpf_rational c;
  fmpq_t now, rate;
  cpf_rational_init(&c, 3, 3, 3, 4);
  cpf_rational_set(&c, rows, 25);
  fmpq_init(now), fmpq_init(rate);
  cpf_rational_dot(now, c.W, 0, c.W, 2);
  orthogonality_rate(&c, rate);
  cpf_rational_text(rate, text, TEXT);
  cpf_trial_step(t, cpf_rational_is_unit(&c) && is_dependent(&c) && fmpq_is_zero(now),
                 "n = k = d = 3, rho = 4, w_1 = w_2 = (4/5, 3/5, 0), w_3 = (-9/25, 12/25, 4/5): "
                 "unit vectors, the pair in span(v_1, v_2) and orthogonal to w_3");
  cpf_trial_step(t, !fmpq_is_zero(rate), "there d/dt (w_1.w_3) = %s: orthogonality is lost", text);
  cpf_rational_to_double(&c, &p, W);
  cpf_trial_counterexample(
      t, &p, W,
      "n = k = d = 3, rho = 4, w_1 = w_2 = (4/5, 3/5, 0), w_3 = (-9/25, 12/25, "
      "4/5): the pair is orthogonal to w_3 and lies in span(v_1, v_2), but "
      "d/dt (w_1.w_3) = %s under the gradient flow, and as soon as w_1.w_3 is "
      "not 0, w_3 pushes the pair out of the plane",
      text);
  cpf_rational_clear(&c);
  fmpq_clear(now), fmpq_clear(rate);
}

enum cpf_status cpf_try_tight_balance_embeds(struct cpf_trial *t, struct cpf_error *err) {
  (void)err;
  try_invariance(t);
  try_tight_balance(t);
  try_dependent_pair(t);
  cpf_trial_correct(t, "it holds when the pair is linearly independent, or when the other students "
                       "are orthogonal to both teachers; a pair with w_2 = +-w_1 that is "
                       "orthogonal to the others does not decouple in general. Tight-balance pairs "
                       "are linearly independent, so they do embed");
  cpf_trial_conclude(t, CPF_VERDICT_CORRECTED,
                     "a linearly independent pair spans the plane of its teachers, the others are "
                     "then orthogonal to it, and that set is invariant under the flow; an exact "
                     "counterexample with w_1 = w_2");
  return CPF_OK;
}

// n equal students in span(v_1, v_2): all gradients are equal, and equal to the toy's.
static bool equal_students_move_as_toy(struct cpf_rational *c) {
  fmpq_mat_t G;
  bool same = moves_as_toy(c);
  fmpq_mat_init(G, c->n, c->d);
  cpf_rational_gradient(c, G);
  for (int i = 1; i < c->n; i++)
    for (int a = 0; a < c->d; a++)
      same = same && fmpq_equal(fmpq_mat_entry(G, i, a), fmpq_mat_entry(G, 0, a));
  fmpq_mat_clear(G);
  return same;
}

static void try_equal_students(struct cpf_trial *t) {
  int points = 0, same = 0, repulsion = 0;
  for (int s = 0; s < SHAPES; s++)
    for (int rho = 2; rho <= RHO_MAX; rho += 2)
      for (int p = 0; p < POINTS; p++, points++) {
        struct cpf_random random = cpf_random_make(SEED, 1, (uint64_t)points);
        struct cpf_rational c;
        cpf_rational_init(&c, shapes[s][0], shapes[s][1], shapes[s][2], rho);
        cpf_rational_random(&c, &random, SIZE);
        cpf_rational_random_row(&c, 0, 0, 2, &random, SIZE);
        cpf_rational_random_row(&c, 1, 0, 2, &random, SIZE);
        repulsion += difference_is_repulsion(&c);
        for (int i = 1; i < c.n; i++)
          for (int a = 0; a < c.d; a++)
            fmpq_set(fmpq_mat_entry(c.W, i, a), fmpq_mat_entry(c.W, 0, a));
        same += cpf_rational_is_unit(&c) && equal_students_move_as_toy(&c);
        cpf_rational_clear(&c);
      }
  cpf_trial_step(t, same == points,
                 "w_1 = ... = w_n in span(v_1, v_2): all gradients are equal and are those of the "
                 "toy model at (w_1, w_1), at %d of %d rational points, even rho <= %d",
                 same, points, RHO_MAX);
  cpf_trial_step(t, repulsion == points,
                 "pair in span(v_1, v_2), others anywhere: its gradient is the toy's plus rho "
                 "sum_{q>=3} (w_i.w_q)^(rho-1) P_i w_q at %d of %d",
                 repulsion, points);
  cpf_trial_count(t, 2 * (uint64_t)points);
}

// A linearly independent pair: W = v_1, v_2, v_1, at rest as the toy model's copy is.
static void try_copies(struct cpf_trial *t) {
  struct cpf_rational c;
  cpf_rational_init(&c, 3, 3, 3, 4);
  for (int i = 0; i < 3; i++)
    cpf_rational_copy(&c, i, i % 2, 1);
  cpf_trial_step(t, cpf_rational_is_critical(&c, -1) && moves_as_toy(&c) && !is_dependent(&c),
                 "W = v_1, v_2, v_1: the linearly independent pair w_1, w_2 rests as in the toy "
                 "model although w_3 = w_1");
  cpf_rational_clear(&c);
}

enum cpf_status cpf_try_embeds_converse(struct cpf_trial *t, struct cpf_error *err) {
  static const long rows[] = {4, 3, 0, 4, 3, 0, 4, 3, 0};
  char text[TEXT];
  double W[9];
  struct cpf_problem p;
  struct cpf_rational c;
  fmpq_mat_t G;
  (void)err;
  try_equal_students(t);
  try_copies(t);
  cpf_rational_init(&c, 3, 3, 3, 4);
  cpf_rational_set(&c, rows, 5);
  fmpq_mat_init(G, 3, 3);
  cpf_rational_gradient(&c, G);
  cpf_rational_rows_text(G, text, TEXT);
  cpf_trial_step(
      t, equal_students_move_as_toy(&c) && !cpf_rational_is_critical(&c, 0),
      "n = k = d = 3, rho = 4, w_1 = w_2 = w_3 = (4/5, 3/5, 0) moves: the gradient is %s", text);
  cpf_rational_to_double(&c, &p, W);
  cpf_trial_counterexample(
      t, &p, W,
      "n = k = d = 3, rho = 4, w_1 = w_2 = w_3 = (4/5, 3/5, 0): the students "
      "stay equal, so that the repulsion between them is radial, and the pair "
      "w_1, w_2, which is not orthogonal to w_3, moves for all times as in the "
      "toy model");
  cpf_trial_correct(t,
                    "the velocity of a pair in span(v_1, v_2) is the toy model's at an instant iff "
                    "sum_{q>=3} (w_i.w_q)^(rho-1) P_i w_q = 0 for i = 1, 2 there, and the pair "
                    "moves as in the toy model as long as that is so. That the others are "
                    "orthogonal to a linearly independent pair, or to both teachers, is "
                    "sufficient, not necessary");
  cpf_trial_conclude(t, CPF_VERDICT_REFUTED,
                     "equal students stay equal (uniqueness of the flow) and repel each other "
                     "radially; their gradients equal the toy model's exactly");
  fmpq_mat_clear(G);
  cpf_rational_clear(&c);
  return CPF_OK;
}
