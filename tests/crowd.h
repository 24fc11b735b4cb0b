// SPDX-License-Identifier: GPL-3.0-or-later
// A team whose processes are threads of one: for tests of what is shared, without MPI.
#ifndef CPF_TESTS_CROWD_H
#define CPF_TESTS_CROWD_H

#include <pthread.h>
#include <string.h>

#include <criterion/criterion.h>

#include "team/team.h"

enum { CROWD_MAX = 8 };

// What one process does; its outcome.
typedef enum cpf_status crowd_part(struct cpf_team *team, void *ctx, struct cpf_error *err);

struct crowd {
  int size;
  pthread_barrier_t barrier;
  pthread_mutex_t lock;
  uint64_t number;
  const void *mine[CROWD_MAX];
  struct member {
    struct crowd *crowd;
    struct cpf_team team;
    crowd_part *part;
    void *ctx;
    volatile sig_atomic_t asked;
    enum cpf_status status, end; // of the part; of cpf_team_end
    struct cpf_error err;
    pthread_t thread;
  } member[CROWD_MAX];
};

static inline uint64_t crowd_take(void *ctx, uint64_t count) {
  struct member *m = ctx;
  pthread_mutex_lock(&m->crowd->lock);
  uint64_t before = m->crowd->number;
  m->crowd->number += count;
  pthread_mutex_unlock(&m->crowd->lock);
  return before;
}

static inline void crowd_gather(void *ctx, const void *mine, void *all, const size_t *bytes) {
  struct member *m = ctx;
  unsigned char *to = all;
  m->crowd->mine[m->team.rank] = mine;
  pthread_barrier_wait(&m->crowd->barrier);
  for (int r = 0; r < m->crowd->size; to += bytes[r++])
    if (bytes[r] > 0)
      memcpy(to, m->crowd->mine[r], bytes[r]);
  pthread_barrier_wait(&m->crowd->barrier);
}

static inline void crowd_swap(void *ctx, const void *mine, void *all, size_t bytes) {
  size_t each[CROWD_MAX];
  for (int r = 0; r < CROWD_MAX; r++)
    each[r] = bytes;
  crowd_gather(ctx, mine, all, each);
}

static inline void *crowd_begin(void *ctx) {
  struct member *m = ctx;
  m->status = m->part(&m->team, m->ctx, &m->err);
  m->end = cpf_team_end(&m->team, m->status, &m->err);
  return NULL;
}

// Plays `part` with `size` processes; ctx[r] is rank r's. The outcomes are in crowd->member.
static inline void crowd_play(struct crowd *crowd, int size, crowd_part *part, void *const *ctx) {
  memset(crowd, 0, sizeof *crowd);
  crowd->size = size;
  cr_assert_eq(pthread_barrier_init(&crowd->barrier, NULL, (unsigned)size), 0);
  pthread_mutex_init(&crowd->lock, NULL);
  for (int r = 0; r < size; r++) {
    struct member *m = &crowd->member[r];
    *m = (struct member){.crowd = crowd, .part = part, .ctx = ctx[r]};
    m->team = (struct cpf_team){.rank = r, .size = size, .beside = size, .threads = 1};
    m->team.asked = &m->asked;
    m->team.link = (struct cpf_team_link){m, crowd_take, crowd_swap, crowd_gather};
    cr_assert_eq(cpf_team_prepare(&m->team, NULL), CPF_OK);
  }
  for (int r = 0; r < size; r++)
    cr_assert_eq(pthread_create(&crowd->member[r].thread, NULL, crowd_begin, &crowd->member[r]), 0);
  for (int r = 0; r < size; r++) {
    pthread_join(crowd->member[r].thread, NULL);
    cpf_team_clear(&crowd->member[r].team);
  }
  pthread_barrier_destroy(&crowd->barrier);
  pthread_mutex_destroy(&crowd->lock);
}

// For a part: as if this process had got the signal.
static inline void crowd_ask(struct cpf_team *team, int number) {
  struct member *m = team->link.ctx;
  m->asked = number;
}

#endif
