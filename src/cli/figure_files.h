// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a figure in the folder asked for.
#ifndef CPF_CLI_FIGURE_FILES_H
#define CPF_CLI_FIGURE_FILES_H

#include <signal.h>
#include <stdio.h>

#include "report/figure.h"

// Makes the folder and those above it where they are missing. CPF_EIO names it and the reason.
enum cpf_status cpf_figure_files_folder(const char *folder, struct cpf_error *err);

// Writes data and script into the folder and, unless `program` (which draws) is empty, the
// pictures; each appears whole or not at all. The names of those written go to `list`, one a line.
// CPF_EIO; CPF_EINTERRUPTED when *stop became nonzero.
enum cpf_status cpf_figure_files_write(const struct cpf_figure_set *set, const char *folder,
                                       const char *program, const volatile sig_atomic_t *stop,
                                       FILE *list, struct cpf_error *err);

#endif
