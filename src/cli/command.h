// SPDX-License-Identifier: GPL-3.0-or-later
// The commands, and what they share. Each writes its results and returns CPF_EINTERRUPTED when a
// signal ended it early and what was found has been written. *failed becomes true, with the reason
// in err and CPF_OK returned, when the results were written and a claim or certificate failed.
#ifndef CPF_CLI_COMMAND_H
#define CPF_CLI_COMMAND_H

#include "cli/args.h"
#include "cli/output.h"
#include "cpfind/search.h"

enum cpf_status cpf_command_find(const struct cpf_args *args, bool *failed, struct cpf_error *err);
// `find --assemble`.
enum cpf_status cpf_command_assemble(const struct cpf_args *args, bool *failed,
                                     struct cpf_error *err);
enum cpf_status cpf_command_classify(const struct cpf_args *args, bool *failed,
                                     struct cpf_error *err);
enum cpf_status cpf_command_check(const struct cpf_args *args, bool *failed, struct cpf_error *err);
enum cpf_status cpf_command_theta(const struct cpf_args *args, bool *failed, struct cpf_error *err);
enum cpf_status cpf_command_table1(const struct cpf_args *args, bool *failed,
                                   struct cpf_error *err);
enum cpf_status cpf_command_figure(const struct cpf_args *args, bool *failed,
                                   struct cpf_error *err);
enum cpf_status cpf_command_verify(const struct cpf_args *args, bool *failed,
                                   struct cpf_error *err);
enum cpf_status cpf_command_flow(const struct cpf_args *args, bool *failed, struct cpf_error *err);
enum cpf_status cpf_command_show(const struct cpf_args *args, bool *failed, struct cpf_error *err);
enum cpf_status cpf_command_merge(const struct cpf_args *args, bool *failed, struct cpf_error *err);

struct cpf_command_entry {
  const char *name;
  enum cpf_command bit; // 0: not part of this version
  bool shared;          // several processes share its work (args->team)
  enum cpf_status (*run)(const struct cpf_args *args, bool *failed, struct cpf_error *err);
};

// The commands in the order of the help, ended by an entry without a name.
extern const struct cpf_command_entry cpf_commands[];

// "find", "classify", ...
const char *cpf_command_name(enum cpf_command command);

// A line on standard error that is no failure.
void cpf_command_note(const char *text);
void cpf_command_hush(void); // no such lines from now on

// The options of the search: those given, the others at their defaults; signals stop it.
struct cpf_find_options cpf_command_options(const struct cpf_args *args);

// The table of --table or the one built in; the caller frees it.
enum cpf_status cpf_command_table(const struct cpf_args *args, struct cpf_table **table,
                                  struct cpf_error *err);

// How to print to o: colours and the width only for a terminal, none with NO_COLOR or TERM=dumb.
struct cpf_report_style cpf_command_style(const struct cpf_args *args, const struct cpf_output *o);

#endif
