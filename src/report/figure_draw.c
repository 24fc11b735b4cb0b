// SPDX-License-Identifier: GPL-3.0-or-later
// 1. Start gnuplot in the folder, without a shell; its messages come through a pipe. 2. Read them
//    until it ends, looking for a signal now and then. 3. Judge by its exit status.
#include "report/figure_draw.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "status/try.h"

enum {
  LOOK_AGAIN = 200, // milliseconds between two looks at the signal
  MESSAGE = 240,    // bytes of gnuplot's message that are repeated
  NOT_STARTED = 127 // exit status of the child that could not become gnuplot
};

const char cpf_figure_draw_missing[] = "gnuplot is not installed: wrote data and script only";

static const char name[] = "gnuplot";

static bool is_program(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 && S_ISREG(info.st_mode) && access(path, X_OK) == 0;
}

void cpf_figure_draw_find(char program[CPF_FIGURE_PROGRAM]) {
  const char *path = getenv("PATH");
  while (path != NULL && *path != '\0') {
    int length = (int)strcspn(path, ":");
    int used = snprintf(program, CPF_FIGURE_PROGRAM, "%.*s/%s", length, path, name);
    // A relative entry would mean another folder after the change of folder: it is passed over.
    if (path[0] == '/' && used < CPF_FIGURE_PROGRAM && is_program(program))
      return;
    path += length;
    path += *path == ':';
  }
  program[0] = '\0';
}

// In the child: never returns.
static void become(const char *program, const char *folder, char *const argv[], int messages) {
  int nothing = open("/dev/null", O_RDWR);
  if (nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 && dup2(messages, STDOUT_FILENO) >= 0 &&
      dup2(messages, STDERR_FILENO) >= 0 && chdir(folder) == 0)
    execv(program, argv);
  _exit(NOT_STARTED);
}

// Keeps the beginning of what comes through the pipe. CPF_EINTERRUPTED when the signal came.
static enum cpf_status listen(int file, const volatile sig_atomic_t *stop, char *message) {
  size_t used = 0;
  for (;;) {
    char buffer[512];
    struct pollfd waiting = {.fd = file, .events = POLLIN};
    int ready = poll(&waiting, 1, LOOK_AGAIN);
    if (stop != NULL && *stop != 0)
      return CPF_EINTERRUPTED;
    if (ready <= 0)
      continue;
    ssize_t got = read(file, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return CPF_OK;
    size_t room = MESSAGE - 1 - used, take = (size_t)got < room ? (size_t)got : room;
    memcpy(message + used, buffer, take);
    used += take;
    message[used] = '\0';
  }
}

static int wait_for(pid_t child) {
  int result = 0;
  while (waitpid(child, &result, 0) < 0)
    if (errno != EINTR)
      return -1;
  return WIFEXITED(result) ? WEXITSTATUS(result) : -1;
}

enum cpf_status cpf_figure_draw(const char *program, const char *folder, const char *script,
                                const char *prefix, const volatile sig_atomic_t *stop,
                                struct cpf_error *err) {
  int ends[2];
  char setting[128], script_name[256], settings_off[] = "-d", command[] = "-e", self[] = "gnuplot";
  char message[MESSAGE] = "";
  (void)snprintf(setting, sizeof setting, "prefix = \"%s\"", prefix);
  (void)snprintf(script_name, sizeof script_name, "%s", script);
  char *argv[] = {self, settings_off, command, setting, script_name, NULL};
  if (pipe(ends) != 0)
    return cpf_fail(err, CPF_EIO, "cannot start %s: %s", program, strerror(errno));
  pid_t child = fork();
  if (child == 0)
    become(program, folder, argv, ends[1]);
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    return cpf_fail(err, CPF_EIO, "cannot start %s: %s", program, strerror(errno));
  }
  enum cpf_status status = listen(ends[0], stop, message);
  close(ends[0]);
  if (status == CPF_EINTERRUPTED)
    kill(child, SIGTERM);
  int code = wait_for(child);
  if (status == CPF_OK && code != 0)
    status = cpf_fail(err, CPF_EIO, "%s failed on %s: %s", program, script,
                      message[0] != '\0'    ? message
                      : code == NOT_STARTED ? "it could not be started"
                                            : "it gave no reason");
  return status;
}
