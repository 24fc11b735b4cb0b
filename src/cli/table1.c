// SPDX-License-Identifier: GPL-3.0-or-later
// The paper's table 1 from computed points: search with proof, comparison, report.
#include <string.h>

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "classify/table.h"
#include "report/table1.h"
#include "search/compare.h"
#include "status/try.h"

enum { PAPER_RHO = 4, PAPER_SIDE = 2, SHOWN = 60 };

// Certificates need it; for rho = 1 the list is not expected to be certified.
enum { CERTIFIED_FROM = 2 };

static enum cpf_status check_input(const struct cpf_args *args, struct cpf_error *err) {
  static const char allowed[] = "1";
  if (args->input == NULL)
    return cpf_fail(err, CPF_EINVAL, "table: the number of the table is missing (allowed: %s)",
                    allowed);
  if (strcmp(args->input, allowed) != 0)
    return cpf_fail(err, CPF_EINVAL, "table: '%.*s' is not a table of the paper (allowed: %s)",
                    SHOWN, args->input, allowed);
  return CPF_OK;
}

static enum cpf_status search(const struct cpf_args *args, const struct cpf_table *table,
                              struct cpf_find_result **result, bool *interrupted,
                              struct cpf_error *err) {
  const struct cpf_problem p = {.n = PAPER_SIDE,
                                .k = PAPER_SIDE,
                                .d = PAPER_SIDE,
                                .rho = args->rho != 0 ? args->rho : PAPER_RHO,
                                .repulsion = 1};
  struct cpf_find_options options = cpf_command_options(args);
  struct cpf_progress progress = cpf_progress_start(args->quiet);
  options.prove = true;
  options.progress = cpf_progress_draw;
  options.stage = cpf_progress_stage;
  options.progress_ctx = &progress;
  enum cpf_status status = cpf_find(&p, &options, table, result, err);
  cpf_progress_end(&progress);
  *interrupted = status == CPF_EINTERRUPTED;
  return *interrupted && *result != NULL ? CPF_OK : status;
}

// A family that should be certified and is not.
static bool missed(const struct cpf_find_result *r, struct cpf_error *err) {
  if (r->problem.rho < CERTIFIED_FROM || r->certified == r->nfamilies)
    return false;
  (void)cpf_fail(err, CPF_OK, "table 1: %d of %d families not certified",
                 r->nfamilies - r->certified, r->nfamilies);
  return true;
}

enum cpf_status cpf_command_table1(const struct cpf_args *args, bool *failed,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_table *reference = NULL, *printed = NULL;
  struct cpf_find_result *result = NULL;
  struct cpf_comparison *comparison = NULL;
  struct cpf_output output = {.stream = NULL};
  const struct cpf_compare_options options = cpf_compare_options_default();
  bool interrupted = false;
  CPF_TRY(check_input(args, err));
  CPF_TRY(cpf_table_builtin(&reference, err));
  CPF_TRY(cpf_table_printed(&printed, err));
  cpf_signals_install();
  CPF_TRY(cpf_output_open(args->output, &output, err));
  CPF_TRY(search(args, reference, &result, &interrupted, err));
  CPF_TRY(cpf_compare(result, printed, reference, &options, &comparison, err));
  struct cpf_report_style style = cpf_command_style(args, &output);
  CPF_TRY(cpf_report_table1(output.stream, comparison, &style, err));
  CPF_TRY(cpf_output_commit(&output, err));
  *failed = !interrupted && missed(result, err);
  if (interrupted)
    status = CPF_EINTERRUPTED;
cleanup:
  cpf_output_discard(&output);
  cpf_comparison_free(comparison);
  cpf_find_result_free(result);
  cpf_table_free(printed);
  cpf_table_free(reference);
  return status;
}
