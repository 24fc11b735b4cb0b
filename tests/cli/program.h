// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the program named by CPFIND through the shell, each test in a folder of its own:
//   Test(suite, name, .init = program_setup, .fini = program_teardown)
#ifndef CPF_TESTS_CLI_PROGRAM_H
#define CPF_TESTS_CLI_PROGRAM_H

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

enum { TEXT_BYTES = 1 << 18, COMMAND_BYTES = 4096 };

static char folder[64];
static char out_text[TEXT_BYTES], err_text[TEXT_BYTES];

static inline void program_setup(void) {
  (void)signal(SIGHUP, SIG_DFL); // nohup ignores it, for the programs started here too
  cr_assert_not_null(getenv("CPFIND"), "CPFIND must hold the path of the program");
  snprintf(folder, sizeof folder, "/tmp/cpfind-test-XXXXXX");
  cr_assert_not_null(mkdtemp(folder));
  cr_assert_eq(chdir(folder), 0);
}

static inline void program_teardown(void) {
  char command[256];
  if (chdir("/") == 0) {
    snprintf(command, sizeof command, "chmod -R u+w '%s'; rm -rf '%s'", folder, folder);
    if (system(command) != 0)
      fprintf(stderr, "cannot remove %s\n", folder);
  }
}

// Returns the length of the text.
static inline size_t slurp(const char *path, char *text) {
  size_t length = 0;
  FILE *f = fopen(path, "r");
  if (f != NULL) {
    length = fread(text, 1, TEXT_BYTES - 1, f);
    fclose(f);
  }
  text[length] = '\0';
  return length;
}

// Runs a shell command in which $CPFIND is the program; its outputs go to out_text and err_text.
// Returns the exit code, 128 + the signal when it was killed.
static inline int shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
static inline int shell(const char *format, ...) {
  char command[COMMAND_BYTES];
  int used = snprintf(command, sizeof command, "exec >out 2>err </dev/null; ");
  va_list args;
  va_start(args, format);
  vsnprintf(command + used, sizeof command - (size_t)used, format, args);
  va_end(args);
  int status = system(command);
  slurp("out", out_text);
  slurp("err", err_text);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

#endif
