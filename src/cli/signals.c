// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/signals.h"

#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t first_signal;
static const char *volatile file_to_remove;

static void on_signal(int number) {
  if (first_signal == 0) {
    first_signal = number;
    return;
  }
  const char *file = file_to_remove;
  if (file != NULL)
    unlink(file);
  _exit(128 + number);
}

void cpf_signals_install(void) {
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
  (void)signal(SIGXFSZ, SIG_IGN); // a file that grows too large is an error like a full disk
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART}, old;
    sigemptyset(&action.sa_mask);
    if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
      sigaction(numbers[i], &action, NULL);
  }
}

const volatile sig_atomic_t *cpf_signals_stop(void) {
  return &first_signal;
}

void cpf_signals_remove_file(const char *path) {
  file_to_remove = path;
}
