// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/trial.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The formatted text, allocated; NULL, remembered in the trial, without memory.
static char *format(struct cpf_trial *t, const char *fmt, va_list args) CPF_PRINTF(2, 0);
static char *format(struct cpf_trial *t, const char *fmt, va_list args) {
  va_list again;
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, fmt, args);
  char *text = length >= 0 ? malloc((size_t)length + 1) : NULL;
  if (text != NULL)
    vsnprintf(text, (size_t)length + 1, fmt, again);
  else
    t->out_of_memory = true;
  va_end(again);
  return text;
}

// The list with place for one more entry of `bytes`; unchanged, remembered, without memory.
static void *grow(struct cpf_trial *t, void *list, size_t count, size_t *capacity, size_t bytes,
                  bool *grown) {
  *grown = count < *capacity;
  if (*grown)
    return list;
  size_t more = *capacity > 0 ? 2 * *capacity : 8;
  void *larger = realloc(list, more * bytes);
  if (larger == NULL) {
    t->out_of_memory = true;
    return list;
  }
  *grown = true;
  *capacity = more;
  return larger;
}

static double *copy_W(struct cpf_trial *t, const struct cpf_problem *p, const double *W) {
  size_t size = (size_t)p->n * (size_t)p->d * sizeof *W;
  double *copy = malloc(size);
  if (copy != NULL)
    memcpy(copy, W, size);
  else
    t->out_of_memory = true;
  return copy;
}

bool cpf_trial_step(struct cpf_trial *t, bool passed, const char *fmt, ...) {
  va_list args;
  struct cpf_verify_claim *c = t->claim;
  bool grown;
  c->steps = grow(t, c->steps, c->nsteps, &t->capacity, sizeof *c->steps, &grown);
  if (!grown)
    return passed;
  va_start(args, fmt);
  c->steps[c->nsteps++] = (struct cpf_verify_step){.text = format(t, fmt, args), .passed = passed};
  va_end(args);
  return passed;
}

void cpf_trial_count(struct cpf_trial *t, uint64_t tried) {
  t->claim->tried += tried;
}

void cpf_trial_counterexample(struct cpf_trial *t, const struct cpf_problem *p, const double *W,
                              const char *fmt, ...) {
  struct cpf_verify_claim *c = t->claim;
  va_list args;
  free(c->counterexample);
  free(c->W);
  c->W = NULL;
  va_start(args, fmt);
  c->counterexample = format(t, fmt, args);
  va_end(args);
  if (p == NULL || W == NULL)
    return;
  c->problem = *p;
  c->W = copy_W(t, p, W);
}

void cpf_trial_start(struct cpf_trial *t, const struct cpf_problem *p, const double *W,
                     const char *fmt, ...) {
  struct cpf_verify_claim *c = t->claim;
  va_list args;
  bool grown;
  c->starts = grow(t, c->starts, c->nstarts, &t->room, sizeof *c->starts, &grown);
  if (!grown)
    return;
  va_start(args, fmt);
  c->starts[c->nstarts++] =
      (struct cpf_verify_start){.text = format(t, fmt, args), .problem = *p, .W = copy_W(t, p, W)};
  va_end(args);
}

void cpf_trial_correct(struct cpf_trial *t, const char *fmt, ...) {
  va_list args;
  free(t->claim->correction);
  va_start(args, fmt);
  t->claim->correction = format(t, fmt, args);
  va_end(args);
}

void cpf_trial_conclude(struct cpf_trial *t, enum cpf_claim_verdict verdict, const char *fmt, ...) {
  va_list args;
  free(t->claim->method);
  va_start(args, fmt);
  t->claim->method = format(t, fmt, args);
  va_end(args);
  t->claim->verdict = verdict;
  t->concluded = true;
}

bool cpf_trial_stopped(const struct cpf_trial *t) {
  return t->stop != NULL && *t->stop != 0;
}
