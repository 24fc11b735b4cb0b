// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/complex_batch.h"

#include <stdlib.h>
#include <string.h>

#include "status/try.h"

#ifdef _OPENMP
#include <omp.h>
#define THREAD omp_get_thread_num()
#else
#define THREAD 0
#endif

enum { PARALLEL = 24 }; // fewer paths are not worth waking the threads

// What quadruple precision adds to double's, for the smallest numbers of the steps.
static const double quad_precision = 1e-13;

struct cpf_complex_steps cpf_complex_steps_default(void) {
  return (struct cpf_complex_steps){.correction = 2e-3,
                                    .reject = 5,
                                    .contraction = 0.05,
                                    .noise = 1e-11,
                                    .accept = 1e-5,
                                    .first = 0.02,
                                    .shortest = 1e-9,
                                    .limit = 20000};
}

struct cpf_complex_steps cpf_complex_steps_tight(int level) {
  struct cpf_complex_steps o = cpf_complex_steps_default();
  for (int i = 0; i < level; i++) {
    o.correction /= 10, o.first /= 10, o.shortest /= 10;
    o.accept /= 10;
  }
  return o;
}

enum cpf_status cpf_complex_batch_alloc(const struct cpf_complex_system *s, int threads,
                                        size_t tasks, struct cpf_complex_batch *b,
                                        struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  *b = (struct cpf_complex_batch){.s = *s, .threads = threads};
  CPF_TRY_ALLOC(b->work, (size_t)threads, err);
  CPF_TRY_ALLOC(b->task, tasks, err);
  for (int t = 0; t < threads; t++) {
    b->work[t] = cpf_complex_double_alloc(s);
    if (b->work[t] == NULL)
      CPF_TRY(cpf_fail(err, CPF_ENOMEM, "out of memory: a path's work space"));
  }
cleanup:
  return status;
}

void cpf_complex_batch_free(struct cpf_complex_batch *b) {
  for (int t = 0; b->work != NULL && t < b->threads; t++)
    cpf_complex_double_free(b->work[t]);
  free(b->work);
  free(b->task);
  memset(b, 0, sizeof *b);
}

static struct cpf_complex_steps steps_at(int level) {
  bool quad = level >= CPF_COMPLEX_LEVEL_QUAD;
  struct cpf_complex_steps steps =
      cpf_complex_steps_tight(quad ? level - CPF_COMPLEX_LEVEL_QUAD : level);
  if (quad)
    steps.shortest *= quad_precision, steps.noise *= quad_precision;
  return steps;
}

// The legs of a monodromy path, and its end made sharp at the node.
static bool attempt(struct cpf_complex_task *task, int level, void *work, const double *node) {
  bool quad = level >= CPF_COMPLEX_LEVEL_QUAD;
  struct cpf_complex_steps steps = steps_at(level);
  struct cpf_complex_line first = task->line, second = task->line;
  if (task->turn != NULL)
    first.to = second.from = task->turn;
  if (quad)
    return cpf_complex_quad_track(work, &first, &steps, task->W) &&
           (task->turn == NULL || cpf_complex_quad_track(work, &second, &steps, task->W)) &&
           cpf_complex_quad_polish(work, node, task->W, &task->polish);
  return cpf_complex_double_track(work, &first, &steps, task->W) &&
         (task->turn == NULL || cpf_complex_double_track(work, &second, &steps, task->W)) &&
         cpf_complex_double_polish(work, node, task->W, &task->polish);
}

static void track(struct cpf_complex_task *task, const struct cpf_complex_system *s, void *work,
                  const double *node) {
  double start[2 * CPF_COMPLEX_COORDS_MAX];
  memcpy(start, task->W, sizeof start);
  task->good = false;
  for (int level = 0; level <= CPF_COMPLEX_LEVEL_QUAD && !task->good; level++) {
    void *wide = level == CPF_COMPLEX_LEVEL_QUAD ? cpf_complex_quad_alloc(s) : NULL;
    memcpy(task->W, start, sizeof start);
    if (level < CPF_COMPLEX_LEVEL_QUAD || wide != NULL)
      task->good = attempt(task, level, wide != NULL ? wide : work, node);
    cpf_complex_quad_free(wide);
  }
}

void cpf_complex_batch_track(struct cpf_complex_batch *b, const struct cpf_complex_family *f,
                             size_t count, const struct cpf_complex_options *opt) {
#pragma omp parallel for schedule(dynamic) num_threads(b->threads) if (count > PARALLEL)
  for (size_t i = 0; i < count; i++)
    if (opt->stop == NULL || *opt->stop == 0)
      track(&b->task[i], &b->s, b->work[THREAD], f->node[b->task[i].to]);
}

static void finish(struct cpf_complex_task *task, const struct cpf_complex_system *s, void *work) {
  struct cpf_complex_steps steps = steps_at(task->level);
  if (task->level < CPF_COMPLEX_LEVEL_QUAD) {
    cpf_complex_double_end(work, &task->line, &steps, task->W, &task->end);
    return;
  }
  void *wide = cpf_complex_quad_alloc(s);
  task->end.kind = CPF_COMPLEX_FAILED;
  if (wide != NULL)
    cpf_complex_quad_end(wide, &task->line, &steps, task->W, &task->end);
  cpf_complex_quad_free(wide);
}

void cpf_complex_batch_end(struct cpf_complex_batch *b, size_t count,
                           const struct cpf_complex_options *opt) {
#pragma omp parallel for schedule(dynamic) num_threads(b->threads) if (count > PARALLEL)
  for (size_t i = 0; i < count; i++)
    if (opt->stop == NULL || *opt->stop == 0)
      finish(&b->task[i], &b->s, b->work[THREAD]);
}
