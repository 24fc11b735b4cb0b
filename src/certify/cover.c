// SPDX-License-Identifier: GPL-3.0-or-later
// Branch and bound (Hansen and Walster, Global Optimization Using Interval Analysis; Neumaier,
// Interval Methods for Systems of Equations, section 5.6).
//
// 1. The charts of the fundamental domain are the first boxes.
// 2. A box is done when it lies outside the domain, when the equations have no zero in it, or when
//    it lies in an image of a known region. Otherwise it is contracted, as long as that helps, and
//    then bisected.
// 3. The boxes wait on one stack. A round takes some from its top; each is searched depth first,
//    by one thread, up to a fixed number of boxes; what it leaves goes back, in order. So nothing
//    depends on the number of threads and processes, and the stack stays short.
// 4. Each waiting box has a list of the images that it may meet. All boxes below it meet only some
//    of these: they are kept as the first few of one array, which each step only permutes within
//    that part; so what the boxes above have as their part stays the same set.
#include "certify/cover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "certify/cover_check.h"
#include "certify/cover_domain.h"
#include "certify/cover_match.h"
#include "certify/cover_step.h"
#include "certify/cover_tally.h"
#include "status/try.h"
#include "team/team.h"

#ifdef _OPENMP
#include <omp.h>
static int threads_available(void) {
  return omp_get_num_procs();
}
#else
static int threads_available(void) {
  return 1;
}
#endif

enum {
  TASKS = 256,         // boxes taken from the stack in one round
  BOXES = 4096,        // examined at most below one of them
  FIRST_BOXES = 8,     // in the first round; doubled in each, so that the work spreads quickly
  CONTRACTIONS = 8,    // of one box before it is bisected
  ROOTS_MAX = 1 << 20, // charts
  STOP_EVERY = 64      // boxes between looks at the stop flag
};

struct task {
  struct cpf_cover_stack stack;
  struct cpf_cover_tally tally;
};

// What one thread needs.
struct worker {
  struct cpf_cover_step step;
  size_t *list; // the images, permuted
};

struct cover {
  struct cpf_cover_system system;
  struct cpf_cover_options opt;
  struct cpf_cover_images images;
  struct cpf_cover_stack stack;
  struct task *task; // TASKS
  struct worker *worker;
  struct cpf_cover_tally tally;
  double volume; // of all charts
};

// A box that all images may still meet.
static enum cpf_status push(struct cpf_cover_stack *stack, const struct cpf_cover_box *box,
                            struct cpf_error *err) {
  return cpf_cover_push(stack, box, 0) == CPF_OK
             ? CPF_OK
             : cpf_fail(err, CPF_ENOMEM, "out of memory: boxes");
}

struct cpf_cover_options cpf_cover_options_default(void) {
  return (struct cpf_cover_options){.max_boxes = 10000000, .max_left = 64, .min_width = 1e-11};
}

// Keeps those of the first *count images on the list that the box may meet. True when it lies
// inside one of them.
static bool match(const struct cover *cover, const struct cpf_cover_box *box, size_t *list,
                  size_t *count) {
  size_t kept = 0;
  bool inside = false;
  struct cpf_cover_ball ball;
  cpf_cover_ball(&cover->system, box, &ball);
  for (size_t c = 0; c < *count && !inside; c++) {
    size_t index = list[c];
    const struct cpf_cover_image *image = &cover->images.image[index];
    enum cpf_cover_position position = cpf_cover_guess(&cover->system, image, &ball);
    if (position == CPF_COVER_INSIDE)
      position = cpf_cover_position(&cover->system, image, box);
    inside = position == CPF_COVER_INSIDE;
    if (position != CPF_COVER_APART) {
      list[c] = list[kept];
      list[kept++] = index;
    }
  }
  if (!inside)
    *count = kept;
  return inside;
}

// Examines one box: counts it as done, or leaves its halves on the task's stack.
static enum cpf_status examine(const struct cover *cover, struct worker *worker, struct task *task,
                               struct cpf_cover_waiting *item) {
  const struct cpf_cover_system *s = &cover->system;
  enum cpf_status status = CPF_OK;
  struct cpf_cover_box *box = &item->box;
  struct cpf_cover_tally *tally = &task->tally;
  enum cpf_cover_verdict verdict = CPF_COVER_SHRUNK;
  bool root = false;
  tally->boxes++;
  for (int turn = 0; turn < CONTRACTIONS && verdict == CPF_COVER_SHRUNK; turn++) {
    if (cpf_cover_outside(s, box) || cpf_cover_no_zero(s, box, &worker->step)) {
      tally->excluded++;
      return CPF_OK;
    }
    if (match(cover, box, worker->list, &item->images)) {
      tally->matched++;
      return CPF_OK;
    }
    verdict = cpf_cover_contract(s, box, &worker->step);
    root = root || worker->step.root;
  }
  if (verdict == CPF_COVER_EMPTY) {
    tally->excluded++;
    return CPF_OK;
  }
  int c = cpf_cover_widest(s, box, &worker->step);
  double middle = 0.5 * (box->lo[c] + box->hi[c]);
  if (cpf_cover_width(s->N, box) < cover->opt.min_width || middle <= box->lo[c] ||
      middle >= box->hi[c]) {
    cpf_cover_leave(s->N, box, root ? CPF_COVER_LEFT_ROOT : CPF_COVER_LEFT_SMALL, tally);
    return CPF_OK;
  }
  struct cpf_cover_box half = *box;
  half.lo[c] = middle;
  CPF_TRY(cpf_cover_push(&task->stack, &half, item->images));
  half = *box;
  half.hi[c] = middle;
  CPF_TRY(cpf_cover_push(&task->stack, &half, item->images));
cleanup:
  return status;
}

