// SPDX-License-Identifier: GPL-3.0-or-later
//
// Steps of an embedded explicit Runge-Kutta pair (tableau.h), in all lanes at once.
// 1. Stages K_s = F(W0 + h sum_j a_sj K_j); K_0 is the field at the end of the step before.
// 2. W1 = W0 + h sum_j b_j K_j, scaled back to unit rows, and F1 = F(W1), which serves as the last
//    stage of the error, as the last stage of the dense output and as K_0 of the next step. That
//    F1 is not taken before the scaling changes the error estimate by h times the local error, one
//    order higher.
// 3. The error estimate, largest entry; march_control.c judges it.
// 4. Dense output, only when asked for: the remaining stages and the numbers R_m of tableau.h.
#include "flow/march_runge_kutta.h"

#include <float.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "flow/field_pair.h"
#include "flow/march_dense.h"
#include "status/try.h"

static const double COARSE_WEIGHT = 0.01; // of the second error: Hairer's

static void make_sum(const struct cpf_runge_kutta *s, const double *a, struct cpf_sum *sum) {
  sum->count = 0;
  for (int j = 0; j < s->table->total; j++)
    if (a[j] != 0) {
      sum->terms[sum->count].a = j > 0 && j < s->table->stages ? a[j] * s->unit : a[j];
      sum->terms[sum->count++].K = s->K[j];
    }
}

static void make_sums(struct cpf_runge_kutta *s) {
  const struct cpf_tableau *table = s->table;
  for (int i = 0; i < table->total; i++)
    make_sum(s, table->a[i], &s->stage[i]);
  make_sum(s, table->error, &s->error);
  make_sum(s, table->coarse, &s->coarse);
  for (int m = 0; m < table->extra; m++)
    make_sum(s, table->dense[m], &s->dense[m]);
}

static void rk_free(void *state) {
  struct cpf_runge_kutta *s = state;
  if (s == NULL)
    return;
  cpf_control_free(&s->control);
  free(s->storage);
  free(s->data);
  free(s);
}

