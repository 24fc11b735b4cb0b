// SPDX-License-Identifier: GPL-3.0-or-later
// Draws a figure's pictures: runs gnuplot on its script.
#ifndef CPF_REPORT_FIGURE_DRAW_H
#define CPF_REPORT_FIGURE_DRAW_H

#include <signal.h>

#include "cpfind/status.h"

enum { CPF_FIGURE_PROGRAM = 4096 }; // bytes of the program's path

// Said when it is not there.
extern const char cpf_figure_draw_missing[];

// The path of gnuplot, looked up in PATH; "" when it is not there.
void cpf_figure_draw_find(char program[CPF_FIGURE_PROGRAM]);

// Runs `script` in `folder`, where it writes its pictures under names that begin with `prefix`
// (letters, digits, dots and dashes). CPF_EIO with gnuplot's message when it fails;
// CPF_EINTERRUPTED, gnuplot being ended, when *stop (may be NULL) becomes nonzero.
enum cpf_status cpf_figure_draw(const char *program, const char *folder, const char *script,
                                const char *prefix, const volatile sig_atomic_t *stop,
                                struct cpf_error *err);

#endif
