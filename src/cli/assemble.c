// SPDX-License-Identifier: GPL-3.0-or-later
// `find --assemble`.
#include "cpfind/assemble.h"

#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/goals.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "report/assemble.h"
#include "status/try.h"

static enum cpf_status assemble(const struct cpf_args *args, const struct cpf_problem *p,
                                const struct cpf_table *table, struct cpf_assemble_result **result,
                                bool *interrupted, struct cpf_error *err) {
  struct cpf_assemble_options options = cpf_assemble_options_default();
  struct cpf_progress progress = cpf_progress_start(args->quiet);
  options.students = args->assemble;
  options.teachers = args->blocks_teachers;
  if (args->list > 0)
    options.list_max = (size_t)args->list;
  options.find = cpf_command_options(args);
  options.find.progress = cpf_progress_draw;
  options.find.stage = cpf_progress_stage;
  options.find.progress_ctx = &progress;
  enum cpf_status status = cpf_assemble(p, &options, table, result, err);
  cpf_progress_end(&progress);
  *interrupted = status == CPF_EINTERRUPTED;
  return *interrupted && *result != NULL ? CPF_OK : status;
}

// Whether a small search missed what --certify, --prove or --complete asked for.
static bool missed(const struct cpf_args *args, const struct cpf_assemble_result *r,
                   struct cpf_error *err) {
  struct cpf_error own = {.text = ""};
  for (const struct cpf_assemble_search *s = r->searches; s < r->searches + r->nsearches; s++)
    if (s->completeness != CPF_COMPLETE_PROVED && cpf_goals_missed_find(args, s->result, &own)) {
      (void)cpf_fail(err, CPF_OK, "P(%d,%d,%d,%d): %.400s", s->students, s->teachers, s->teachers,
                     r->problem.rho, own.text);
      return true;
    }
  return false;
}

// Rows of CSV alone do not say which families they are.
static void note_listing(const struct cpf_args *args, const struct cpf_assemble_result *r) {
  char text[200];
  if (args->format != CPF_REPORT_CSV || r->listed == CPF_LISTING_ALL)
    return;
  snprintf(text, sizeof text, "--list: %s of %.40s%s families listed",
           r->listed == CPF_LISTING_MINIMA ? "only the minima" : "none", r->families,
           strlen(r->families) > 40 ? "..." : "");
  cpf_command_note(text);
}

enum cpf_status cpf_command_assemble(const struct cpf_args *args, bool *failed,
                                     struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_problem p;
  struct cpf_table *table = NULL;
  struct cpf_assemble_result *result = NULL;
  struct cpf_output output = {.stream = NULL};
  bool interrupted = false;
  CPF_TRY(cpf_args_problem(args, NULL, NULL, &p, err));
  CPF_TRY(cpf_command_table(args, &table, err));
  cpf_signals_install();
  CPF_TRY(cpf_output_open(args->output, &output, err));
  CPF_TRY(assemble(args, &p, table, &result, &interrupted, err));
  struct cpf_report_style style = cpf_command_style(args, &output);
  CPF_TRY(cpf_report_assemble(output.stream, result, &style, err));
  CPF_TRY(cpf_output_commit(&output, err));
  note_listing(args, result);
  *failed = missed(args, result, err);
  if (interrupted)
    status = CPF_EINTERRUPTED;
cleanup:
  cpf_output_discard(&output);
  cpf_assemble_result_free(result);
  cpf_table_free(table);
  return status;
}
