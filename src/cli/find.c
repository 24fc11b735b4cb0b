// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/goals.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "status/try.h"

// The search with its progress line. CPF_EINTERRUPTED counts as success here when there is a
// result: *interrupted says so.
static enum cpf_status search(const struct cpf_args *args, const struct cpf_problem *p,
                              const struct cpf_table *table, struct cpf_find_result **result,
                              bool *interrupted, struct cpf_error *err) {
  struct cpf_find_options options = cpf_command_options(args);
  struct cpf_progress progress = cpf_progress_start(args->quiet);
  options.progress = cpf_progress_draw;
  options.stage = cpf_progress_stage;
  options.progress_ctx = &progress;
  enum cpf_status status = cpf_find(p, &options, table, result, err);
  cpf_progress_end(&progress);
  *interrupted = status == CPF_EINTERRUPTED;
  return *interrupted && *result != NULL ? CPF_OK : status;
}

enum cpf_status cpf_command_find(const struct cpf_args *args, bool *failed, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_problem p;
  struct cpf_table *table = NULL;
  struct cpf_find_result *result = NULL;
  struct cpf_output output = {.stream = NULL};
  bool interrupted = false;
  CPF_TRY(cpf_args_problem(args, NULL, NULL, &p, err));
  CPF_TRY(cpf_command_table(args, &table, err));
  cpf_signals_install();
  CPF_TRY(cpf_output_open(args->output, &output, err));
  CPF_TRY(search(args, &p, table, &result, &interrupted, err));
  struct cpf_report_style style = cpf_command_style(args, &output);
  CPF_TRY(cpf_report_find(output.stream, result, &style, err));
  CPF_TRY(cpf_output_commit(&output, err));
  if (result->corrected > 0)
    cpf_command_note(result->correction);
  *failed = cpf_goals_missed_find(args, result, err);
  if (interrupted)
    status = CPF_EINTERRUPTED;
cleanup:
  cpf_output_discard(&output);
  cpf_find_result_free(result);
  cpf_table_free(table);
  return status;
}
