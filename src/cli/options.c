// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/options.h"

#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/suggest.h"
#include "cpfind/search.h"
#include "status/try.h"

enum { MOST_OPTIONS = 64, SHOWN = 60 }; // SHOWN: characters of a bad value that are repeated

struct parser {
  int argc, next;
  char **argv;
  struct cpf_args *args;
  bool seen[MOST_OPTIONS]; // by position in cpf_options
};

static bool belongs(const struct cpf_option *o, const struct cpf_args *args) {
  return (o->commands & (unsigned)args->command) != 0;
}

// The option of that name: this command's own, or another command's where it has none.
static const struct cpf_option *find_long(const char *name, size_t length,
                                          const struct cpf_args *args) {
  const struct cpf_option *found = NULL;
  for (const struct cpf_option *o = cpf_options; o->name != NULL; o++)
    if (strlen(o->name) == length && memcmp(o->name, name, length) == 0 &&
        (found == NULL || belongs(o, args)))
      found = o;
  return found;
}

static const struct cpf_option *find_letter(const char *text, const struct cpf_args *args) {
  const struct cpf_option *found = NULL;
  for (const struct cpf_option *o = cpf_options; o->name != NULL; o++)
    if (o->letter != '\0' && text[1] == o->letter && text[2] == '\0' &&
        (found == NULL || belongs(o, args)))
      found = o;
  return found;
}

static enum cpf_status unknown(const struct parser *ps, const char *text, struct cpf_error *err) {
  const char *names[MOST_OPTIONS];
  size_t count = 0, length = strcspn(text, "=");
  char name[64];
  for (const struct cpf_option *o = cpf_options; o->name != NULL; o++)
    if (belongs(o, ps->args))
      names[count++] = o->name;
  int dashes = text[1] == '-' ? 2 : 1;
  snprintf(name, sizeof name, "%.*s", (int)length - dashes, text + dashes);
  return cpf_fail(err, CPF_EINVAL,
                  "unknown option '%.*s'; the nearest is --%s (options are never abbreviated; "
                  "see 'cpfind %s --help')",
                  length > SHOWN ? SHOWN : (int)length, text,
                  cpf_suggest_nearest(name, names, count), cpf_command_name(ps->args->command));
}

// The methods are known to the library alone.
static const char *allowed_values(const struct cpf_option *o, char *buffer, size_t size) {
  if (o->allowed != NULL)
    return o->allowed;
  size_t used = 0;
  for (const char *const *m = cpf_option_methods(o); *m != NULL && used < size; m++)
    used += (size_t)snprintf(buffer + used, size - used, "%s%s", used > 0 ? ", " : "", *m);
  return buffer;
}

static enum cpf_status bad_value(const struct cpf_option *o, const char *value,
                                 struct cpf_error *err) {
  char buffer[200] = "";
  return cpf_fail(err, CPF_EINVAL, "--%s: '%.*s' is not allowed (allowed: %s)", o->name, SHOWN,
                  value, allowed_values(o, buffer, sizeof buffer));
}

// "'cpfind find' and 'cpfind check' only". Several options may have the name.
static enum cpf_status not_here(const struct cpf_option *o, struct cpf_error *err) {
  char owners[240] = "";
  unsigned commands = 0;
  size_t used = 0;
  for (const struct cpf_option *other = cpf_options; other->name != NULL; other++)
    if (strcmp(other->name, o->name) == 0)
      commands |= other->commands;
  for (unsigned bit = 1; bit <= commands; bit <<= 1)
    if ((commands & bit) != 0 && used < sizeof owners)
      used += (size_t)snprintf(owners + used, sizeof owners - used, "%s'cpfind %s'",
                               used > 0 ? " and " : "", cpf_command_name((enum cpf_command)bit));
  return cpf_fail(err, CPF_EINVAL, "--%s: is an option of %s only", o->name, owners);
}

// A value may begin with a dash only when it is "-" itself or a number.
static bool is_value(const char *text) {
  return text[0] != '-' || text[1] == '\0' || text[1] == '.' || (text[1] >= '0' && text[1] <= '9');
}