static enum cpf_status rk_alloc(const struct cpf_tableau *table, const struct cpf_problem *p,
                                const struct cpf_march_options *opt, void **state,
                                struct cpf_error *err) {
  const struct cpf_control_law law = {table->order, table->exponent, table->beta, table->stable};
  enum cpf_status status = CPF_OK;
  struct cpf_runge_kutta *s = aligned_alloc(sizeof(cpf_lanes), sizeof *s); // vectors inside
  size_t size = (size_t)p->n * (size_t)p->d;
  size_t arrays = (size_t)table->total - 2 + 1 + 3 + (size_t)table->extra, next = 0;
  *state = NULL;
  if (s == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: %zu bytes", sizeof *s);
  memset(s, 0, sizeof *s);
  s->self = s;
  s->table = table;
  s->size = size;
  s->unit = cpf_field_is_pair(p) ? p->rho : 1;
  CPF_TRY(cpf_control_alloc(p, opt, &law, &s->control, err));
  CPF_TRY_ALLOC(s->data, cpf_dense_size(p, table), err);
  if (size < SIZE_MAX / sizeof(cpf_lanes) / arrays / 2)
    s->storage = aligned_alloc(sizeof(cpf_lanes), arrays * size * sizeof(cpf_lanes));
  if (s->storage == NULL) {
    status = cpf_fail(err, CPF_ENOMEM, "out of memory: %zu stages of %zu numbers", arrays, size);
    goto cleanup;
  }
  memset(s->storage, 0, arrays * size * sizeof(cpf_lanes));
  for (int j = 1; j < table->total; j++)
    s->K[j] = j == table->stages ? s->control.F1 : s->storage + size * next++;
  s->K[0] = s->control.F0;
  s->Y = s->storage + size * next++;
  s->R = s->storage + size * next;
  make_sums(s);
  *state = s;
cleanup:
  if (status != CPF_OK)
    rk_free(s);
  return status;
}

static enum cpf_status dopri5_alloc(const struct cpf_problem *p,
                                    const struct cpf_march_options *opt, void **state,
                                    struct cpf_error *err) {
  return rk_alloc(&cpf_tableau_dopri5, p, opt, state, err);
}

static enum cpf_status dop853_alloc(const struct cpf_problem *p,
                                    const struct cpf_march_options *opt, void **state,
                                    struct cpf_error *err) {
  return rk_alloc(&cpf_tableau_dop853, p, opt, state, err);
}

static void rk_set(void *state, int lane, double t, const double *W) {
  struct cpf_runge_kutta *s = state;
  cpf_control_set(&s->control, lane, t, W);
}

static void rk_clear(void *state, int lane) {
  struct cpf_runge_kutta *s = state;
  cpf_control_clear(&s->control, lane);
}

CPF_CLONES static void combine_errors(const cpf_lanes *fine, const cpf_lanes *coarse,
                                      cpf_lanes *square) {
  cpf_lanes both = *fine + COARSE_WEIGHT * *coarse;
  *square = *fine * (*fine / (both + DBL_MIN)); // 0 where both are
}

CPF_CLONES static void scale_error(const struct cpf_control *c, cpf_lanes *error) {
  *error *= c->h * c->h / (c->opt.tolerance * c->opt.tolerance);
}

// Step 3. The last stage before the end is another approximation of it.
static void estimate(struct cpf_runge_kutta *s, struct cpf_control_estimate *e) {
  int last = s->table->stages - 1;
  cpf_sum_largest(s->size, &s->error, &e->error);
  if (s->table->two_errors) {
    cpf_lanes coarse, fine = e->error;
    cpf_sum_largest(s->size, &s->coarse, &coarse);
    combine_errors(&fine, &coarse, &e->error);
  }
  scale_error(&s->control, &e->error);
  cpf_square_distance(s->size, 1, s->Y, s->control.W1, &e->swing);
  cpf_square_distance(s->size, s->unit, s->K[last], s->control.F1, &e->bend);
}

static void evaluate_stage(struct cpf_runge_kutta *s, int stage) {
  struct cpf_control *c = &s->control;
  cpf_lanes unused[2];
  cpf_sum_move(s->size, &s->stage[stage], &c->h, c->W0, s->Y);
  cpf_field_evaluate(&c->field, s->Y, s->K[stage], &unused[0], &unused[1]);
}

static void rk_step(void *state, const double *limit, unsigned *accepted, unsigned *failed) {
  struct cpf_runge_kutta *s = state;
  struct cpf_control *c = &s->control;
  struct cpf_control_estimate e;
  *accepted = *failed = 0;
  s->have_dense = false;
  if (!cpf_control_begin(c, limit))
    return;
  if (cpf_field_is_pair(&c->p)) {
    cpf_pair_stages(s);
  } else {
    for (int stage = 1; stage < s->table->stages; stage++)
      evaluate_stage(s, stage);
    cpf_sum_move(s->size, &s->stage[s->table->stages], &c->h, c->W0, c->W1);
  }
  cpf_control_project(c);
  estimate(s, &e);
  cpf_control_judge(c, &e, accepted, failed);
}

static const struct cpf_march_view *rk_view(const void *state) {
  const struct cpf_runge_kutta *s = state;
  return &s->control.view;
}

CPF_CLONES static void dense_ends(const struct cpf_control *c, size_t size, cpf_lanes *R) {
  for (size_t e = 0; e < size; e++) {
    cpf_lanes way = c->W1[e] - c->W0[e];
    R[e] = way;
    R[size + e] = c->h * c->F0[e] - way;
    R[2 * size + e] = way + way - c->h * (c->F0[e] + c->F1[e]);
  }
}

// Step 4, once for all lanes.
static void make_dense(struct cpf_runge_kutta *s) {
  const struct cpf_control *c = &s->control;
  if (s->have_dense)
    return;
  for (int stage = s->table->stages + 1; stage < s->table->total; stage++)
    evaluate_stage(s, stage);
  dense_ends(c, s->size, s->R);
  for (int m = 0; m < s->table->extra; m++) {
    cpf_lanes *R = s->R + (size_t)(3 + m) * s->size;
    memset(R, 0, s->size * sizeof *R);
    cpf_sum_move(s->size, &s->dense[m], &c->h, R, R);
  }
  s->have_dense = true;
}

static void rk_dense_save(const void *state, int lane, double *data) {
  // march.h says that this is not thread-safe.
  struct cpf_runge_kutta *s = ((const struct cpf_runge_kutta *)state)->self;
  size_t rows = 3 + (size_t)s->table->extra;
  make_dense(s);
  for (size_t e = 0; e < s->size; e++)
    data[e] = s->control.W0[e][lane];
  for (size_t e = 0; e < rows * s->size; e++)
    data[s->size + e] = s->R[e][lane];
}

static void rk_dense(const void *state, int lane, double at, double *W) {
  const struct cpf_runge_kutta *s = state;
  rk_dense_save(state, lane, s->data);
  cpf_dense_evaluate(&s->control.p, s->table, s->data, at, W);
}

static size_t dopri5_dense_size(const struct cpf_problem *p) {
  return cpf_dense_size(p, &cpf_tableau_dopri5);
}

static size_t dop853_dense_size(const struct cpf_problem *p) {
  return cpf_dense_size(p, &cpf_tableau_dop853);
}

static void dopri5_dense_eval(const struct cpf_problem *p, const double *data, double s,
                              double *W) {
  cpf_dense_evaluate(p, &cpf_tableau_dopri5, data, s, W);
}

static void dop853_dense_eval(const struct cpf_problem *p, const double *data, double s,
                              double *W) {
  cpf_dense_evaluate(p, &cpf_tableau_dop853, data, s, W);
}

const struct cpf_march_method cpf_march_dopri5 = {
    .name = "dopri5",
    .summary = "Dormand and Prince, order 5(4), for low accuracy",
    .order = 5,
    .dense_order = 4,
    .alloc = dopri5_alloc,
    .free = rk_free,
    .set = rk_set,
    .clear = rk_clear,
    .step = rk_step,
    .view = rk_view,
    .dense = rk_dense,
    .dense_size = dopri5_dense_size,
    .dense_save = rk_dense_save,
    .dense_eval = dopri5_dense_eval,
};

const struct cpf_march_method cpf_march_dop853 = {
    .name = "dop853",
    .summary = "Dormand and Prince, order 8(5,3)",
    .order = 8,
    .dense_order = 7,
    .alloc = dop853_alloc,
    .free = rk_free,
    .set = rk_set,
    .clear = rk_clear,
    .step = rk_step,
    .view = rk_view,
    .dense = rk_dense,
    .dense_size = dop853_dense_size,
    .dense_save = rk_dense_save,
    .dense_eval = dop853_dense_eval,
};
