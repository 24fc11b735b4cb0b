// SPDX-License-Identifier: GPL-3.0-or-later
// What the command line asked for.
#ifndef CPF_CLI_ARGS_H
#define CPF_CLI_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "cpfind/search.h"
#include "report/report.h"

// Bits.
enum cpf_command {
  CPF_COMMAND_FIND = 1,
  CPF_COMMAND_CLASSIFY = 2,
  CPF_COMMAND_CHECK = 4,
  CPF_COMMAND_THETA = 8,
  CPF_COMMAND_TABLE = 16,
  CPF_COMMAND_FIGURE = 32,
  CPF_COMMAND_VERIFY = 64,
  CPF_COMMAND_FLOW = 128,
  CPF_COMMAND_SHOW = 256,
  CPF_COMMAND_MERGE = 512
};

enum cpf_spacing { CPF_SPACING_LINEAR = 0, CPF_SPACING_LOG, CPF_SPACING_STEPS };

// What only flow asks for. 0, false or NULL where an option was not given.
struct cpf_args_flow {
  const char *init;
  bool spread_given, number_given, radius_given;
  double spread;
  uint64_t trajectories;
  uint64_t number; // of the one trajectory
  double time, tolerance, gradient, stop_gradient;
  uint64_t samples;
  enum cpf_spacing spacing;
  const char *watch;
};

// Strings belong to argv. 0 or NULL where an option was not given, unless said otherwise.
struct cpf_args {
  enum cpf_command command;
  int n, k, d, rho;
  bool repulsion_given, repulsion_is_1_over_n;
  double repulsion; // 1 when not given
  const char *loss; // "squared" or "correlation"
  uint64_t seed;    // 1 when not given
  uint64_t starts;
  int threads;
  const char *method;
  const char *table;
  size_t memory;
  enum cpf_report_format format;
  const char *output;
  const char *input; // the first positional argument: a file, a table, a figure
  char **inputs;     // all of them, in argv
  size_t ninputs;
  double radius; // 0.1 when not given
  enum cpf_certify_choice certify;
  bool no_certify, prove, complete;
  uint64_t boxes;
  int assemble, blocks_teachers; // find: most students, and teachers, of a block
  uint64_t list;                 // and families listed
  const char *degrees;           // theta: R, A:B or A:B:STEP, whole numbers
  const char *real_degrees;      // the same, decimals
  int digits;                    // 50 when not given
  const char *store;             // find: a file
  const char *shard;             // find: "I/N" or "auto"
  const char *label, *kind;      // show: which families
  const char *id;                // the first digits of it
  bool loss_given, index_given, certified;
  double least_loss, most_loss, least_index, most_index;
  bool normalise;
  struct cpf_args_flow flow;
  bool quiet, verbose, help, version;
  struct cpf_team *team; // the processes started together, NULL: this one alone
};

// The problem from the options and, where they are silent, from *file (members 0 or, for the
// repulsion, negative: not given there); file may be NULL and `name` is the file's, for errors.
// CPF_EINVAL for a missing option, one that contradicts the file, or a problem out of its domain.
enum cpf_status cpf_args_problem(const struct cpf_args *args, const struct cpf_problem *file,
                                 const char *name, struct cpf_problem *p, struct cpf_error *err);

#endif