static enum cpf_status take_value(struct parser *ps, const struct cpf_option *o, const char *equals,
                                  const char **value, struct cpf_error *err) {
  char buffer[200] = "";
  if (o->value == NULL) {
    *value = NULL;
    if (equals != NULL)
      return cpf_fail(err, CPF_EINVAL, "--%s: takes no value, but '%.*s' was given", o->name, SHOWN,
                      equals + 1);
    return CPF_OK;
  }
  if (equals != NULL) {
    *value = equals + 1;
    return CPF_OK;
  }
  if (ps->next >= ps->argc || !is_value(ps->argv[ps->next]))
    return cpf_fail(err, CPF_EINVAL, "--%s: a value is missing (allowed: %s)", o->name,
                    allowed_values(o, buffer, sizeof buffer));
  *value = ps->argv[ps->next++];
  return CPF_OK;
}

static enum cpf_status take_option(struct parser *ps, const char *text, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const char *value = NULL, *equals = text[1] == '-' ? strchr(text, '=') : NULL;
  const struct cpf_option *o = text[1] == '-'
                                   ? find_long(text + 2, strcspn(text + 2, "="), ps->args)
                                   : find_letter(text, ps->args);
  if (o == NULL)
    return unknown(ps, text, err);
  if (!belongs(o, ps->args))
    return not_here(o, err);
  bool *seen = &ps->seen[o - cpf_options];
  if (*seen)
    return cpf_fail(err, CPF_EINVAL, "--%s: given more than once", o->name);
  *seen = true;
  CPF_TRY(take_value(ps, o, equals, &value, err));
  if (!o->set(ps->args, value))
    status = bad_value(o, value, err);
cleanup:
  return status;
}

// Arguments that are no options move to the front of argv, over what has been read.
static enum cpf_status take_positional(struct parser *ps, char *text, struct cpf_error *err) {
  struct cpf_args *args = ps->args;
  const char *command = cpf_command_name(args->command);
  if ((args->command & (CPF_COMMAND_FIND | CPF_COMMAND_THETA | CPF_COMMAND_FLOW)) != 0)
    return cpf_fail(err, CPF_EINVAL, "unexpected argument '%.*s': %s takes options only", SHOWN,
                    text, command);
  if (args->ninputs > 0 && (args->command & (CPF_COMMAND_VERIFY | CPF_COMMAND_MERGE)) == 0)
    return cpf_fail(err, CPF_EINVAL, "unexpected argument '%.*s': %s takes one %s", SHOWN, text,
                    command,
                    args->command == CPF_COMMAND_TABLE    ? "table"
                    : args->command == CPF_COMMAND_FIGURE ? "figure"
                                                          : "file");
  if (*text == '\0')
    return cpf_fail(err, CPF_EINVAL, "the name of the %s to %s is empty",
                    args->command == CPF_COMMAND_VERIFY ? "claim" : "file", command);
  ps->argv[args->ninputs++] = text;
  args->inputs = ps->argv;
  args->input = ps->argv[0];
  return CPF_OK;
}

static enum cpf_status check_format(const struct cpf_args *args, struct cpf_error *err) {
  const char *name = cpf_report_format_names()[args->format];
  bool papers = args->format == CPF_REPORT_MARKDOWN || args->format == CPF_REPORT_LATEX;
  if (args->command == CPF_COMMAND_CHECK && args->format > CPF_REPORT_JSON)
    return cpf_fail(err, CPF_EINVAL,
                    "--format: '%s' is not a format of check (allowed: table, json)", name);
  if (papers && args->command != CPF_COMMAND_TABLE)
    return cpf_fail(err, CPF_EINVAL,
                    "--format: '%s' is not a format of %s (allowed: table, json, ndjson, csv)",
                    name, cpf_command_name(args->command));
  return CPF_OK;
}

