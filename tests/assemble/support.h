// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of assemble share.
#ifndef CPF_TESTS_ASSEMBLE_SUPPORT_H
#define CPF_TESTS_ASSEMBLE_SUPPORT_H

#include <stdlib.h>

#include <criterion/criterion.h>

#include "cpfind/assemble.h"

static inline struct cpf_table *reference(void) {
  struct cpf_table *table = NULL;
  cr_assert_eq(cpf_table_builtin(&table, NULL), CPF_OK);
  return table;
}

static inline struct cpf_assemble_options blocks_of(int students, int teachers) {
  struct cpf_assemble_options opt = cpf_assemble_options_default();
  opt.students = students;
  opt.teachers = teachers;
  opt.find.threads = 1;
  opt.find.certify = CPF_CERTIFY_OFF;
  return opt;
}

static inline struct cpf_assemble_result *assemble_with(struct cpf_problem p,
                                                        const struct cpf_assemble_options *opt) {
  struct cpf_table *table = reference();
  struct cpf_assemble_result *r = NULL;
  struct cpf_error err = {CPF_OK, ""};
  enum cpf_status status = cpf_assemble(&p, opt, table, &r, &err);
  cr_assert_eq(status, CPF_OK, "%s", err.text);
  cpf_table_free(table);
  return r;
}

static inline struct cpf_assemble_result *assemble(struct cpf_problem p, int students,
                                                   int teachers) {
  struct cpf_assemble_options opt = blocks_of(students, teachers);
  return assemble_with(p, &opt);
}

#endif
