// SPDX-License-Identifier: GPL-3.0-or-later
// Several processes that run one computation together, and the tasks that they share.
//
// Every process of a team runs the same program on the same input, and its state is a function of
// what its tasks made. Only the tasks are shared out: each is run by one process and what it made
// goes to all. So all have the same state after it, and the result is that of one process alone.
// Where `team` is NULL there is one process, and the same functions serve its threads.
//
// What may not depend on a clock or a signal of one process's own: which tasks there are, when
// the functions below are called, and whether to stop. Clocks are asked by rank 0 (cpf_team_tell),
// signals are agreed on (cpf_team_stop).
#ifndef CPF_TEAM_TEAM_H
#define CPF_TEAM_TEAM_H

#include <signal.h>
#include <stdint.h>

#include "team/parcel.h"

// How the processes of a team talk. A call that fails ends them all: nothing is returned. One
// thread at a time calls.
struct cpf_team_link {
  void *ctx;
  // Adds `count` to a number that all share, 0 at first, and returns what it was before.
  uint64_t (*take)(void *ctx, uint64_t count);
  // Called by all: `bytes` bytes of each, in the order of the ranks.
  void (*swap)(void *ctx, const void *mine, void *all, size_t bytes);
  // The same with bytes[r] of rank r.
  void (*gather)(void *ctx, const void *mine, void *all, const size_t *bytes);
};

struct cpf_team_note;
enum { CPF_TEAM_REASON = sizeof((struct cpf_error *)NULL)->text };

struct cpf_team {
  int rank, size;                     // rank 0 alone writes
  int beside;                         // processes of the team on this machine
  int threads;                        // for each process, when nobody says
  const volatile sig_atomic_t *asked; // a signal that this process has got; may be NULL
  struct cpf_team_link link;
  // Kept by team.c.
  volatile sig_atomic_t stop; // the signal that all have agreed to stop for, 0: none
  uint64_t taken, mine;       // the shared number when all last met; this process's part since
  uint64_t meetings;
  struct cpf_error failed;     // the end: nobody talks any more
  struct cpf_team_note *notes; // owned, like all below; of each process
  char (*reasons)[CPF_TEAM_REASON];
  size_t *bytes, *sent; // announced in the last meeting; in the parcels handed round last
};

// Makes room for what team.c keeps; the members before that are set. CPF_ENOMEM.
enum cpf_status cpf_team_prepare(struct cpf_team *team, struct cpf_error *err);
void cpf_team_clear(struct cpf_team *team); // NULL is allowed

// True for the one process that writes: rank 0, and one without a team.
bool cpf_team_writes(const struct cpf_team *team);

// The flag that a replicated computation may look at; `asked` without a team.
const volatile sig_atomic_t *cpf_team_stop(const struct cpf_team *team,
                                           const volatile sig_atomic_t *asked);

// The flag that a task may look at while it runs, to end early with whatever it has.
const volatile sig_atomic_t *cpf_team_asked(const struct cpf_team *team,
                                            const volatile sig_atomic_t *asked);

struct cpf_share;

struct cpf_job {
  void *ctx;
  size_t count; // tasks 0 .. count-1
  int threads;  // of this process
  // A number that must be the same in all processes, made from the state that the tasks start from.
  uint64_t check;
  // One of the two. run: one task. pull: the whole work of one thread, for those that have several
  // tasks under way at a time; each task that it took must be whole when it returns, or say in what
  // it packs that it is not.
  enum cpf_status (*run)(void *ctx, size_t task, int thread, struct cpf_error *err);
  enum cpf_status (*pull)(void *ctx, struct cpf_share *share, int thread, struct cpf_error *err);
  // Appends what the task made; takes it out again elsewhere. Not called without a team.
  enum cpf_status (*pack)(void *ctx, size_t task, struct cpf_parcel *to, struct cpf_error *err);
  enum cpf_status (*unpack)(void *ctx, size_t task, struct cpf_parcel *from, struct cpf_error *err);
};

// Runs all tasks, each on some thread of some process, as they become free. When the team was asked
// to stop (without a team: when *stop became nonzero) those not yet begun are left out, and then
// cpf_team_stop says so. A failure anywhere is one everywhere, with the same status and reason.
enum cpf_status cpf_team_share(struct cpf_team *team, const struct cpf_job *job,
                               const volatile sig_atomic_t *stop, struct cpf_error *err);

// For `pull`: the next task. False when there is none left, or when it is better to stop.
bool cpf_team_next(struct cpf_share *share, size_t *task);

// Fails everywhere with CPF_EINTERNAL unless `check` is the same in all processes.
enum cpf_status cpf_team_agree(struct cpf_team *team, uint64_t check, struct cpf_error *err);

// Rank 0's bytes become everybody's. `status` is rank 0's or this process's own so far, whose
// failure (with *err) is then everybody's. Without a team: returns status.
enum cpf_status cpf_team_tell(struct cpf_team *team, enum cpf_status status, void *data,
                              size_t count, struct cpf_error *err);
enum cpf_status cpf_team_tell_parcel(struct cpf_team *team, enum cpf_status status,
                                     struct cpf_parcel *parcel, struct cpf_error *err);

// The last that a process does: the outcome of all, CPF_OK only when every process has come to its
// end with that.
enum cpf_status cpf_team_end(struct cpf_team *team, enum cpf_status status, struct cpf_error *err);

// Numbers for cpf_job.check: `check` with one more value.
uint64_t cpf_team_check(uint64_t check, uint64_t value);
uint64_t cpf_team_check_real(uint64_t check, double value);
uint64_t cpf_team_check_text(uint64_t check, const char *text); // NULL is allowed

#endif
