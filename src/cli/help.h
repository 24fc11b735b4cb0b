// SPDX-License-Identifier: GPL-3.0-or-later
// The texts of --help and --version.
#ifndef CPF_CLI_HELP_H
#define CPF_CLI_HELP_H

#include <stdio.h>

#include "cli/args.h"

void cpf_help_print(FILE *out, enum cpf_command command);
void cpf_help_version(FILE *out);

#endif
