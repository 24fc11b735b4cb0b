// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/select.h"
#include "report/store.h"
#include "status/try.h"

enum cpf_status cpf_command_show(const struct cpf_args *args, bool *failed, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_store *store = NULL;
  struct cpf_store_about about = {.nparts = 0};
  struct cpf_find_result *result = NULL;
  struct cpf_output output = {.stream = NULL};
  bool finished;
  *failed = false;
  CPF_TRY(cpf_store_view(args->input, &store, err));
  CPF_TRY(cpf_store_describe(store, &about, err));
  CPF_TRY(cpf_store_read(store, &result, &finished, err));
  cpf_store_close(store); // whoever writes to it need not wait for the printing
  store = NULL;
  cpf_select_families(args, result);
  CPF_TRY(cpf_output_open(args->output, &output, err));
  struct cpf_report_style style = cpf_command_style(args, &output);
  cpf_report_about(output.stream, args->input, &about, &style);
  CPF_TRY(cpf_report_find(output.stream, result, &style, err));
  CPF_TRY(cpf_output_commit(&output, err));
cleanup:
  cpf_store_close(store);
  cpf_store_about_clear(&about);
  cpf_output_discard(&output);
  cpf_find_result_free(result);
  return status;
}
