// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever the number of processes and threads, each task is done once, all have what it made, and
// all end alike: when a task fails, when a process fails elsewhere, when one of them is asked to
// stop, and when they do not do the same.
#include "../crowd.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "../support.h"

enum { TASKS_MAX = 1000 };

// One process's tasks: task t makes t % 7 numbers.
struct work {
  size_t count;
  int threads, lanes; // lanes > 0: so many tasks under way at a time
  int made[TASKS_MAX][7];
  int ran[TASKS_MAX]; // how often, here
  int fail_at;        // -1: never
  int stop_at;
  int odd; // the process that does not do as the others do; -1: none
  struct cpf_team *team;
};

static enum cpf_status run(void *ctx, size_t task, int thread, struct cpf_error *err) {
  struct work *w = ctx;
  if (thread < 0 || thread >= w->threads)
    return cpf_fail(err, CPF_EINTERNAL, "thread %d", thread);
  if ((int)task == w->fail_at)
    return cpf_fail(err, CPF_EIO, "task %zu cannot be done", task);
  if ((int)task == w->stop_at)
    crowd_ask(w->team, SIGTERM);
  for (size_t i = 0; i < task % 7; i++)
    w->made[task][i] = (int)(task * task + i);
  w->ran[task]++;
  return CPF_OK;
}

static enum cpf_status pull(void *ctx, struct cpf_share *share, int thread, struct cpf_error *err) {
  struct work *w = ctx;
  enum cpf_status status = CPF_OK;
  size_t held[4];
  int count = 0;
  for (bool more = true; status == CPF_OK && (more || count > 0);) {
    while (more && count < w->lanes) {
      more = cpf_team_next(share, &held[count]);
      count += more;
    }
    if (count > 0) // the one taken first
      status = run(ctx, held[0], thread, err);
    for (int i = 1; i < count; i++)
      held[i - 1] = held[i];
    count -= count > 0;
  }
  return status;
}

static enum cpf_status pack(void *ctx, size_t task, struct cpf_parcel *to, struct cpf_error *err) {
  const struct work *w = ctx;
  return cpf_parcel_put(to, w->made[task], task % 7 * sizeof(int), err);
}

static enum cpf_status unpack(void *ctx, size_t task, struct cpf_parcel *from,
                              struct cpf_error *err) {
  struct work *w = ctx;
  return cpf_parcel_get(from, w->made[task], task % 7 * sizeof(int), err);
}

static enum cpf_status share(struct cpf_team *team, void *ctx, struct cpf_error *err) {
  struct work *w = ctx;
  const struct cpf_job job = {.ctx = w,
                              .count = w->count,
                              .threads = w->threads,
                              .check = w->count,
                              .run = w->lanes > 0 ? NULL : run,
                              .pull = w->lanes > 0 ? pull : NULL,
                              .pack = pack,
                              .unpack = unpack};
  w->team = team;
  return cpf_team_share(team, &job, cpf_team_stop(team, NULL), err);
}

// Three jobs, one after the other, the second without a task.
static enum cpf_status share_thrice(struct cpf_team *team, void *ctx, struct cpf_error *err) {
  struct work *w = ctx;
  size_t count = w->count;
  enum cpf_status status = share(team, ctx, err);
  w->count = 0;
  if (status == CPF_OK)
    status = share(team, ctx, err);
  w->count = count;
  return status == CPF_OK ? share(team, ctx, err) : status;
}

static struct work *works[CROWD_MAX];
static struct crowd crowd;

static void set_up(void) {
  for (int r = 0; r < CROWD_MAX; r++) {
    works[r] = calloc(1, sizeof *works[r]);
    cr_assert_not_null(works[r]);
    works[r]->fail_at = works[r]->stop_at = works[r]->odd = -1;
    works[r]->threads = 1;
  }
}

static void tear_down(void) {
  for (int r = 0; r < CROWD_MAX; r++)
    free(works[r]);
}

#define TEAM_TEST(name) Test(team, name, .init = set_up, .fini = tear_down)

static void play(int size, crowd_part *part) {
  crowd_play(&crowd, size, part, (void *const *)works);
}

static void expect_all(int size, enum cpf_status status, const char *text) {
  for (int r = 0; r < size; r++) {
    const struct member *m = &crowd.member[r];
    cr_expect_eq(m->end, status, "process %d ends with %d: %s", r, (int)m->end, m->err.text);
    if (status != CPF_OK)
      cr_expect_str_eq(m->err.text, text, "process %d says: %s", r, m->err.text);
  }
}

