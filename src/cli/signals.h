// SPDX-License-Identifier: GPL-3.0-or-later
// SIGINT, SIGTERM and SIGHUP ask the search to stop; a second one ends the program at once.
#ifndef CPF_CLI_SIGNALS_H
#define CPF_CLI_SIGNALS_H

#include <signal.h>

// Signals that were ignored when the program started (nohup) stay ignored.
void cpf_signals_install(void);

// The number of the signal that arrived first, 0: none. Lives for the whole program.
const volatile sig_atomic_t *cpf_signals_stop(void);

// The file a second signal removes before the end, NULL: none. The text must outlive its use.
void cpf_signals_remove_file(const char *path);

#endif
