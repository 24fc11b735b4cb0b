// SPDX-License-Identifier: GPL-3.0-or-later
// Where the results go: standard output, or a file that appears whole or not at all.
#ifndef CPF_CLI_OUTPUT_H
#define CPF_CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "cpfind/status.h"

struct cpf_output {
  FILE *stream;
  bool standard;   // the stream is stdout
  char *target;    // owned; the file to replace, NULL when written in place
  char *temporary; // owned; the file beside it that is written first
};

// Opens path (NULL or "-": standard output) for writing. A regular file is written under another
// name in the same directory and renamed by cpf_output_commit; a device or pipe is written in
// place. CPF_EIO, before any work was done, when it cannot be written.
enum cpf_status cpf_output_open(const char *path, struct cpf_output *o, struct cpf_error *err);

// Flushes, syncs, closes and renames. CPF_EIO, with the target untouched, when that fails.
enum cpf_status cpf_output_commit(struct cpf_output *o, struct cpf_error *err);

// Drops what was not committed; does nothing after a commit.
void cpf_output_discard(struct cpf_output *o);

#endif