// `times` runs of each task in all, and every process has what they made.
static void expect_done(int size, size_t count, int times) {
  for (size_t task = 0; task < count; task++) {
    int ran = 0;
    for (int r = 0; r < size; r++) {
      ran += works[r]->ran[task];
      for (size_t i = 0; i < task % 7; i++)
        cr_assert_eq(works[r]->made[task][i], (int)(task * task + i));
    }
    cr_assert_eq(ran, times, "task %zu of %zu, %d processes: %d times", task, count, size, ran);
  }
}

TEAM_TEST(every_task_once) {
  static const size_t counts[] = {0, 1, 2, 7, 64, TASKS_MAX};
  for (int size = 1; size <= 5; size++)
    for (size_t c = 0; c < COUNT(counts); c++)
      for (int lanes = 0; lanes <= 4; lanes += 2) {
        tear_down();
        set_up();
        for (int r = 0; r < size; r++) {
          works[r]->count = counts[c];
          works[r]->threads = 1 + r % 3;
          works[r]->lanes = lanes;
        }
        play(size, share_thrice);
        expect_all(size, CPF_OK, "");
        expect_done(size, counts[c], 2);
      }
}

TEAM_TEST(without_a_team) {
  struct cpf_error err = {.text = ""};
  for (int lanes = 0; lanes <= 4; lanes += 4) {
    works[0]->count = TASKS_MAX;
    works[0]->threads = 3;
    works[0]->lanes = lanes;
    cr_assert_eq(share(NULL, works[0], &err), CPF_OK);
  }
  expect_done(1, TASKS_MAX, 2);
  works[0]->fail_at = 500;
  cr_assert_eq(share(NULL, works[0], &err), CPF_EIO);
  cr_assert_str_eq(err.text, "task 500 cannot be done");
  int number = 3;
  cr_assert_eq(cpf_team_tell(NULL, CPF_ENOMEM, &number, sizeof number, &err), CPF_ENOMEM);
  cr_assert_eq(cpf_team_agree(NULL, 1, &err), CPF_OK);
  cr_assert_eq(cpf_team_end(NULL, CPF_EIO, &err), CPF_EIO);
  cr_assert(cpf_team_writes(NULL));
  volatile sig_atomic_t asked = 0;
  cr_assert_eq(cpf_team_stop(NULL, &asked), &asked);
  cr_assert_eq(cpf_team_asked(NULL, &asked), &asked);
  cpf_team_clear(NULL);
}

// Whichever process the task falls to: all of them fail with one text.
TEAM_TEST(a_task_fails) {
  for (int lanes = 0; lanes <= 4; lanes += 4) {
    char expected[80];
    int who = -1;
    for (int r = 0; r < 4; r++) {
      works[r]->count = 200;
      works[r]->threads = 2;
      works[r]->fail_at = 77;
      works[r]->lanes = lanes;
    }
    play(4, share);
    sscanf(crowd.member[0].err.text, "process %d of 4", &who);
    snprintf(expected, sizeof expected, "%s%.0d%stask 77 cannot be done", who < 0 ? "" : "process ",
             who < 0 ? 0 : who, who < 0 ? "" : " of 4: ");
    expect_all(4, CPF_EIO, expected);
  }
}

static enum cpf_status one_fails(struct cpf_team *team, void *ctx, struct cpf_error *err) {
  const struct work *w = ctx;
  return team->rank == w->odd ? cpf_fail(err, CPF_EIO, "the disk is full")
                              : share_thrice(team, ctx, err);
}

// A process that is not there to share ends the others' sharing.
TEAM_TEST(a_process_fails) {
  for (int who = 0; who < 3; who++) {
    for (int r = 0; r < 3; r++) {
      works[r]->count = 50;
      works[r]->odd = who;
    }
    play(3, one_fails);
    char expected[80] = "the disk is full";
    if (who > 0)
      snprintf(expected, sizeof expected, "process %d of 3: the disk is full", who + 1);
    expect_all(3, CPF_EIO, expected);
    for (int r = 0; r < 3; r++)
      cr_expect_eq(crowd.member[r].status, CPF_EIO, "process %d went on", r);
  }
}

// One is asked to stop: all stop after the same job, with the same tasks done.
TEAM_TEST(a_signal_stops_all) {
  for (int r = 0; r < 3; r++)
    works[r]->count = TASKS_MAX;
  works[1]->stop_at = works[2]->stop_at = works[0]->stop_at = 20;
  play(3, share_thrice);
  expect_all(3, CPF_OK, "");
  for (int r = 0; r < 3; r++) {
    cr_expect_eq(crowd.member[r].team.stop, SIGTERM);
    cr_expect_arr_eq(works[r]->made, works[0]->made, sizeof works[0]->made);
  }
}

