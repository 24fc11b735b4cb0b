// SPDX-License-Identifier: GPL-3.0-or-later
// cpfind: the program. Chooses the command, prints the error, turns its status into the exit code.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/signals.h"
#include "cli/suggest.h"
#include "status/try.h"

struct command {
  const char *name;
  enum cpf_command bit; // 0: not part of this version
  enum cpf_status (*run)(const struct cpf_args *args, bool *failed, struct cpf_error *err);
};

static const struct command commands[] = {
    {"find", CPF_COMMAND_FIND, cpf_command_find},
    {"classify", CPF_COMMAND_CLASSIFY, cpf_command_classify},
    {"check", CPF_COMMAND_CHECK, cpf_command_check},
    {"theta", 0, NULL},
    {"table", 0, NULL},
    {"figure", 0, NULL},
    {"verify", 0, NULL},
    {"flow", 0, NULL},
};
enum { NCOMMANDS = sizeof commands / sizeof commands[0], HERE = 3, SHOWN = 60 };

// A closed standard stream becomes one that fails, so that no file opened later takes its place.
static void guard_standard_streams(void) {
  for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
    if (fcntl(file, F_GETFD) == -1 && errno == EBADF)
      (void)open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static enum cpf_status choose(const char *name, const struct command **command,
                              struct cpf_error *err) {
  const char *names[HERE];
  for (int i = 0; i < NCOMMANDS; i++) {
    if (strcmp(name, commands[i].name) != 0)
      continue;
    *command = &commands[i];
    if (commands[i].bit != 0)
      return CPF_OK;
    return cpf_fail(
        err, CPF_EINVAL,
        "the command '%s' is not part of this version, which has find, classify and check", name);
  }
  for (int i = 0; i < HERE; i++)
    names[i] = commands[i].name;
  return cpf_fail(err, CPF_EINVAL,
                  "unknown command '%.*s'; the nearest is %s (allowed: find, classify, check; "
                  "see 'cpfind --help')",
                  SHOWN, name, cpf_suggest_nearest(name, names, HERE));
}

static enum cpf_status print_text(const struct cpf_args *args, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_output output;
  CPF_TRY(cpf_output_open(NULL, &output, err));
  if (args->help)
    cpf_help_print(output.stream, args->command);
  else
    cpf_help_version(output.stream);
  CPF_TRY(cpf_output_commit(&output, err));
cleanup:
  return status;
}

static enum cpf_status run(int argc, char **argv, bool *failed, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct command *command = &commands[0];
  struct cpf_args args = {.seed = 1, .repulsion = 1.0, .radius = 0.1};
  if (argc < 2)
    return cpf_fail(err, CPF_EINVAL,
                    "no problem given; try 'cpfind --n 2 --k 2 --rho 4' or 'cpfind --help'");
  int first = 1;
  if (argv[1][0] != '-') {
    CPF_TRY(choose(argv[1], &command, err));
    first = 2;
  }
  args.command = command->bit;
  CPF_TRY(cpf_options_parse(argc - first, argv + first, &args, err));
  CPF_TRY(args.help || args.version ? print_text(&args, err) : command->run(&args, failed, err));
cleanup:
  return status;
}

// The text with control characters, which file names may hold, made harmless.
static void print_error(const char *text) {
  fputs("cpfind: ", stderr);
  for (const char *c = text; *c != '\0'; c++)
    putc((unsigned char)*c < 0x20 || *c == 0x7f ? '?' : *c, stderr);
  putc('\n', stderr);
}

static int exit_code(enum cpf_status status, bool failed) {
  switch (status) {
  case CPF_OK:
    return failed ? 1 : 0;
  case CPF_EINVAL:
  case CPF_EPARSE:
    return 2;
  case CPF_EIO:
  case CPF_ENOMEM:
    return 3;
  case CPF_EINTERRUPTED:
    return 128 + (int)*cpf_signals_stop();
  case CPF_EINTERNAL:
    break;
  }
  return 4;
}

int main(int argc, char **argv) {
  struct cpf_error err = {.text = ""};
  guard_standard_streams();
  bool failed = false;
  enum cpf_status status = run(argc, argv, &failed, &err);
  if (status == CPF_EINTERRUPTED)
    (void)snprintf(err.text, sizeof err.text, "interrupted by signal %d", (int)*cpf_signals_stop());
  if (status != CPF_OK || failed)
    print_error(err.text[0] != '\0' ? err.text : "failed without a reason");
  return exit_code(status, failed);
}
