// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/claims.h"
#include "cli/command.h"
#include "cli/signals.h"
#include "report/verdict.h"
#include "status/try.h"

static struct cpf_check_options check_options(const struct cpf_args *args) {
  return (struct cpf_check_options){
      .boxes = args->boxes, .threads = args->threads, .stop = cpf_signals_stop()};
}

static size_t count_bad(const struct cpf_check_result *r) {
  size_t bad = 0;
  for (size_t i = 0; i < r->count; i++)
    bad += r->families[i].verdict != CPF_CHECK_VERIFIED;
  return bad;
}

static void say_rejected(const struct cpf_check_result *r, struct cpf_error *err) {
  size_t bad = count_bad(r);
  (void)cpf_fail(err, CPF_OK, "rejected: %zu of %zu families not verified%s%s", bad, r->count,
                 r->list.count > 0 ? "; the list: " : "",
                 r->list.count > 0 ? r->list.texts[0] : "");
}

enum cpf_status cpf_command_check(const struct cpf_args *args, bool *failed,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_claims claims = {.count = 0};
  struct cpf_check_result *result = NULL;
  struct cpf_output output = {.stream = NULL};
  const struct cpf_check_options options = check_options(args);
  CPF_TRY(cpf_claims_read(args->input, &claims, err));
  cpf_signals_install();
  CPF_TRY(cpf_output_open(args->output, &output, err));
  CPF_TRY(cpf_check(&claims, &options, &result, err));
  struct cpf_report_style style = cpf_command_style(args, &output);
  CPF_TRY(cpf_report_check(output.stream, args->input, &claims, result, &style, err));
  CPF_TRY(cpf_output_commit(&output, err));
  *failed = !result->accepted;
  if (*failed)
    say_rejected(result, err);
cleanup:
  cpf_output_discard(&output);
  cpf_check_result_free(result);
  cpf_claims_clear(&claims);
  return status;
}