// One round, and how many boxes may be examined below each of its tasks.
struct round {
  struct cover *cover;
  uint64_t budget;
};

static enum cpf_status run_task(void *ctx, size_t number, int thread, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct round *round = ctx;
  const struct cover *cover = round->cover;
  struct worker *worker = &cover->worker[thread];
  struct task *task = &cover->task[number];
  const volatile sig_atomic_t *stop = cpf_team_asked(cover->opt.team, cover->opt.stop);
  for (size_t c = 0; c < cover->images.count; c++)
    worker->list[c] = c;
  memset(&task->tally, 0, sizeof task->tally);
  task->stack.item[0].images = cover->images.count;
  while (task->stack.count > 0 && task->tally.boxes < round->budget) {
    struct cpf_cover_waiting item = task->stack.item[--task->stack.count];
    if (stop != NULL && task->tally.boxes % STOP_EVERY == 0 && *stop != 0) {
      task->stack.count++;
      break;
    }
    status = examine(cover, worker, task, &item);
    if (status != CPF_OK)
      return cpf_fail(err, status, "out of memory: boxes");
  }
  return status;
}

static enum cpf_status pack_task(void *ctx, size_t number, struct cpf_parcel *to,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct round *round = ctx;
  const struct task *task = &round->cover->task[number];
  const uint64_t count = task->stack.count;
  CPF_TRY(cpf_parcel_put(to, &task->tally, sizeof task->tally, err));
  CPF_TRY(cpf_parcel_put(to, &count, sizeof count, err));
  CPF_TRY(cpf_parcel_put(to, task->stack.item, task->stack.count * sizeof *task->stack.item, err));
cleanup:
  return status;
}

static enum cpf_status unpack_task(void *ctx, size_t number, struct cpf_parcel *from,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct round *round = ctx;
  struct task *task = &round->cover->task[number];
  uint64_t count;
  CPF_TRY(cpf_parcel_get(from, &task->tally, sizeof task->tally, err));
  CPF_TRY(cpf_parcel_get(from, &count, sizeof count, err));
  task->stack.count = 0;
  for (uint64_t c = 0; c < count; c++) {
    struct cpf_cover_waiting item;
    CPF_TRY(cpf_parcel_get(from, &item, sizeof item, err));
    CPF_TRY(push(&task->stack, &item.box, err));
  }
cleanup:
  return status;
}

static enum cpf_status run_round(struct cover *cover, uint64_t budget, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct round round = {cover, budget};
  int count = cover->stack.count < TASKS ? (int)cover->stack.count : TASKS;
  for (int t = 0; t < count; t++) {
    struct task *task = &cover->task[t];
    task->stack.count = 0;
    memset(&task->tally, 0, sizeof task->tally);
    CPF_TRY(push(&task->stack, &cover->stack.item[--cover->stack.count].box, err));
  }
  const struct cpf_job job = {
      .ctx = &round,
      .count = (size_t)count,
      .threads = cover->opt.threads,
      .check = cpf_team_check(cover->tally.boxes, cover->stack.count),
      .run = run_task,
      .pack = pack_task,
      .unpack = unpack_task,
  };
  CPF_TRY(cpf_team_share(cover->opt.team, &job, cover->opt.stop, err));
  for (int t = count - 1; t >= 0; t--) {
    struct task *task = &cover->task[t];
    cpf_cover_add(&task->tally, &cover->tally);
    for (size_t c = 0; c < task->stack.count; c++)
      CPF_TRY(push(&cover->stack, &task->stack.item[c].box, err));
  }
cleanup:
  return status;
}

static double share_left(const struct cover *cover) {
  double left = cover->tally.left_volume;
  for (size_t c = 0; c < cover->stack.count; c++)
    left += cpf_cover_volume(cover->system.N, &cover->stack.item[c].box);
  return left / cover->volume;
}

