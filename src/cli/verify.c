// SPDX-License-Identifier: GPL-3.0-or-later
#include <string.h>
#include <time.h>

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/suggest.h"
#include "cpfind/verify.h"
#include "report/claims.h"
#include "status/try.h"

enum { SHOWN = 60 };

static bool is_known(const char *id, const char *const *ids) {
  for (; *ids != NULL; ids++)
    if (strcmp(id, *ids) == 0)
      return true;
  return false;
}

static enum cpf_status check_ids(const struct cpf_args *args, struct cpf_error *err) {
  size_t count = 0;
  const char *const *ids = cpf_verify_ids(&count);
  for (size_t i = 0; i < args->ninputs; i++)
    if (!is_known(args->inputs[i], ids))
      return cpf_fail(err, CPF_EINVAL,
                      "verify: no claim is called '%.*s'; the nearest is %s ('cpfind verify -q' "
                      "lists all %zu)",
                      SHOWN, args->inputs[i], cpf_suggest_nearest(args->inputs[i], ids, count),
                      count);
  return CPF_OK;
}

static void draw(void *ctx, size_t number, size_t count, const char *id) {
  cpf_progress_stage(ctx, id, number + 1, count);
}

static double now(void) {
  struct timespec t = {0};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// *interrupted with success when a signal ended it early.
static enum cpf_status run(const struct cpf_args *args, struct cpf_verify_result **result,
                           bool *interrupted, struct cpf_error *err) {
  struct cpf_progress progress = cpf_progress_start(args->quiet);
  const struct cpf_verify_options options = {.threads = args->threads,
                                             .stop = cpf_signals_stop(),
                                             .progress = draw,
                                             .progress_ctx = &progress};
  enum cpf_status status =
      cpf_verify((const char *const *)args->inputs, args->ninputs, &options, result, err);
  cpf_progress_end(&progress);
  *interrupted = status == CPF_EINTERRUPTED;
  return *interrupted && *result != NULL ? CPF_OK : status;
}

static void say_failed(const struct cpf_verify_result *r, struct cpf_error *err) {
  size_t holds = cpf_claims_count(r, CPF_VERDICT_HOLDS);
  (void)cpf_fail(err, CPF_OK, "%zu of %zu claims do not hold as printed", r->count - holds,
                 r->count);
}

enum cpf_status cpf_command_verify(const struct cpf_args *args, bool *failed,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_verify_result *result = NULL;
  struct cpf_output output = {.stream = NULL};
  bool interrupted = false;
  CPF_TRY(check_ids(args, err));
  cpf_signals_install();
  CPF_TRY(cpf_output_open(args->output, &output, err));
  double start = now();
  CPF_TRY(run(args, &result, &interrupted, err));
  struct cpf_report_style style = cpf_command_style(args, &output);
  const struct cpf_claims_report report = {
      .result = result, .interrupted = interrupted, .seconds = now() - start};
  CPF_TRY(cpf_report_claims(output.stream, &report, &style, err));
  CPF_TRY(cpf_output_commit(&output, err));
  *failed = cpf_claims_count(result, CPF_VERDICT_HOLDS) < result->count;
  if (*failed)
    say_failed(result, err);
  if (interrupted)
    status = CPF_EINTERRUPTED;
cleanup:
  cpf_output_discard(&output);
  cpf_verify_free(result);
  return status;
}
