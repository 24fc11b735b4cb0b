// SPDX-License-Identifier: GPL-3.0-or-later
// The roots of a generic member, stratum by stratum.
//
//   1. A random point and a member for which it is critical; follow it to the first node.
//   2. Follow every root known at either node along every edge that it has not been followed along;
//      each end is marked too, for the way back would lead home.
//   3. Stop when the count is reached; where none is known, when the residues vanish and all paths
//      are spent. Until then, add an edge whenever all paths are spent; and when the residues do
//      not vanish, try Newton's method from random points first.
//   4. The residues of a stratum's system also need its roots with coinciding students: they are
//      those of coarser strata, under all maps that keep the weights.
#include "solver/complex_generic.h"

#include <stdlib.h>
#include <string.h>

#include "solver/complex_batch.h"
#include "status/try.h"

enum {
  SEEDS_MAX = 20, // seeds tried
  BATCH = 512,    // paths tracked before the lists are looked at again
  SOW_MIN = 100,  // random starts when all loops are exhausted, and as many for each root known
  SOW = 4,
};
static const double same_point = 1e-6;    // two generic roots closer than that are the same
static const double residue_zero = 1e-11; // a relative residue that small is 0

// ---- the strata ----

static uint64_t factorial(int n) {
  return n < 2 ? 1 : (uint64_t)n * factorial(n - 1);
}

// The number of orders of equal weights.
static uint64_t exchanges(int l, const int *weight) {
  uint64_t count = 1, run = 1;
  for (int a = 1; a < l; a++) {
    run = weight[a] == weight[a - 1] ? run + 1 : 1;
    count *= run;
  }
  return count;
}

static void add_stratum(struct cpf_complex_generic *g, int l, const int *weight) {
  struct cpf_complex_stratum *t = &g->stratum[g->strata++];
  int n = g->f->p.n;
  *t = (struct cpf_complex_stratum){.s = cpf_complex_family_system(g->f, l, weight)};
  t->images = factorial(n) << (g->f->even ? n : 0);
  t->own = exchanges(l, weight) << (g->f->even ? l : 0);
  for (int a = 0; a < l; a++) {
    t->weight[a] = weight[a];
    t->images /= factorial(weight[a]);
  }
  for (int v = 0; v < CPF_COMPLEX_NODES; v++)
    cpf_complex_orbits_make(&t->s, g->f->even, same_point, &t->node[v]);
}

// All ways to complete weight[0..a-1] to `left` more with l parts.
static void partitions(struct cpf_complex_generic *g, int l, int a, int left, int *weight) {
  if (a == l) {
    if (left == 0)
      add_stratum(g, l, weight);
    return;
  }
  for (int m = a == 0 || weight[a - 1] > left ? left : weight[a - 1]; m > 0; m--) {
    weight[a] = m;
    partitions(g, l, a + 1, left - m, weight);
  }
}

// ---- the roots of a stratum's system that lie in coarser strata ----

// Adds those of stratum u, under one map of t's students to its students.
static bool bring(struct cpf_complex_generic *g, struct cpf_complex_stratum *t, void *work,
                  const struct cpf_complex_stratum *u, const int *block, const int *part) {
  int d = t->s.d;
  size_t row = 2 * (size_t)d, size = row * (size_t)u->s.l;
  double W[2 * CPF_COMPLEX_COORDS_MAX];
  struct cpf_complex_polish polish;
  bool good = true;
  t->outside += u->node[0].count << (g->f->even ? t->s.l : 0);
  for (size_t i = 0; i < u->node[0].count; i++) {
    for (int a = 0; a < t->s.l; a++)
      memcpy(W + (size_t)a * row, u->node[0].W + i * size + (size_t)part[block[a]] * row,
             row * sizeof *W);
    good = cpf_complex_double_polish(work, g->f->node[0], W, &polish) && good;
    cpf_complex_residue_add(&t->residue, &t->s, W, &polish,
                            (double)(1 << (g->f->even ? t->s.l : 0)));
  }
  return good;
}

// All maps of the blocks, of total weights `sum`, to u's parts of the same weights.
static bool assign(struct cpf_complex_generic *g, struct cpf_complex_stratum *t, void *work,
                   const struct cpf_complex_stratum *u, const int *block, const int *sum, int b,
                   int *part) {
  bool good = true;
  if (b == u->s.l)
    return bring(g, t, work, u, block, part);
  for (int q = 0; q < u->s.l; q++) {
    bool used = u->weight[q] != sum[b];
    for (int e = 0; e < b; e++)
      used = used || part[e] == q;
    part[b] = q;
    if (!used)
      good = assign(g, t, work, u, block, sum, b + 1, part) && good;
  }
  return good;
}

