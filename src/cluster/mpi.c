// SPDX-License-Identifier: GPL-3.0-or-later
// The shared number is a word of rank 0's memory that the others change from afar (MPI 3.1, chapter
// 11, passive target): no process is set apart to hand out the work. Where the network cannot do
// that by itself rank 0 serves the others whenever it calls MPI, that is as often as it takes from
// the number itself. Errors of MPI end all processes, which is its default.
#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier): for sched_getaffinity
#include "cluster/cluster.h"

#include <mpi.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cluster/launch.h"
#include "status/try.h"

enum {
  UNIT = 64,     // bytes: MPI counts in int, so that parcels are counted in these
  EXIT_INPUT = 3 // the program's exit status for input, output and memory
};

struct cluster {
  struct cpf_team team; // first, so that the two addresses are one
  MPI_Win window;
  uint64_t *number; // in the window; of rank 0
  MPI_Datatype unit;
  unsigned char *padded; // owned; whole units of all processes
  size_t room;
  int *counts, *places; // owned; in units, of each process
};

// A launcher tells its processes where they belong. Without one, MPI_Init would start a daemon for
// a process that is alone.
static bool launched(void) {
  static const char *const names[] = {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK", "PMI_SIZE"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (getenv(names[i]) != NULL)
      return true;
  return false;
}

static uint64_t take(void *ctx, uint64_t count) {
  struct cluster *c = ctx;
  uint64_t before = 0;
  MPI_Fetch_and_op(&count, &before, MPI_UINT64_T, 0, 0, MPI_SUM, c->window);
  MPI_Win_flush(0, c->window);
  return before;
}

static void swap(void *ctx, const void *mine, void *all, size_t bytes) {
  (void)ctx;
  MPI_Allgather(mine, (int)bytes, MPI_BYTE, all, (int)bytes, MPI_BYTE, MPI_COMM_WORLD);
}

static size_t units(size_t bytes) {
  return bytes / UNIT + (bytes % UNIT != 0);
}

// Ends all processes: there is no way on when this one cannot take part.
static _Noreturn void give_up(const char *reason) {
  fprintf(stderr, "cpfind: %s\n", reason);
  MPI_Abort(MPI_COMM_WORLD, EXIT_INPUT);
  exit(EXIT_INPUT);
}

// Every process sends whole units: its own, behind those of the ranks before it.
static void gather(void *ctx, const void *mine, void *all, const size_t *bytes) {
  struct cluster *c = ctx;
  size_t total = 0;
  for (int r = 0; r < c->team.size; r++) {
    c->counts[r] = (int)units(bytes[r]);
    c->places[r] = (int)total;
    total += units(bytes[r]);
  }
  if (total > INT32_MAX)
    give_up("more than 128 GiB in one exchange between the processes");
  if (total * UNIT > c->room) {
    free(c->padded);
    c->padded = malloc(total * UNIT);
    c->room = total * UNIT;
  }
  if (c->padded == NULL)
    give_up("out of memory: an exchange between the processes");
  size_t own = (size_t)c->places[c->team.rank] * UNIT;
  if (bytes[c->team.rank] > 0)
    memcpy(c->padded + own, mine, bytes[c->team.rank]);
  MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, c->padded, c->counts, c->places, c->unit,
                 MPI_COMM_WORLD);
  unsigned char *to = all;
  for (int r = 0; r < c->team.size; to += bytes[r++])
    memcpy(to, c->padded + (size_t)c->places[r] * UNIT, bytes[r]);
}

// The processors that this process may use, each divided by the number of processes beside it that
// may use it too: mpirun binds small jobs to processors of their own, large ones not at all.
static int threads_for_each(MPI_Comm beside) {
  int mine[CPU_SETSIZE] = {0}, all[CPU_SETSIZE] = {0};
  cpu_set_t set;
  double share = 0;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0)
    return 1;
  for (int p = 0; p < CPU_SETSIZE; p++)
    mine[p] = CPU_ISSET(p, &set) != 0;
  MPI_Allreduce(mine, all, CPU_SETSIZE, MPI_INT, MPI_SUM, beside);
  for (int p = 0; p < CPU_SETSIZE; p++)
    if (mine[p] != 0)
      share += 1.0 / all[p];
  const double rounding = 1e-6; // of a sum of at most CPU_SETSIZE fractions
  return share >= 1 ? (int)(share + rounding) : 1;
}

static void look_around(struct cpf_team *team) {
  MPI_Comm beside;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, team->rank, MPI_INFO_NULL, &beside);
  MPI_Comm_size(beside, &team->beside);
  team->threads = threads_for_each(beside);
  MPI_Comm_free(&beside);
}

static enum cpf_status make(struct cluster *c, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_team *team = &c->team;
  CPF_TRY_ALLOC(c->counts, (size_t)team->size, err);
  CPF_TRY_ALLOC(c->places, (size_t)team->size, err);
  CPF_TRY(cpf_team_prepare(team, err));
  look_around(team);
  MPI_Type_contiguous(UNIT, MPI_BYTE, &c->unit);
  MPI_Type_commit(&c->unit);
  MPI_Win_allocate(team->rank == 0 ? (MPI_Aint)sizeof *c->number : 0, sizeof *c->number,
                   MPI_INFO_NULL, MPI_COMM_WORLD, (void *)&c->number, &c->window);
  if (team->rank == 0) {
    MPI_Win_lock(MPI_LOCK_EXCLUSIVE, 0, 0, c->window);
    *c->number = 0;
    MPI_Win_unlock(0, c->window);
  }
  MPI_Barrier(MPI_COMM_WORLD);
  MPI_Win_lock_all(MPI_MODE_NOCHECK, c->window);
  team->link = (struct cpf_team_link){.ctx = c, .take = take, .swap = swap, .gather = gather};
cleanup:
  return status;
}

enum cpf_status cpf_cluster_open(const volatile sig_atomic_t *asked, struct cpf_team **team,
                                 struct cpf_error *err) {
  int provided = MPI_THREAD_SINGLE, size = 1, rank = 0;
  *team = NULL;
  if (!launched())
    return CPF_OK;
  MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  if (provided < MPI_THREAD_SERIALIZED)
    give_up("this MPI does not let threads call it in turn (MPI_THREAD_SERIALIZED)");
  if (size == 1)
    return CPF_OK;
  struct cluster *c = calloc(1, sizeof *c);
  if (c == NULL)
    give_up("out of memory: the processes");
  c->team = (struct cpf_team){.rank = rank, .size = size, .asked = asked};
  if (make(c, err) != CPF_OK)
    give_up("out of memory: the processes");
  *team = &c->team;
  return CPF_OK;
}

const char *cpf_cluster_lonely(const struct cpf_team *team) {
  return team == NULL && cpf_launch_size() > 1
             ? "mpirun is not of the MPI that this program was built with"
             : NULL;
}

void cpf_cluster_close(struct cpf_team *team) {
  int open = 0;
  struct cluster *c = (struct cluster *)team;
  if (c != NULL) {
    MPI_Win_unlock_all(c->window);
    MPI_Win_free(&c->window);
    MPI_Type_free(&c->unit);
    cpf_team_clear(team);
    free(c->padded);
    free(c->counts);
    free(c->places);
    free(c);
  }
  MPI_Initialized(&open);
  if (open)
    MPI_Finalize();
}