static enum cpf_status differ(struct cpf_team *team, void *ctx, struct cpf_error *err) {
  const struct work *w = ctx;
  for (int i = 0; i < (team->rank == w->odd ? 2 : 1); i++)
    if (cpf_team_agree(team, 5, err) != CPF_OK)
      return CPF_EINTERNAL;
  return cpf_team_agree(team, team->rank == w->stop_at ? 6 : 7, err);
}

TEAM_TEST(processes_that_differ) {
  static const char expected[] =
      "processes 1 and 3 of 3 have come to different results: all must run the same program, with "
      "the same input, on machines of one kind";
  play(3, differ);
  expect_all(3, CPF_OK, "");
  for (int r = 0; r < 3; r++)
    works[r]->stop_at = 2; // another number
  play(3, differ);
  expect_all(3, CPF_EINTERNAL, expected);
  for (int r = 0; r < 3; r++) {
    works[r]->stop_at = -1;
    works[r]->odd = 2; // another number of meetings
  }
  play(3, differ);
  expect_all(3, CPF_EINTERNAL, expected);
}

static enum cpf_status tell(struct cpf_team *team, void *ctx, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct work *w = ctx;
  struct cpf_parcel parcel = {.count = 0};
  int numbers[3] = {0};
  for (int i = 0; team->rank == 0 && i < 3; i++)
    numbers[i] = 10 + i;
  status = cpf_team_tell(team, CPF_OK, numbers, sizeof numbers, err);
  memcpy(w->made[6], numbers, sizeof numbers);
  if (status == CPF_OK && team->rank == 0)
    status = cpf_parcel_put(&parcel, "word", 5, err);
  if (status == CPF_OK)
    status = cpf_team_tell_parcel(team, status, &parcel, err);
  w->ran[0] = status == CPF_OK && parcel.count == 5 && memcmp(parcel.bytes, "word", 5) == 0;
  cpf_parcel_clear(&parcel);
  return status;
}

TEAM_TEST(rank_0_tells) {
  for (int size = 1; size <= 4; size++) {
    play(size, tell);
    expect_all(size, CPF_OK, "");
    for (int r = 0; r < size; r++) {
      cr_expect_eq(works[r]->made[6][0], 10);
      cr_expect_eq(works[r]->made[6][2], 12);
      cr_expect_eq(works[r]->ran[0], 1);
    }
  }
}

TEAM_TEST(checks_tell_values_apart) {
  cr_expect_neq(cpf_team_check(0, 1), cpf_team_check(0, 2));
  cr_expect_neq(cpf_team_check(cpf_team_check(0, 1), 2), cpf_team_check(cpf_team_check(0, 2), 1));
  cr_expect_neq(cpf_team_check_real(0, 0.0), cpf_team_check_real(0, -0.0));
  cr_expect_neq(cpf_team_check_text(1, NULL), cpf_team_check_text(1, ""));
  cr_expect_neq(cpf_team_check_text(cpf_team_check_text(1, "ab"), "c"),
                cpf_team_check_text(cpf_team_check_text(1, "a"), "bc"));
}

// What does not fit is refused before memory is asked for.
TEAM_TEST(parcels) {
  struct cpf_parcel p = {.count = 0};
  struct cpf_error err;
  double there[3] = {1, 2, 3}, back[3] = {0};
  void *array;
  cr_assert_eq(cpf_parcel_put(&p, there, sizeof there, &err), CPF_OK);
  cr_assert_eq(cpf_parcel_put(&p, NULL, 0, &err), CPF_OK);
  cr_assert_eq(cpf_parcel_put(&p, there, sizeof there, &err), CPF_OK);
  cr_assert_eq(cpf_parcel_get(&p, back, sizeof back, &err), CPF_OK);
  cr_assert_arr_eq(back, there, sizeof there);
  cr_assert_eq(cpf_parcel_get_array(&p, 4, sizeof *there, &array, &err), CPF_EINTERNAL);
  cr_assert_null(array);
  cr_assert_eq(cpf_parcel_get_array(&p, SIZE_MAX, 16, &array, &err), CPF_EINTERNAL);
  cr_assert_eq(cpf_parcel_get_array(&p, 0, 16, &array, &err), CPF_OK);
  cr_assert_not_null(array);
  free(array);
  cr_assert_eq(cpf_parcel_get_array(&p, 3, sizeof *there, &array, &err), CPF_OK);
  cr_assert_arr_eq(array, there, sizeof there);
  free(array);
  cr_assert_eq(cpf_parcel_get(&p, back, 1, &err), CPF_EINTERNAL);
  cr_assert_eq(cpf_parcel_put(&p, there, SIZE_MAX, &err), CPF_ENOMEM);
  cr_assert_eq(p.count, 2 * sizeof there);
  cpf_parcel_clear(&p);
  cpf_parcel_clear(NULL);
}
