// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const double seconds_between = 0.1;

struct cpf_progress cpf_progress_start(bool quiet) {
  return (struct cpf_progress){
      .active = !quiet && isatty(STDERR_FILENO) == 1, .last = -1.0, .drawn = 0};
}

// Blanks cover what is left of a longer line: no terminal sequences needed.
static void draw(struct cpf_progress *p, const char *line, int length) {
  fprintf(stderr, "\r%-*s", p->drawn > length ? p->drawn : length, line);
  fflush(stderr);
  p->drawn = length;
}

void cpf_progress_draw(void *ctx, uint64_t starts, uint64_t budget, int families, double seconds) {
  struct cpf_progress *p = ctx;
  char line[120];
  if (!p->active || (p->last >= 0.0 && seconds - p->last < seconds_between))
    return;
  p->last = seconds;
  double rate = seconds > 0.0 ? (double)starts / seconds : 0.0;
  int length =
      snprintf(line, sizeof line, "%" PRIu64 "/%" PRIu64 " starts, %.0f/s, %d famil%s, %.1f s",
               starts, budget, rate, families, families == 1 ? "y" : "ies", seconds);
  draw(p, line, length);
}

static double now(void) {
  struct timespec t = {0};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void cpf_progress_stage(void *ctx, const char *stage, uint64_t done, uint64_t total) {
  struct cpf_progress *p = ctx;
  char line[120];
  double time = p->active ? now() : 0.0;
  if (!p->active || (time - p->last_stage < seconds_between && done < total))
    return;
  p->last_stage = time;
  draw(p, line, snprintf(line, sizeof line, "%.60s: %" PRIu64 "/%" PRIu64, stage, done, total));
}

void cpf_progress_end(struct cpf_progress *p) {
  if (p->drawn > 0) {
    fprintf(stderr, "\r%*s\r", p->drawn, "");
    fflush(stderr);
  }
  p->drawn = 0;
}