// Rounds until nothing waits or a budget is spent. *reason stays NULL when all boxes are done.
static enum cpf_status run(struct cover *cover, const char **reason, struct cpf_error *err) {
  const struct cpf_cover_options *opt = &cover->opt;
  uint64_t budget = FIRST_BOXES;
  while (cover->stack.count > 0) {
    if (opt->stop != NULL && *opt->stop != 0) {
      *reason = "interrupted";
      return cpf_fail(err, CPF_EINTERRUPTED, "interrupted");
    }
    uint64_t room = cover->tally.boxes < opt->max_boxes ? opt->max_boxes - cover->tally.boxes : 0;
    if (room == 0 || cover->tally.left >= opt->max_left) {
      *reason = room == 0 ? "the budget of boxes is spent" : "too many boxes cannot be decided";
      return CPF_OK;
    }
    if (budget > room / TASKS + 1)
      budget = room / TASKS + 1;
    enum cpf_status status = run_round(cover, budget, err);
    if (status != CPF_OK)
      return status;
    budget = budget < BOXES / 2 ? 2 * budget : BOXES;
    if (opt->progress != NULL)
      opt->progress(opt->ctx, 1 - share_left(cover), cover->tally.boxes);
  }
  return CPF_OK;
}

static void fill_report(const struct cover *cover, const char *reason,
                        struct cpf_cover_report *report) {
  struct cpf_cover_tally all = cover->tally;
  report->share_left = share_left(cover);
  for (size_t c = 0; c < cover->stack.count; c++)
    cpf_cover_leave(cover->system.N, &cover->stack.item[c].box, CPF_COVER_LEFT_WAITING, &all);
  report->boxes = all.boxes;
  report->excluded = all.excluded;
  report->matched = all.matched;
  report->left = all.left;
  report->left_root = all.left_kind == CPF_COVER_LEFT_ROOT;
  report->left_width = all.left_width;
  report->proved = reason == NULL && all.left == 0;
  if (all.left > 0) {
    cpf_cover_middle(&cover->system, &all.left_box, report->left_W);
    report->work_left = report->share_left < 1
                            ? (double)all.boxes * report->share_left / (1 - report->share_left)
                            : HUGE_VAL;
  }
  if (reason == NULL)
    reason = all.left == 0       ? "every box is empty or in a known region"
             : report->left_root ? "a critical point seems to lie outside the known regions"
                                 : "some smallest boxes cannot be decided";
  (void)snprintf(report->reason, sizeof report->reason, "%s", reason);
}

static enum cpf_status alloc(const struct cpf_problem *p, const struct cpf_region *regions,
                             int nregions, const struct cpf_cover_options *opt, struct cover *cover,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_cover_box *roots = NULL;
  size_t count = 0;
  cover->opt = *opt;
  if (cover->opt.threads <= 0)
    cover->opt.threads = threads_available();
  cpf_cover_system_init(p, &cover->system);
  CPF_TRY(cpf_cover_images_make(&cover->system, regions, nregions, &cover->images, err));
  CPF_TRY_ALLOC(cover->task, TASKS, err);
  CPF_TRY_ALLOC(cover->worker, (size_t)cover->opt.threads, err);
  for (int t = 0; t < cover->opt.threads; t++)
    CPF_TRY_ALLOC(cover->worker[t].list, cover->images.count, err);
  CPF_TRY(cpf_cover_roots(&cover->system, ROOTS_MAX, &roots, &count, err));
  for (size_t c = 0; c < count; c++) {
    cover->volume += cpf_cover_volume(cover->system.N, &roots[c]);
    CPF_TRY(push(&cover->stack, &roots[c], err));
  }
cleanup:
  free(roots);
  return status;
}

static void clear(struct cover *cover) {
  for (int t = 0; cover->task != NULL && t < TASKS; t++)
    free(cover->task[t].stack.item);
  for (int t = 0; cover->worker != NULL && t < cover->opt.threads; t++)
    free(cover->worker[t].list);
  free(cover->task);
  free(cover->worker);
  free(cover->stack.item);
  cpf_cover_images_clear(&cover->images);
}

static double now(void) {
  struct timespec t;
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

enum cpf_status cpf_cover_prove(const struct cpf_problem *p, const struct cpf_region *regions,
                                int nregions, const struct cpf_cover_options *opt,
                                struct cpf_cover_report *report, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cover cover = {0};
  const char *reason = NULL;
  double start = now();
  memset(report, 0, sizeof *report);
  CPF_TRY(cpf_problem_check(p, err));
  reason = cpf_cover_refusal(p);
  if (reason != NULL) {
    report->share_left = 1;
    (void)snprintf(report->reason, sizeof report->reason, "%s", reason);
    return CPF_OK;
  }
  CPF_TRY(cpf_cover_check(p, regions, nregions, err));
  CPF_TRY(alloc(p, regions, nregions, opt, &cover, err));
  status = run(&cover, &reason, err);
  if (status == CPF_OK || status == CPF_EINTERRUPTED)
    fill_report(&cover, reason, report);
cleanup:
  report->seconds = now() - start;
  clear(&cover);
  return status;
}
