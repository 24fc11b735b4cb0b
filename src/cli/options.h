// SPDX-License-Identifier: GPL-3.0-or-later
// The options of every command in one table, and the parser and help that read it.
#ifndef CPF_CLI_OPTIONS_H
#define CPF_CLI_OPTIONS_H

#include "cli/args.h"

struct cpf_option {
  const char *name;  // without the two dashes
  char letter;       // of the short form, '\0': none
  unsigned commands; // bits of enum cpf_command
  const char *value; // what stands for the value in the help; NULL: a flag
  const char *allowed;
  const char *help;
  bool (*set)(struct cpf_args *args, const char *value); // false: value not allowed
};

// The table, ended by an entry without a name.
extern const struct cpf_option cpf_options[];

// For an option without `allowed`, whose values the library knows: their names, NULL terminated,
// and a line about each.
const char *const *cpf_option_methods(const struct cpf_option *o);
const char *cpf_option_summary(const struct cpf_option *o, const char *method);

// Reads argv[0..argc) (after the command) into *args, whose command is set and whose other members
// have their defaults. CPF_EINVAL names the option, the value seen and the values allowed.
// Stops early, with success, at --help or --version.
enum cpf_status cpf_options_parse(int argc, char **argv, struct cpf_args *args,
                                  struct cpf_error *err);

#endif
