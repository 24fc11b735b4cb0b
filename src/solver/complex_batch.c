// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/complex_batch.h"

#include <stdlib.h>
#include <string.h>

#include "status/try.h"
#include "team/team.h"

enum { PARALLEL = 24 }; // fewer paths are not worth waking the threads, and other processes

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

// The tasks of a batch; f is NULL when they go to any end.
struct paths {
  struct cpf_complex_batch *b;
  const struct cpf_complex_family *f;
};

static enum cpf_status run_path(void *ctx, size_t i, int thread, struct cpf_error *err) {
  const struct paths *paths = ctx;
  struct cpf_complex_batch *b = paths->b;
  (void)err;
  if (paths->f != NULL)
    track(&b->task[i], &b->s, b->work[thread], paths->f->node[b->task[i].to]);
  else
    finish(&b->task[i], &b->s, b->work[thread]);
  return CPF_OK;
}

// What a path brings; the rest of the task all have.
struct brought {
  bool good;
  struct cpf_complex_polish polish;
  struct cpf_complex_end end;
  double W[2 * CPF_COMPLEX_COORDS_MAX];
};

static enum cpf_status pack_path(void *ctx, size_t i, struct cpf_parcel *to,
                                 struct cpf_error *err) {
  const struct paths *paths = ctx;
  const struct cpf_complex_task *task = &paths->b->task[i];
  struct brought brought;
  memset(&brought, 0, sizeof brought);
  brought.good = task->good;
  brought.polish = task->polish;
  brought.end = task->end;
  memcpy(brought.W, task->W, sizeof brought.W);
  return cpf_parcel_put(to, &brought, sizeof brought, err);
}

static enum cpf_status unpack_path(void *ctx, size_t i, struct cpf_parcel *from,
                                   struct cpf_error *err) {
  const struct paths *paths = ctx;
  struct cpf_complex_task *task = &paths->b->task[i];
  struct brought brought;
  enum cpf_status status = cpf_parcel_get(from, &brought, sizeof brought, err);
  if (status != CPF_OK)
    return status;
  task->good = brought.good;
  task->polish = brought.polish;
  task->end = brought.end;
  memcpy(task->W, brought.W, sizeof brought.W);
  return CPF_OK;
}

static enum cpf_status run_batch(struct paths *paths, size_t count,
                                 const struct cpf_complex_options *opt, struct cpf_error *err) {
  const struct cpf_job job = {
      .ctx = paths,
      .count = count,
      .threads = count > PARALLEL ? paths->b->threads : 1,
      .run = run_path,
      .pack = pack_path,
      .unpack = unpack_path,
  };
  return cpf_team_share(count > PARALLEL ? opt->team : NULL, &job, opt->stop, err);
}

enum cpf_status cpf_complex_batch_track(struct cpf_complex_batch *b,
                                        const struct cpf_complex_family *f, size_t count,
                                        const struct cpf_complex_options *opt,
                                        struct cpf_error *err) {
  struct paths paths = {b, f};
  return run_batch(&paths, count, opt, err);
}

enum cpf_status cpf_complex_batch_end(struct cpf_complex_batch *b, size_t count,
                                      const struct cpf_complex_options *opt,
                                      struct cpf_error *err) {
  struct paths paths = {b, NULL};
  return run_batch(&paths, count, opt, err);
}
