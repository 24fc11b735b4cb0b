// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Tasks are taken from a counter that all processes share, several at a time while there are
//     many: a fixed part of what is left for each process (guided self-scheduling: Polychronopoulos
//     and Kuck, IEEE Trans. Computers C-36, 1987). A process that is asked to stop takes all.
//  2. Each process sends what its tasks made, and takes in what the others' made.
#include <stdlib.h>

#include "status/try.h"
#include "team/meeting.h"

#ifdef _OPENMP
#include <omp.h>
#define THREAD omp_get_thread_num()
#else
#define THREAD 0
#endif

enum { PARTS = 4 }; // of what is left, each process takes one of PARTS * size parts

// The tasks of one job, as far as this process knows of them.
struct cpf_share {
  struct cpf_team *team;
  const struct cpf_job *job;
  const volatile sig_atomic_t *asked;
  size_t next, end; // taken, but not begun
  bool *ran;        // by this process; NULL without a team
  enum cpf_status status;
  struct cpf_error why;
};

// Step 1.
static void take(struct cpf_share *s) {
  struct cpf_team *team = s->team;
  uint64_t count = s->job->count, left = count > s->end ? count - s->end : 0;
  uint64_t wanted = left / ((uint64_t)PARTS * (uint64_t)team->size);
  bool stop = cpf_team_is_set(s->asked) || s->status != CPF_OK;
  wanted = stop ? count : wanted > 0 ? wanted : 1;
  uint64_t first = team->link.take(team->link.ctx, wanted) - team->taken;
  team->mine += wanted;
  s->next = first < count && !stop ? (size_t)first : (size_t)count;
  s->end = first < count && wanted < count - first ? (size_t)(first + wanted) : (size_t)count;
}

// One thread at a time.
static bool next_task(struct cpf_share *s, size_t *task) {
  bool stop = cpf_team_is_set(s->asked) || s->status != CPF_OK;
  if (s->team != NULL && s->end < s->job->count && (stop || s->next == s->end))
    take(s);
  if (stop || s->next == s->end)
    return false;
  *task = s->next++;
  if (s->ran != NULL)
    s->ran[*task] = true;
  return true;
}

bool cpf_team_next(struct cpf_share *s, size_t *task) {
  bool more;
#pragma omp critical
  more = next_task(s, task);
  return more;
}

// One thread's work.
static void run_thread(struct cpf_share *s) {
  enum cpf_status status = CPF_OK;
  struct cpf_error mine = {.text = ""};
  size_t task;
  if (s->job->pull != NULL)
    status = s->job->pull(s->job->ctx, s, THREAD, &mine);
  else
    while (status == CPF_OK && cpf_team_next(s, &task))
      status = s->job->run(s->job->ctx, task, THREAD, &mine);
  if (status != CPF_OK) {
#pragma omp critical
    {
      s->status = status;
      s->why = mine;
    }
  }
}

static void run_tasks(struct cpf_share *s) {
#pragma omp parallel num_threads(s->job->threads)
  run_thread(s);
}

// What this process's tasks made, each after its number.
static enum cpf_status pack(const struct cpf_share *s, struct cpf_parcel *to,
                            struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  for (size_t task = 0; task < s->job->count; task++) {
    const uint64_t number = task;
    if (!s->ran[task])
      continue;
    CPF_TRY(cpf_parcel_put(to, &number, sizeof number, err));
    CPF_TRY(s->job->pack(s->job->ctx, task, to, err));
  }
cleanup:
  return status;
}

// What the others' made. *done counts the tasks that are done.
static enum cpf_status unpack(const struct cpf_share *s, struct cpf_parcel *all, size_t *done,
                              struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t end = 0;
  for (int r = 0; r < s->team->size; r++) {
    all->read = end;
    end += s->team->sent[r];
    if (r == s->team->rank)
      continue;
    while (all->read < end) {
      uint64_t number;
      CPF_TRY(cpf_parcel_get(all, &number, sizeof number, err));
      if (number >= s->job->count)
        return cpf_fail(err, CPF_EINTERNAL, "process %d sent task %llu of %zu", r + 1,
                        (unsigned long long)number, s->job->count);
      CPF_TRY(s->job->unpack(s->job->ctx, (size_t)number, all, err));
      ++*done;
    }
  }
  for (size_t task = 0; task < s->job->count; task++)
    *done += s->ran != NULL && s->ran[task];
cleanup:
  return status;
}

static enum cpf_status share_in_team(struct cpf_share *s, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_parcel mine = {.count = 0}, all = {.count = 0};
  size_t done = 0;
  s->ran = calloc(s->job->count + 1, sizeof *s->ran);
  if (s->ran == NULL) {
    status = cpf_fail(err, CPF_ENOMEM, "out of memory: %zu tasks", s->job->count);
  } else {
    run_tasks(s);
    status =
        s->status != CPF_OK ? cpf_fail(err, s->status, "%s", s->why.text) : pack(s, &mine, err);
  }
  CPF_TRY(cpf_team_hand_round(s->team, status, cpf_team_check(s->job->check, s->job->count), &mine,
                              &all, err));
  CPF_TRY(unpack(s, &all, &done, err));
  if (done != s->job->count && s->team->stop == 0)
    status = cpf_fail(err, CPF_EINTERNAL, "%zu of %zu tasks were done", done, s->job->count);
cleanup:
  cpf_parcel_clear(&mine);
  cpf_parcel_clear(&all);
  free(s->ran);
  return status;
}

enum cpf_status cpf_team_share(struct cpf_team *team, const struct cpf_job *job,
                               const volatile sig_atomic_t *stop, struct cpf_error *err) {
  struct cpf_share s = {.team = team, .job = job, .asked = cpf_team_asked(team, stop)};
  if (team != NULL)
    return share_in_team(&s, err);
  s.end = job->count;
  run_tasks(&s);
  return s.status != CPF_OK ? cpf_fail(err, s.status, "%s", s.why.text) : CPF_OK;
}
