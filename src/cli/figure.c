// SPDX-License-Identifier: GPL-3.0-or-later
// cpfind figure: computes the figures asked for and writes their files.
#include "report/figure.h"

#include <string.h>

#include "cli/command.h"
#include "cli/figure_files.h"
#include "cli/signals.h"
#include "cli/suggest.h"
#include "report/figure_draw.h"
#include "status/try.h"

enum { MOST_NAMES = 32, NAMES = 200, SHOWN = 60 };

static const char all[] = "all";

// The names of the figures and "all"; `text` lists them.
static size_t list_names(const char *names[MOST_NAMES], char text[NAMES]) {
  size_t count = 0, used = 0;
  for (const struct cpf_figure *f = cpf_figures; f->name != NULL && count + 1 < MOST_NAMES; f++)
    names[count++] = f->name;
  names[count++] = all;
  text[0] = '\0';
  for (size_t i = 0; i < count && used < NAMES; i++)
    used += (size_t)snprintf(text + used, NAMES - used, "%s%s", i > 0 ? ", " : "", names[i]);
  return count;
}

// *chosen is NULL for all of them.
static enum cpf_status choose(const struct cpf_args *args, const struct cpf_figure **chosen,
                              struct cpf_error *err) {
  const char *names[MOST_NAMES];
  char text[NAMES];
  size_t count = list_names(names, text);
  if (args->input == NULL)
    return cpf_fail(err, CPF_EINVAL, "figure: the name of the figure is missing (allowed: %s)",
                    text);
  *chosen = cpf_figure_find(args->input);
  if (*chosen != NULL)
    return CPF_OK;
  if (strcmp(args->input, all) != 0)
    return cpf_fail(err, CPF_EINVAL, "unknown figure '%.*s'; the nearest is %s (allowed: %s)",
                    SHOWN, args->input, cpf_suggest_nearest(args->input, names, count), text);
  if (args->rho != 0)
    return cpf_fail(err, CPF_EINVAL,
                    "--rho: %d, but figure all draws each figure with its own degrees: name one",
                    args->rho);
  return CPF_OK;
}

static enum cpf_status write_one(const struct cpf_figure *figure,
                                 const struct cpf_figure_request *request, const char *folder,
                                 const char *program, FILE *list, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_figure_set set = {.stem = ""};
  struct cpf_figure_request own = *request;
  if (figure->trajectories == 0)
    own.trajectories = 0; // of the other figures, when all are drawn
  CPF_TRY(cpf_figure_make(figure, &own, &set, err));
  if (set.note[0] != '\0')
    cpf_command_note(set.note);
  CPF_TRY(cpf_figure_files_write(&set, folder, program, request->stop, list, err));
cleanup:
  cpf_figure_set_free(&set);
  return status;
}

enum cpf_status cpf_command_figure(const struct cpf_args *args, bool *failed,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK, flushed = CPF_OK;
  const struct cpf_figure *chosen = NULL;
  struct cpf_output output = {.stream = NULL};
  char program[CPF_FIGURE_PROGRAM];
  struct cpf_figure_request request = {.rho = args->rho,
                                       .threads = args->threads,
                                       .seed = args->seed,
                                       .trajectories = args->flow.trajectories,
                                       .stop = cpf_signals_stop()};
  const char *folder = args->output != NULL ? args->output : ".";
  *failed = false;
  CPF_TRY(choose(args, &chosen, err));
  if (chosen != NULL)
    CPF_TRY(cpf_figure_check(chosen, &request, err));
  cpf_signals_install();
  CPF_TRY(cpf_output_open(NULL, &output, err));
  CPF_TRY(cpf_figure_files_folder(folder, err));
  cpf_figure_draw_find(program);
  for (const struct cpf_figure *f = cpf_figures; f->name != NULL && status == CPF_OK; f++)
    if (chosen == NULL || f == chosen)
      status = write_one(f, &request, folder, program, output.stream, err);
  if (program[0] == '\0' && status == CPF_OK)
    cpf_command_note(cpf_figure_draw_missing);
  // What has been written is listed also when the rest failed.
  flushed = cpf_output_commit(&output, status == CPF_OK ? err : NULL);
  if (status == CPF_OK)
    status = flushed;
cleanup:
  cpf_output_discard(&output);
  return status;
}
