// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "status/try.h"

enum cpf_status cpf_command_table1(const struct cpf_args *args, bool *failed,
                                   struct cpf_error *err) {
  (void)args;
  (void)failed;
  return cpf_fail(err, CPF_EINTERNAL, "table1: still to come");
}
