// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Read all inputs; they must be about one search, and no two may hold the same starts.
//  2. Put their families together (search/merge.h).
//  3. Write the new store, then print as find does.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/signals.h"
#include "search/merge.h"
#include "status/try.h"
#include "store/store.h"

struct inputs {
  size_t count;
  char **names;
  struct cpf_find_options options;
  struct cpf_find_result **results; // owned, with what they point to
  size_t nparts;
  struct cpf_store_part *parts; // owned; of all inputs, by seed, then shard
  size_t *input;                // owned; which input each part came with
};

static void clear_inputs(struct inputs *in) {
  for (size_t i = 0; in->results != NULL && i < in->count; i++)
    cpf_find_result_free(in->results[i]);
  free(in->results);
  free(in->parts);
  free(in->input);
}

// True when some start may belong to both.
static bool overlap(const struct cpf_store_part *a, const struct cpf_store_part *b) {
  return a->seed == b->seed && (a->shards != b->shards || a->shard == b->shard);
}

static int compare_parts(const void *left, const void *right) {
  const struct cpf_store_part *a = left, *b = right;
  if (a->seed != b->seed)
    return a->seed < b->seed ? -1 : 1;
  return a->shards != b->shards ? a->shards - b->shards : a->shard - b->shard;
}

// Adds the parts of input i to the list.
static enum cpf_status add_parts(struct inputs *in, size_t i, const struct cpf_store_about *about,
                                 struct cpf_error *err) {
  size_t count = in->nparts + about->nparts;
  struct cpf_store_part *parts = realloc(in->parts, count * sizeof *parts);
  if (parts != NULL)
    in->parts = parts;
  size_t *input = realloc(in->input, count * sizeof *input);
  if (input != NULL)
    in->input = input;
  if (parts == NULL || input == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: %zu parts", count);
  for (size_t a = 0; a < about->nparts; a++) {
    for (size_t b = 0; b < in->nparts; b++)
      if (overlap(&about->parts[a], &parts[b]))
        return cpf_fail(err, CPF_EINVAL,
                        "'%.150s' and '%.150s' hold the same starts, those of seed %" PRIu64
                        ": merged, they would count twice",
                        in->names[input[b]], in->names[i], parts[b].seed);
    parts[in->nparts] = about->parts[a];
    input[in->nparts++] = i;
  }
  return CPF_OK;
}

// Step 1, one input. `first`: the first one, open, or NULL for that one itself.
static enum cpf_status read_input(struct inputs *in, size_t i, struct cpf_store *store,
                                  struct cpf_store *first, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_store_about about = {.nparts = 0};
  struct cpf_find_result *result = NULL;
  bool finished;
  if (first != NULL)
    CPF_TRY(cpf_store_same_search(first, store, err));
  CPF_TRY(cpf_store_describe(store, &about, err));
  CPF_TRY(add_parts(in, i, &about, err));
  CPF_TRY(cpf_store_read(store, &result, &finished, err));
  in->results[i] = result;
  if (first == NULL)
    in->options = about.options;
cleanup:
  cpf_store_about_clear(&about);
  return status;
}

static enum cpf_status read_inputs(struct inputs *in, const struct cpf_table *table,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_store *first = NULL, *store = NULL;
  CPF_TRY_ALLOC(in->results, in->count, err); // NOLINT(bugprone-sizeof-expression)
  CPF_TRY(cpf_store_view(in->names[0], &first, err));
  CPF_TRY(cpf_store_same_table(first, table, err));
  CPF_TRY(read_input(in, 0, first, NULL, err));
  for (size_t i = 1; i < in->count; i++) {
    CPF_TRY(cpf_store_view(in->names[i], &store, err));
    CPF_TRY(read_input(in, i, store, first, err));
    cpf_store_close(store);
    store = NULL;
  }
  if (in->parts != NULL)
    qsort(in->parts, in->nparts, sizeof *in->parts, compare_parts);
cleanup:
  cpf_store_close(store);
  cpf_store_close(first);
  return status;
}

// What is not there, on standard error.
static void tell_missing(const struct inputs *in) {
  char text[160];
  size_t unfinished = 0;
  for (size_t i = 0; i < in->nparts;) {
    const struct cpf_store_part *part = &in->parts[i];
    size_t same = 0;
    for (; i < in->nparts && in->parts[i].seed == part->seed; i++, same++)
      unfinished += !in->parts[i].finished;
    if (part->shards > 0 && same < (size_t)part->shards) {
      snprintf(text, sizeof text, "seed %" PRIu64 ": %zu of its %d shards are not among the inputs",
               part->seed, (size_t)part->shards - same, part->shards);
      cpf_command_note(text);
    }
  }
  if (unfinished > 0) {
    snprintf(text, sizeof text, "%zu of %zu searches had not finished: what they had found counts",
             unfinished, in->nparts);
    cpf_command_note(text);
  }
}

// Steps 2 and 3, to the store.
static enum cpf_status merge(const struct cpf_args *args, struct inputs *in,
                             const struct cpf_table *table, struct cpf_find_result **merged,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_store *store = NULL;
  struct cpf_find_options options = in->options;
  options.threads = args->threads;
  options.stop = cpf_signals_stop();
  CPF_TRY(cpf_merge(&options, table, in->results, in->count, merged, err));
  if (*options.stop != 0) {
    status = CPF_EINTERRUPTED;
    goto cleanup;
  }
  CPF_TRY(cpf_store_create(args->input, &(*merged)->problem, &options, table, in->parts, in->nparts,
                           &store, err));
  CPF_TRY(cpf_store_write(store, *merged, true, err));
cleanup:
  cpf_store_close(store);
  return status;
}

enum cpf_status cpf_command_merge(const struct cpf_args *args, bool *failed,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct inputs in = {.count = args->ninputs - 1, .names = args->inputs + 1};
  struct cpf_table *table = NULL;
  struct cpf_find_result *merged = NULL;
  struct cpf_output output = {.stream = NULL};
  *failed = false;
  if (access(args->input, F_OK) == 0)
    return cpf_fail(err, CPF_EINVAL, "'%.300s' exists already: merge makes a new store",
                    args->input);
  CPF_TRY(cpf_command_table(args, &table, err));
  cpf_signals_install();
  CPF_TRY(read_inputs(&in, table, err));
  tell_missing(&in);
  CPF_TRY(cpf_output_open(args->output, &output, err));
  CPF_TRY(merge(args, &in, table, &merged, err));
  struct cpf_report_style style = cpf_command_style(args, &output);
  CPF_TRY(cpf_report_find(output.stream, merged, &style, err));
  CPF_TRY(cpf_output_commit(&output, err));
cleanup:
  cpf_output_discard(&output);
  cpf_find_result_free(merged);
  cpf_table_free(table);
  clear_inputs(&in);
  return status;
}
