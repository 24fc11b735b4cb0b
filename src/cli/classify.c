// SPDX-License-Identifier: GPL-3.0-or-later
// The W's go to the library in blocks, so that an interruption loses one block at most.
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/command.h"
#include "cli/goals.h"
#include "cli/points.h"
#include "cli/signals.h"
#include "status/try.h"

enum { BLOCK = 64 };

// Entries [0, count) are owned.
struct classified_list {
  struct cpf_classified *entries;
  size_t count;
};

static void clear(struct classified_list *list) {
  for (size_t i = 0; i < list->count; i++) {
    cpf_family_clear(&list->entries[i].family);
    cpf_certificate_clear(&list->entries[i].certificate);
  }
  free(list->entries);
  list->entries = NULL;
  list->count = 0;
}

static enum cpf_status classify_block(const struct cpf_args *args, const struct cpf_points *points,
                                      const struct cpf_table *table, size_t count,
                                      struct classified_list *list, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_find_options options = cpf_command_options(args);
  const struct cpf_problem *p = &points->problem;
  struct cpf_classified *block = NULL;
  const double *W = points->W + list->count * (size_t)p->n * (size_t)p->d;
  CPF_TRY(cpf_classify(p, &options, table, W, count, args->radius, &block, err));
  memcpy(list->entries + list->count, block, count * sizeof *block);
  list->count += count;
  cpf_classified_free(block, 0); // the array alone: its entries have moved to the list
cleanup:
  return status;
}

// CPF_EINTERRUPTED leaves in the list what was classified before.
static enum cpf_status classify_all(const struct cpf_args *args, const struct cpf_points *points,
                                    const struct cpf_table *table, struct classified_list *list,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t given = points->rows / (size_t)points->problem.n;
  CPF_TRY_ALLOC(list->entries, given, err);
  while (list->count < given) {
    size_t left = given - list->count;
    if (*cpf_signals_stop() != 0)
      return CPF_EINTERRUPTED;
    CPF_TRY(classify_block(args, points, table, left < BLOCK ? left : BLOCK, list, err));
  }
cleanup:
  return status;
}

static double now(void) {
  struct timespec t = {0};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct cpf_classification classification(const struct cpf_args *args,
                                                const struct cpf_points *points,
                                                const struct classified_list *list,
                                                double seconds) {
  struct cpf_classification c = {
      .problem = points->problem,
      .results = list->entries,
      .count = list->count,
      .given = points->rows / (size_t)points->problem.n,
      .radius = args->radius,
      .threads = args->threads,
      .seconds = seconds,
  };
  c.interrupted = c.count < c.given;
  return c;
}

static void note_corrections(const struct classified_list *list) {
  for (size_t i = 0; i < list->count; i++)
    if (list->entries[i].correction[0] != '\0')
      cpf_command_note(list->entries[i].correction);
}

enum cpf_status cpf_command_classify(const struct cpf_args *args, bool *failed,
                                     struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_points points = {.W = NULL};
  struct cpf_table *table = NULL;
  struct classified_list list = {NULL, 0};
  struct cpf_output output = {.stream = NULL};
  CPF_TRY(cpf_command_table(args, &table, err));
  CPF_TRY(cpf_points_read(args, &points, err));
  cpf_signals_install();
  CPF_TRY(cpf_output_open(args->output, &output, err));
  double start = now();
  enum cpf_status ended = classify_all(args, &points, table, &list, err);
  status = ended;
  if (ended != CPF_OK && ended != CPF_EINTERRUPTED)
    goto cleanup;
  struct cpf_classification c = classification(args, &points, &list, now() - start);
  struct cpf_report_style style = cpf_command_style(args, &output);
  CPF_TRY(cpf_report_classify(output.stream, &c, &style, err));
  CPF_TRY(cpf_output_commit(&output, err));
  note_corrections(&list);
  *failed = cpf_goals_missed_classify(args, &c, err);
  status = ended;
cleanup:
  cpf_output_discard(&output);
  clear(&list);
  cpf_table_free(table);
  cpf_points_clear(&points);
  return status;
}