static bool coarser(struct cpf_complex_generic *g, struct cpf_complex_stratum *t, void *work, int a,
                    int blocks, int *block) {
  bool good = true;
  if (a < t->s.l) {
    for (block[a] = 0; block[a] <= blocks; block[a]++)
      good = coarser(g, t, work, a + 1, block[a] == blocks ? blocks + 1 : blocks, block) && good;
    return good;
  }
  if (blocks == t->s.l)
    return true;
  int sum[CPF_COMPLEX_STUDENTS_MAX] = {0}, sorted[CPF_COMPLEX_STUDENTS_MAX] = {0};
  int part[CPF_COMPLEX_STUDENTS_MAX] = {0};
  for (int q = 0; q < t->s.l; q++)
    sum[block[q]] += t->weight[q];
  for (int b = 0; b < blocks; b++) {
    int at = b;
    for (; at > 0 && sorted[at - 1] < sum[b]; at--)
      sorted[at] = sorted[at - 1];
    sorted[at] = sum[b];
  }
  for (int i = 0; i < g->strata; i++) {
    const struct cpf_complex_stratum *u = &g->stratum[i];
    if (u->s.l == blocks && memcmp(u->weight, sorted, sizeof sorted) == 0)
      good = assign(g, t, work, u, block, sum, 0, part) && good;
  }
  return good;
}

// ---- monodromy ----

static bool distinct(const struct cpf_complex_orbits *o, const double *W) {
  for (int a = 0; a < o->s.l; a++)
    for (int b = a + 1; b < o->s.l; b++)
      if (cpf_complex_orbits_coincide(o, W, a, b))
        return false;
  return true;
}

// A task's end, put into the list of its node.
static enum cpf_status merge(struct cpf_complex_stratum *t, const struct cpf_complex_task *task,
                             bool *fresh, struct cpf_error *err) {
  struct cpf_complex_orbits *o = &t->node[task->to];
  int64_t index;
  *fresh = false;
  if (!task->good || !distinct(o, task->W))
    return CPF_OK;
  enum cpf_status status = cpf_complex_orbits_put(o, task->W, &index, fresh, err);
  if (status == CPF_OK && task->edge >= 0)
    o->mark[index] |= 1u << task->edge;
  if (status == CPF_OK && *fresh && task->to == 0)
    cpf_complex_residue_add(&t->residue, &t->s, task->W, &task->polish, (double)t->own);
  return status;
}

static enum cpf_status plant(struct cpf_complex_generic *g, struct cpf_complex_stratum *t,
                             struct cpf_complex_batch *b, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  double *params = NULL;
  bool fresh = false;
  CPF_TRY_ALLOC(params, g->f->params, err);
  for (uint64_t i = 0; i < SEEDS_MAX && !fresh; i++) {
    struct cpf_complex_task *task = &b->task[0];
    if (!cpf_complex_family_seed(g->f, &t->s, g->opt->seed, i, params, task->W))
      continue;
    task->line = (struct cpf_complex_line){params, g->f->node[0]};
    task->turn = NULL, task->to = 0, task->edge = -1;
    CPF_TRY(cpf_complex_batch_track(b, g->f, 1, g->opt, err));
    g->tracked++;
    CPF_TRY(merge(t, task, &fresh, err));
  }
cleanup:
  free(params);
  return status;
}

// Newton's method from random points: where the conditions on F are not independent, the roots of a
// stratum can have several components (n = rho = 4, d = 2), and no loop leads from one to another.
static enum cpf_status sow(struct cpf_complex_generic *g, struct cpf_complex_stratum *t,
                           struct cpf_complex_batch *b, uint64_t *sown, struct cpf_error *err) {
  uint64_t starts = SOW_MIN + SOW * t->node[0].count;
  for (uint64_t i = 0; i < starts; i++) {
    struct cpf_complex_task *task = &b->task[0];
    bool fresh;
    cpf_complex_family_random(&t->s, g->opt->seed, (*sown)++, task->W);
    task->to = 0, task->edge = -1;
    task->good = cpf_complex_double_polish(b->work[0], g->f->node[0], task->W, &task->polish);
    enum cpf_status status = merge(t, task, &fresh, err);
    if (status != CPF_OK)
      return status;
  }
  return CPF_OK;
}

// The number of paths from node v not yet tracked.
static size_t waiting(const struct cpf_complex_orbits *o, int edges) {
  size_t count = 0;
  for (size_t i = 0; i < o->count; i++)
    for (int e = 0; e < edges; e++)
      count += (o->mark[i] >> e & 1u) == 0;
  return count;
}

