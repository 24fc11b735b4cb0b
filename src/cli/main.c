// SPDX-License-Identifier: GPL-3.0-or-later
// cpfind: the program. Chooses the command, prints the error, turns its status into the exit code.
// Of several processes started together (cluster.h) the first alone writes; all end alike.
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
#include "cluster/cluster.h"
#include "cluster/launch.h"
#include "status/try.h"

enum { MOST_COMMANDS = 16, SHOWN = 60 };

// A closed standard stream becomes one that fails, so that no file opened later takes its place.
static void guard_standard_streams(void) {
  for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
    if (fcntl(file, F_GETFD) == -1 && errno == EBADF)
      (void)open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

// "find, classify, check, ...": the commands of this version, whose names are also listed.
static size_t list_commands(const char *names[MOST_COMMANDS], char *text, size_t size) {
  size_t count = 0, used = 0;
  for (const struct cpf_command_entry *c = cpf_commands; c->name != NULL; c++) {
    if (c->bit == 0)
      continue;
    names[count++] = c->name;
    if (used < size)
      used += (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? ", " : "", c->name);
  }
  return count;
}

static enum cpf_status choose(const char *name, const struct cpf_command_entry **command,
                              struct cpf_error *err) {
  const char *names[MOST_COMMANDS];
  char text[200] = "";
  size_t count = list_commands(names, text, sizeof text);
  for (const struct cpf_command_entry *c = cpf_commands; c->name != NULL; c++) {
    if (strcmp(name, c->name) != 0)
      continue;
    *command = c;
    if (c->bit != 0)
      return CPF_OK;
    return cpf_fail(err, CPF_EINVAL, "the command '%s' is not part of this version, which has %s",
                    name, text);
  }
  return cpf_fail(err, CPF_EINVAL,
                  "unknown command '%.*s'; the nearest is %s (allowed: %s; see 'cpfind --help')",
                  SHOWN, name, cpf_suggest_nearest(name, names, count), text);
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

// A single trajectory has no parts.
static bool shared(const struct cpf_command_entry *command, const struct cpf_args *args) {
  return command->shared && (command->bit != CPF_COMMAND_FLOW || args->flow.trajectories > 0);
}

// What this process does of a command. One whose work is not shared is for the first alone.
static enum cpf_status run_command(const struct cpf_command_entry *command, struct cpf_args *args,
                                   bool *failed, struct cpf_error *err) {
  bool writes = cpf_team_writes(args->team);
  if (args->help || args->version)
    return writes ? print_text(args, err) : CPF_OK;
  if (!writes) {
    cpf_command_hush();
    args->output = "/dev/null";
    args->quiet = true;
  }
  if (args->team != NULL && !shared(command, args)) {
    cpf_command_note("several processes share searches and ensembles of trajectories only: the "
                     "first of them runs this command alone");
    args->team = NULL;
    return writes ? command->run(args, failed, err) : CPF_OK;
  }
  return command->run(args, failed, err);
}

static enum cpf_status run(int argc, char **argv, struct cpf_team *team, bool *failed,
                           struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_command_entry *command = &cpf_commands[0];
  struct cpf_args args = {.seed = 1, .repulsion = 1.0, .radius = 0.1, .digits = 50, .team = team};
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
  CPF_TRY(run_command(command, &args, failed, err));
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

static int exit_code(enum cpf_status status, int signal, bool failed) {
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
    return 128 + signal;
  case CPF_EINTERNAL:
    break;
  }
  return 4;
}

static void note_lonely(const struct cpf_team *team) {
  char text[160];
  const char *why = cpf_cluster_lonely(team);
  if (why == NULL || !cpf_launch_first())
    return;
  snprintf(text, sizeof text, "%ld processes were started, and each does all of the work: %s",
           cpf_launch_size(), why);
  cpf_command_note(text);
}

int main(int argc, char **argv) {
  enum cpf_status status = CPF_OK;
  struct cpf_error err = {.text = ""};
  struct cpf_team *team = NULL;
  guard_standard_streams();
  bool failed = false;
  CPF_TRY(cpf_cluster_open(cpf_signals_stop(), &team, &err));
  note_lonely(team);
  status = run(argc, argv, team, &failed, &err);
  status = cpf_team_end(team, status, &err);
cleanup:;
  int signal = (int)*cpf_team_stop(team, cpf_signals_stop());
  if (status == CPF_EINTERRUPTED)
    (void)snprintf(err.text, sizeof err.text, "interrupted by signal %d", signal);
  if ((status != CPF_OK || failed) && cpf_team_writes(team))
    print_error(err.text[0] != '\0' ? err.text : "failed without a reason");
  cpf_cluster_close(team);
  return exit_code(status, signal, failed);
}
