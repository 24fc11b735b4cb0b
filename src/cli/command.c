// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/number.h"
#include "cli/signals.h"
#include "cluster/launch.h"
#include "report/show.h"

enum { WIDTH_OF_FILES = 100, LEAST_WIDTH = 40, MOST_WIDTH = 10000 };

const struct cpf_command_entry cpf_commands[] = {
    {"find", CPF_COMMAND_FIND, true, cpf_command_find},
    {"classify", CPF_COMMAND_CLASSIFY, false, cpf_command_classify},
    {"check", CPF_COMMAND_CHECK, false, cpf_command_check},
    {"theta", CPF_COMMAND_THETA, false, cpf_command_theta},
    {"table", CPF_COMMAND_TABLE, false, cpf_command_table1},
    {"figure", CPF_COMMAND_FIGURE, false, cpf_command_figure},
    {"verify", CPF_COMMAND_VERIFY, false, cpf_command_verify},
    {"flow", CPF_COMMAND_FLOW, true, cpf_command_flow},
    {"show", CPF_COMMAND_SHOW, false, cpf_command_show},
    {"merge", CPF_COMMAND_MERGE, false, cpf_command_merge},
    {NULL, 0, false, NULL},
};

const char *cpf_command_name(enum cpf_command command) {
  const struct cpf_command_entry *c = cpf_commands;
  while (c->name != NULL && c->bit != command)
    c++;
  return c->name != NULL ? c->name : "find";
}

static bool hushed;

void cpf_command_hush(void) {
  hushed = true;
}

void cpf_command_note(const char *text) {
  if (hushed)
    return;
  fputs("cpfind: note: ", stderr);
  cpf_show_put(stderr, text, 0);
  putc('\n', stderr);
}

struct cpf_find_options cpf_command_options(const struct cpf_args *args) {
  struct cpf_find_options options = cpf_find_options_default();
  options.seed = args->seed;
  options.starts = args->starts;
  options.threads = args->threads;
  options.memory_limit = args->memory;
  options.certify = args->no_certify ? CPF_CERTIFY_OFF : args->certify;
  options.complete = args->complete;
  options.prove = args->prove;
  options.boxes = args->boxes;
  if (args->method != NULL)
    options.method = args->method;
  options.stop = cpf_signals_stop();
  options.team = args->team;
  return options;
}

enum cpf_status cpf_command_table(const struct cpf_args *args, struct cpf_table **table,
                                  struct cpf_error *err) {
  return args->table != NULL ? cpf_table_load(args->table, table, err)
                             : cpf_table_builtin(table, err);
}

static int terminal_width(int file) {
  struct winsize size = {0};
  int64_t columns = 0;
  const char *text = getenv("COLUMNS");
  if (ioctl(file, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    columns = size.ws_col;
  else if (text == NULL || !cpf_number_integer(text, 1, MOST_WIDTH, &columns))
    columns = WIDTH_OF_FILES;
  return columns < LEAST_WIDTH ? LEAST_WIDTH : (int)columns;
}

static bool colour_wanted(void) {
  const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
  return (no_colour == NULL || *no_colour == '\0') && term != NULL && *term != '\0' &&
         strcmp(term, "dumb") != 0;
}

struct cpf_report_style cpf_command_style(const struct cpf_args *args, const struct cpf_output *o) {
  bool terminal = o->standard && isatty(STDOUT_FILENO) == 1 && !cpf_launch_mpirun();
  return (struct cpf_report_style){.format = args->format,
                                   .quiet = args->quiet,
                                   .verbose = args->verbose,
                                   .colour = terminal && colour_wanted(),
                                   .width =
                                       terminal ? terminal_width(STDOUT_FILENO) : WIDTH_OF_FILES};
}
