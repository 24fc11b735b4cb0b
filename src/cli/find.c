// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdio.h>

#include "cli/command.h"
#include "cli/goals.h"
#include "cli/progress.h"
#include "cli/shard.h"
#include "cli/signals.h"
#include "status/try.h"
#include "store/store.h"
#include "team/team.h"

// A search that is being run.
struct run {
  const struct cpf_args *args;
  struct cpf_problem p;
  struct cpf_table *table;
  struct cpf_store *store; // NULL: none
  struct cpf_find_result *result;
  bool interrupted;
  enum cpf_status stored; // whether the results came into the store,
  struct cpf_error why;   // and why not
};

// The search with its progress line. CPF_EINTERRUPTED counts as success here when there is a
// result: run->interrupted says so.
static enum cpf_status search(struct run *run, const struct cpf_find_options *given,
                              struct cpf_error *err) {
  struct cpf_find_options options = *given;
  struct cpf_progress progress = cpf_progress_start(run->args->quiet);
  options.progress = cpf_progress_draw;
  options.stage = cpf_progress_stage;
  options.progress_ctx = &progress;
  enum cpf_status status = cpf_find(&run->p, &options, run->table, &run->result, err);
  cpf_progress_end(&progress);
  run->interrupted = status == CPF_EINTERRUPTED;
  return run->interrupted && run->result != NULL ? CPF_OK : status;
}

// The store, and the results where they are there already.
static enum cpf_status open_store(struct run *run, const struct cpf_find_options *options,
                                  bool *finished, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_store_about about = {.nparts = 0};
  CPF_TRY(cpf_store_open(run->args->store, &run->p, options, run->table, &run->store, err));
  CPF_TRY(cpf_store_describe(run->store, &about, err));
  *finished = about.finished;
  if (*finished)
    CPF_TRY(cpf_store_read(run->store, &run->result, finished, err));
cleanup:
  cpf_store_about_clear(&about);
  return status;
}

// The search goes on from the store, or is there already. Results are worth printing also when the
// store does not take them. Of several processes only one has the store.
static enum cpf_status search_stored(struct run *run, struct cpf_find_options *options,
                                     struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_team *team = run->args->team;
  bool finished = false;
  if (cpf_team_writes(team))
    status = open_store(run, options, &finished, err);
  CPF_TRY(cpf_team_tell(team, status, &finished, sizeof finished, err));
  if (finished)
    goto cleanup;
  if (run->store != NULL)
    options->journal = cpf_store_journal(run->store);
  CPF_TRY(search(run, options, err));
  if (run->store == NULL)
    goto cleanup;
  run->stored = cpf_store_write(run->store, run->result, !run->interrupted, &run->why);
  if (run->interrupted && run->stored == CPF_OK)
    cpf_command_note("the store keeps what was done: the same command goes on from there");
cleanup:
  return status;
}

static enum cpf_status start(struct run *run, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_find_options options = cpf_command_options(run->args);
  CPF_TRY(cpf_shard_resolve(run->args->shard, &options.shard, &options.shards, err));
  CPF_TRY(run->args->store != NULL ? search_stored(run, &options, err)
                                   : search(run, &options, err));
cleanup:
  return status;
}

enum cpf_status cpf_command_find(const struct cpf_args *args, bool *failed, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct run run = {.args = args};
  struct cpf_output output = {.stream = NULL};
  if (args->assemble > 0)
    return cpf_command_assemble(args, failed, err);
  CPF_TRY(cpf_args_problem(args, NULL, NULL, &run.p, err));
  CPF_TRY(cpf_command_table(args, &run.table, err));
  cpf_signals_install();
  CPF_TRY(cpf_output_open(args->output, &output, err));
  CPF_TRY(start(&run, err));
  if (run.result == NULL) // another process has it
    goto cleanup;
  struct cpf_report_style style = cpf_command_style(args, &output);
  CPF_TRY(cpf_report_find(output.stream, run.result, &style, err));
  CPF_TRY(cpf_output_commit(&output, err));
  if (run.result->corrected > 0)
    cpf_command_note(run.result->correction);
  *failed = cpf_goals_missed_find(args, run.result, err);
  if (run.interrupted)
    status = CPF_EINTERRUPTED;
  if (run.stored != CPF_OK)
    status = cpf_fail(err, run.stored, "%s", run.why.text);
cleanup:
  cpf_output_discard(&output);
  cpf_store_close(run.store);
  cpf_find_result_free(run.result);
  cpf_table_free(run.table);
  return status;
}
