// SPDX-License-Identifier: GPL-3.0-or-later
// What the results of a search depend on, its starts apart: the same for all parts of a merge.
#ifndef CPF_STORE_SETTINGS_H
#define CPF_STORE_SETTINGS_H

#include "store/field.h"

// Members as in struct cpf_problem and struct cpf_find_options.
struct cpf_settings {
  char version[32]; // of the program
  int n, k, d, rho;
  double repulsion;
  char reference[17]; // a hash of the reference table's rows
  char method[32];
  uint64_t starts; // 0: by the problem's size
  double tol_gradient, tol_zero, tol_same;
  int max_iterations;
  enum cpf_certify_choice certify;
  int certify_bits;
  bool complete, prove;
  uint64_t boxes; // 0: by default
  bool merged;    // put together by a merge
};

extern const struct cpf_store_table cpf_settings_table;

struct cpf_settings cpf_settings_make(const struct cpf_problem *p,
                                      const struct cpf_find_options *opt,
                                      const struct cpf_table *table);
struct cpf_problem cpf_settings_problem(const struct cpf_settings *s);
// The other options at their defaults.
struct cpf_find_options cpf_settings_options(const struct cpf_settings *s);

// Appends "n is 2 there, 3 here" for each member that differs, with "; " between them; `there` and
// `here` are the words for the two. versions: the program's too.
void cpf_settings_differ(const struct cpf_settings *a, const char *there,
                         const struct cpf_settings *b, const char *here, bool versions, char *text,
                         size_t size);

enum cpf_status cpf_settings_write(const struct cpf_store *s, const struct cpf_settings *settings,
                                   struct cpf_error *err);
// CPF_EPARSE also when the problem is out of its domain.
enum cpf_status cpf_settings_read(const struct cpf_store *s, struct cpf_settings *settings,
                                  struct cpf_error *err);

#endif
