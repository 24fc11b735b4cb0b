// SPDX-License-Identifier: GPL-3.0-or-later
// The results of a search as text that two searches can be compared by.
#ifndef CPF_TESTS_CATALOGUE_H
#define CPF_TESTS_CATALOGUE_H

#include <stdio.h>

#include <criterion/criterion.h>

#include "report/report.h"

// All that find prints but the timing; the caller frees it.
static inline char *print(const struct cpf_find_result *r) {
  const struct cpf_report_style style = {.format = CPF_REPORT_JSON};
  struct cpf_find_result copy = *r;
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  cr_assert_not_null(out);
  copy.seconds = copy.seconds_search = copy.seconds_certify = 0;
  copy.homotopy.seconds = copy.proof.seconds = 0;
  copy.threads = 1;
  cr_assert_eq(cpf_report_find(out, &copy, &style, NULL), CPF_OK);
  fclose(out);
  return text;
}

#endif
