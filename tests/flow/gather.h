// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of ensembles and paths share: an ensemble with all its records kept, and a plain
// integration of the flow by the classical Runge-Kutta method.
#ifndef CPF_TESTS_FLOW_GATHER_H
#define CPF_TESTS_FLOW_GATHER_H

#include "../support.h"
#include "cpfind/flow.h"

enum { VISITS_MAX = 8, WATCH_MAX = 4 };

// A record with its own arrays; families by label, since their numbers change at the end.
struct kept {
  struct cpf_flow_record record;
  char label[CPF_LABEL_MAX], visited[VISITS_MAX][CPF_LABEL_MAX];
  struct cpf_flow_visit visits[VISITS_MAX];
  double watch[WATCH_MAX], start[POINT_MAX], W[POINT_MAX];
};

struct gathered {
  size_t count, capacity;
  struct kept *list; // owned
  struct cpf_flow_result *result;
  enum cpf_status status;
  struct cpf_error err;
  uint64_t stop_at; // raise `stop` after that many records; 0: never
  volatile sig_atomic_t stop;
};

static inline enum cpf_status keep(void *ctx, const struct cpf_flow_result *result,
                                   const struct cpf_flow_record *record, struct cpf_error *err) {
  struct gathered *all = ctx;
  (void)err;
  cr_assert_lt(all->count, all->capacity);
  struct kept *to = &all->list[all->count++];
  size_t bytes = point_size(&result->problem) * sizeof *to->W;
  *to = (struct kept){.record = *record};
  if (record->family >= 0)
    memcpy(to->label, result->families[record->family].label, sizeof to->label);
  cr_assert_leq(record->nvisits, (int)VISITS_MAX);
  for (int v = 0; v < record->nvisits; v++) {
    to->visits[v] = record->visits[v];
    to->visits[v].family = 0;
    if (record->visits[v].family >= 0)
      memcpy(to->visited[v], result->families[record->visits[v].family].label,
             sizeof to->visited[v]);
  }
  for (size_t o = 0; o < result->nwatch; o++)
    to->watch[o] = record->watch[o];
  memcpy(to->start, record->start, bytes);
  memcpy(to->W, record->W, bytes);
  if (all->stop_at > 0 && all->count >= all->stop_at)
    all->stop = 1;
  return CPF_OK;
}

static inline struct cpf_table *reference(void) {
  struct cpf_table *table = NULL;
  cr_assert_eq(cpf_table_builtin(&table, NULL), CPF_OK);
  return table;
}

static inline struct gathered *gather(const struct cpf_problem *p, struct cpf_flow_options opt,
                                      const struct cpf_flow_start *start, uint64_t first,
                                      uint64_t count, uint64_t stop_at) {
  struct gathered *all = calloc(1, sizeof *all);
  struct cpf_table *table = reference();
  cr_assert_not_null(all);
  all->capacity = count < 100000 ? (size_t)count : 1;
  all->list = calloc(all->capacity + 1, sizeof *all->list);
  cr_assert_not_null(all->list);
  all->stop_at = stop_at;
  opt.record = keep;
  opt.ctx = all;
  opt.stop = &all->stop;
  all->status = cpf_flow_ensemble(p, &opt, table, start, first, count, &all->result, &all->err);
  cpf_table_free(table);
  return all;
}

static inline void drop(struct gathered *all) {
  cpf_flow_result_free(all->result);
  free(all->list);
  free(all);
}

static inline struct cpf_flow_options quick(void) {
  struct cpf_flow_options opt = cpf_flow_options_default();
  opt.radius = 0;
  return opt;
}

// What holds for each record of any ensemble.
static inline void check_records(const struct gathered *all) {
  const struct cpf_flow_result *r = all->result;
  uint64_t ends = 0;
  cr_assert_eq(all->status, CPF_OK, "%s", all->err.text);
  cr_assert_eq(r->count, all->count);
  for (int e = 0; e < CPF_FLOW_ENDS; e++)
    ends += r->ends[e];
  cr_assert_eq(ends, r->count);
  for (size_t j = 0; j < all->count; j++) {
    const struct kept *k = &all->list[j];
    const struct cpf_flow_record *record = &k->record;
    cr_assert_eq(record->number, r->first + j);
    cr_assert_leq(record->loss_rise, 1e-13); // rounding of losses of order 1
    cr_assert_leq(record->off_sphere, 1e-14);
    assert_unit_rows(&r->problem, k->W);
    cr_assert_float_eq(cpf_loss(&r->problem, k->W), record->loss, 1e-12);
    cr_assert_leq(record->loss, cpf_loss(&r->problem, k->start) + 1e-12);
    cr_assert_eq(record->family >= 0, record->end <= CPF_FLOW_LINGERING);
    if (record->end == CPF_FLOW_ARRIVED)
      cr_assert_lt(record->gradient, 1e-6);
    if (record->end == CPF_FLOW_LINGERING)
      cr_assert_geq(record->escape, record->time);
    for (int v = 0; v < record->nvisits; v++) {
      cr_assert_leq(k->visits[v].entered, k->visits[v].left);
      cr_assert_leq(k->visits[v].left, record->time);
      if (v > 0)
        cr_assert_leq(k->visits[v - 1].entered, k->visits[v].entered);
    }
  }
}

// The tally of the families of that label; NULL: not met.
static inline const struct cpf_flow_tally *tally_of(const struct cpf_flow_result *r,
                                                    const char *label) {
  for (int f = 0; f < r->nfamilies; f++)
    if (strcmp(r->families[f].label, label) == 0)
      return &r->tallies[f];
  return NULL;
}

// One step of length h of the classical Runge-Kutta method for dW/dt = -grad L, rows scaled to
// length 1 after it.
static inline void plain_step(const struct cpf_problem *p, double h, double *W) {
  double k[4][POINT_MAX], Y[POINT_MAX];
  static const double at[4] = {0, 0.5, 0.5, 1};
  size_t size = point_size(p);
  for (int s = 0; s < 4; s++) {
    for (size_t e = 0; e < size; e++)
      Y[e] = W[e] - (s > 0 ? at[s] * h * k[s - 1][e] : 0);
    cpf_gradient(p, Y, k[s], NULL);
  }
  for (size_t e = 0; e < size; e++)
    W[e] -= h / 6 * (k[0][e] + 2 * k[1][e] + 2 * k[2][e] + k[3][e]);
  cr_assert(cpf_normalise(p, W));
}

// A pair of students in the plane of two teachers, at the angles a and b from the first one.
static inline void plane_pair(double a, double b, double *W) {
  W[0] = cos(a);
  W[1] = sin(a);
  W[2] = cos(b);
  W[3] = sin(b);
}

#endif