// The paths not yet tracked from the node that has most of them, at most BATCH. Not from both: one
// path's end is another's start.
static size_t collect(struct cpf_complex_generic *g, struct cpf_complex_stratum *t, int edges,
                      struct cpf_complex_batch *b) {
  size_t count = 0, size = 2 * (size_t)t->s.l * (size_t)t->s.d;
  int v = waiting(&t->node[1], edges) > waiting(&t->node[0], edges);
  struct cpf_complex_orbits *o = &t->node[v];
  for (size_t i = 0; i < o->count; i++)
    for (int e = 0; e < edges && count < BATCH; e++) {
      if (o->mark[i] >> e & 1u)
        continue;
      struct cpf_complex_task *task = &b->task[count++];
      o->mark[i] |= 1u << e;
      memcpy(task->W, o->W + i * size, size * sizeof *task->W);
      task->line = (struct cpf_complex_line){g->f->edge[e][v], g->f->edge[e][1 - v]};
      task->turn = g->f->edge[e][2];
      task->to = 1 - v, task->edge = e;
    }
  return count;
}

// The count is reached; or the residues vanish and the lists are closed: every path from every root
// known, at both nodes, along the direct edges and one more, ends at a root known. (The residues
// alone would not do: with many roots, the terms of some are far below rounding.)
static bool enough(const struct cpf_complex_stratum *t, int edges) {
  uint64_t known = cpf_complex_generic_count(&t->s);
  if (known > 0)
    return t->outside + t->own * t->node[0].count >= known;
  return edges > CPF_COMPLEX_DIRECT && t->node[0].count == t->node[1].count &&
         waiting(&t->node[0], edges) + waiting(&t->node[1], edges) == 0 &&
         cpf_complex_residue_relative(&t->residue) < residue_zero;
}

static enum cpf_status solve_stratum(struct cpf_complex_generic *g, struct cpf_complex_stratum *t,
                                     struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_complex_batch b = {0};
  int block[CPF_COMPLEX_STUDENTS_MAX] = {0}, edges = CPF_COMPLEX_DIRECT;
  uint64_t sown = 0;
  CPF_TRY(cpf_complex_batch_alloc(&t->s, g->opt->threads, BATCH, &b, err));
  (void)coarser(g, t, b.work[0], 0, 0, block);
  CPF_TRY(plant(g, t, &b, err));
  while (!(t->complete = enough(t, edges))) {
    size_t count = collect(g, t, edges, &b);
    if (count == 0 && edges == CPF_COMPLEX_EDGES_MAX)
      break;
    if (count == 0) {
      if (cpf_complex_residue_relative(&t->residue) >= residue_zero)
        CPF_TRY(sow(g, t, &b, &sown, err));
      edges++;
      continue;
    }
    CPF_TRY(cpf_complex_batch_track(&b, g->f, count, g->opt, err));
    g->tracked += count;
    cpf_complex_generic_say(g, "generic", t->node[0].count, 0);
    for (size_t i = 0; i < count; i++) {
      bool fresh;
      CPF_TRY(merge(t, &b.task[i], &fresh, err));
    }
    if (g->opt->stop != NULL && *g->opt->stop != 0)
      CPF_TRY(CPF_EINTERRUPTED);
  }
cleanup:
  cpf_complex_batch_free(&b);
  return status;
}

void cpf_complex_generic_say(const struct cpf_complex_generic *g, const char *stage, uint64_t done,
                             uint64_t total) {
  if (g->opt->progress != NULL)
    g->opt->progress(g->opt->ctx, stage, done, total);
}

enum cpf_status cpf_complex_generic_solve(const struct cpf_complex_family *f,
                                          const struct cpf_complex_options *opt,
                                          struct cpf_complex_generic *g, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int weight[CPF_COMPLEX_STUDENTS_MAX] = {0};
  *g = (struct cpf_complex_generic){.f = f, .opt = opt};
  for (int l = 1; l <= f->p.n; l++)
    partitions(g, l, 0, f->p.n, weight);
  for (int i = 0; i < g->strata; i++)
    CPF_TRY(solve_stratum(g, &g->stratum[i], err));
cleanup:
  return status;
}

void cpf_complex_generic_free(struct cpf_complex_generic *g) {
  for (int i = 0; i < g->strata; i++)
    for (int v = 0; v < CPF_COMPLEX_NODES; v++)
      cpf_complex_orbits_free(&g->stratum[i].node[v]);
  g->strata = 0;
}

void cpf_complex_generic_expand(const struct cpf_complex_stratum *t, const double *W, double *out) {
  size_t row = 2 * (size_t)t->s.d;
  for (int a = 0; a < t->s.l; a++, W += row)
    for (int q = 0; q < t->weight[a]; q++, out += row)
      memcpy(out, W, row * sizeof *out);
}
