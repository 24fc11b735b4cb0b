// SPDX-License-Identifier: GPL-3.0-or-later
// A whole file in memory.
#ifndef CPF_CLI_INPUT_H
#define CPF_CLI_INPUT_H

#include <stddef.h>

#include "cpfind/status.h"

struct cpf_input {
  const char *name; // for errors: "<stdin>" for "-"
  char *text;       // owned; length bytes and a NUL
  size_t length;
};

// Reads path ("-": standard input). CPF_EIO when it cannot be read, is a directory, or holds more
// than `limit` bytes; never reads more than that.
enum cpf_status cpf_input_read(const char *path, size_t limit, struct cpf_input *in,
                               struct cpf_error *err);

void cpf_input_clear(struct cpf_input *in);

#endif
