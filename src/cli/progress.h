// SPDX-License-Identifier: GPL-3.0-or-later
// One line on a terminal's stderr while the search runs.
#ifndef CPF_CLI_PROGRESS_H
#define CPF_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct cpf_progress {
  bool active;
  double last;       // seconds at which the line was last drawn for the search
  double last_stage; // and for a stage, on the machine's clock
  int drawn;         // characters of the line on the screen
};

// Active when stderr is a terminal and the program is not quiet.
struct cpf_progress cpf_progress_start(bool quiet);

// As struct cpf_find_options wants it; ctx is a struct cpf_progress.
void cpf_progress_draw(void *ctx, uint64_t starts, uint64_t budget, int families, double seconds);

// The same for struct cpf_find_options's stage.
void cpf_progress_stage(void *ctx, const char *stage, uint64_t done, uint64_t total);

// Erases the line.
void cpf_progress_end(struct cpf_progress *p);

#endif