// What find, classify and check ask for beyond each option's own values.
static enum cpf_status check_points(const struct cpf_args *args, struct cpf_error *err) {
  if (args->loss != NULL && args->repulsion_given)
    return cpf_fail(err, CPF_EINVAL,
                    "--loss and --repulsion both set the weight of the repulsion: give only one");
  if (args->no_certify && (args->certify == CPF_CERTIFY_ON || args->prove))
    return cpf_fail(err, CPF_EINVAL, "--no-certify and --%s contradict each other: give only one",
                    args->prove ? "prove" : "certify");
  if (args->command == CPF_COMMAND_FIND && args->boxes > 0 && !args->prove)
    return cpf_fail(err, CPF_EINVAL, "--boxes: needs --prove, whose budget it is");
  if (args->shard != NULL && args->store == NULL)
    return cpf_fail(err, CPF_EINVAL,
                    "--shard: needs --store, which keeps the part for 'cpfind merge'");
  if (args->shard != NULL && (args->complete || args->prove))
    return cpf_fail(err, CPF_EINVAL,
                    "--shard and --%s contradict each other: a shard is a part of the random "
                    "starts",
                    args->complete ? "complete" : "prove");
  if (args->assemble == 0 && (args->blocks_teachers > 0 || args->list > 0))
    return cpf_fail(err, CPF_EINVAL, "--%s: needs --assemble, whose blocks or families it limits",
                    args->blocks_teachers > 0 ? "blocks-teachers" : "list");
  if (args->assemble > 0 && args->store != NULL)
    return cpf_fail(err, CPF_EINVAL,
                    "--store and --assemble contradict each other: an assembly is not kept");
  if ((args->command & (CPF_COMMAND_CLASSIFY | CPF_COMMAND_CHECK)) != 0 && args->input == NULL)
    return cpf_fail(err, CPF_EINVAL,
                    "%s: the file is missing (allowed: the name of a file of %s, or - for standard "
                    "input)",
                    cpf_command_name(args->command),
                    args->command == CPF_COMMAND_CHECK ? "results" : "W's");
  return CPF_OK;
}

// What flow asks for beyond each option's own values.
static enum cpf_status check_flow(const struct cpf_args *args, struct cpf_error *err) {
  const struct cpf_args_flow *f = &args->flow;
  if (f->trajectories > 0 && f->number_given)
    return cpf_fail(err, CPF_EINVAL,
                    "--trajectories and --trajectory contradict each other: give only one");
  if (f->trajectories > 0 && (f->samples > 0 || f->spacing != CPF_SPACING_LINEAR))
    return cpf_fail(err, CPF_EINVAL,
                    "--%s: is for one trajectory, but --trajectories asks for an ensemble",
                    f->samples > 0 ? "samples" : "spacing");
  if (f->samples > 0 && f->spacing == CPF_SPACING_STEPS)
    return cpf_fail(err, CPF_EINVAL,
                    "--samples and --spacing steps contradict each other: the steps of the "
                    "integrator are as many as they are");
  return CPF_OK;
}

// Stores, those of show and merge too.
static enum cpf_status check_stores(const struct cpf_args *args, struct cpf_error *err) {
  if (args->command == CPF_COMMAND_SHOW && args->input == NULL)
    return cpf_fail(err, CPF_EINVAL, "show: the file is missing (allowed: the name of a store)");
  const char *store = args->store != NULL ? args->store : args->input;
  bool stores =
      args->store != NULL || (args->command & (CPF_COMMAND_SHOW | CPF_COMMAND_MERGE)) != 0;
  if (stores && args->output != NULL && strcmp(store, args->output) == 0)
    return cpf_fail(err, CPF_EINVAL, "--output: '%.*s' is the store itself", SHOWN, store);
  if (args->command == CPF_COMMAND_MERGE && args->ninputs < 3)
    return cpf_fail(err, CPF_EINVAL,
                    "merge: needs the name of the new store and two or more stores to merge, but "
                    "%zu name%s given",
                    args->ninputs, args->ninputs == 1 ? " was" : "s were");
  return CPF_OK;
}

static enum cpf_status check_together(const struct cpf_args *args, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(check_points(args, err));
  CPF_TRY(check_flow(args, err));
  CPF_TRY(check_stores(args, err));
  if (args->quiet && args->verbose)
    return cpf_fail(err, CPF_EINVAL, "--quiet and --verbose contradict each other: give only one");
  CPF_TRY(check_format(args, err));
cleanup:
  return status;
}

enum cpf_status cpf_options_parse(int argc, char **argv, struct cpf_args *args,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct parser ps = {.argc = argc, .argv = argv, .args = args};
  bool ended = false; // by "--"
  while (ps.next < argc) {
    char *text = argv[ps.next++];
    if (!ended && strcmp(text, "--") == 0)
      ended = true;
    else if (ended || text[0] != '-' || text[1] == '\0')
      CPF_TRY(take_positional(&ps, text, err));
    else
      CPF_TRY(take_option(&ps, text, err));
    if (args->help || args->version)
      return CPF_OK;
  }
  CPF_TRY(check_together(args, err));
cleanup:
  return status;
}
