// SPDX-License-Identifier: GPL-3.0-or-later
#include "status/try.h"

#include <criterion/criterion.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const enum cpf_status all[] = {CPF_OK,     CPF_EINVAL,    CPF_EPARSE,      CPF_EIO,
                                      CPF_ENOMEM, CPF_EINTERNAL, CPF_EINTERRUPTED};
enum { NALL = sizeof all / sizeof all[0] };

Test(status, success_is_zero) {
  cr_assert_eq(CPF_OK, 0);
}

Test(status, names_are_there_and_differ) {
  for (size_t i = 0; i < NALL; i++) {
    cr_assert_gt(strlen(cpf_status_name(all[i])), 0);
    cr_assert_str_neq(cpf_status_name(all[i]), "unknown status");
    for (size_t j = 0; j < i; j++)
      cr_assert_str_neq(cpf_status_name(all[i]), cpf_status_name(all[j]));
  }
}

Test(status, name_of_no_status) {
  cr_assert_str_eq(cpf_status_name((enum cpf_status)1000), "unknown status");
}

Test(status, fail_formats_and_returns) {
  struct cpf_error err = {CPF_OK, ""};
  enum cpf_status got = cpf_fail(&err, CPF_EPARSE, "%s:%d: seen '%c'", "a.table", 3, '?');
  cr_assert_eq(got, CPF_EPARSE);
  cr_assert_eq(err.status, CPF_EPARSE);
  cr_assert_str_eq(err.text, "a.table:3: seen '?'");
}

Test(status, fail_accepts_no_error) {
  cr_assert_eq(cpf_fail(NULL, CPF_EIO, "%d", 1), CPF_EIO);
}

Test(status, fail_cuts_a_long_text) {
  struct cpf_error err;
  char text[2 * sizeof err.text];
  memset(text, 'x', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  cr_assert_eq(cpf_fail(&err, CPF_EINVAL, "%s", text), CPF_EINVAL);
  cr_assert_eq(strlen(err.text), sizeof err.text - 1);
  cr_assert_eq(strncmp(err.text, text, sizeof err.text - 1), 0);
}

// Leaves at the first failure, by the label.
static enum cpf_status first_failure(const enum cpf_status *results, int count, int *reached) {
  enum cpf_status status = CPF_OK;
  for (*reached = 0; *reached < count; ++*reached)
    CPF_TRY(results[*reached]);
cleanup:
  return status;
}

Test(try, leaves_at_the_first_failure) {
  const enum cpf_status results[] = {CPF_OK, CPF_EIO, CPF_EINVAL};
  int reached = -1;
  cr_assert_eq(first_failure(results, 3, &reached), CPF_EIO);
  cr_assert_eq(reached, 1);
}

Test(try, goes_on_after_success) {
  const enum cpf_status results[] = {CPF_OK, CPF_OK};
  int reached = -1;
  cr_assert_eq(first_failure(results, 2, &reached), CPF_OK);
  cr_assert_eq(reached, 2);
}

static enum cpf_status allocate(size_t count, bool *zeroed, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  double *values = NULL;
  CPF_TRY_ALLOC(values, count, err);
  *zeroed = true;
  for (size_t i = 0; i < count; i++)
    *zeroed = *zeroed && values[i] == 0;
cleanup:
  free(values);
  return status;
}

Test(try, alloc_gives_zeroes) {
  bool zeroed = false;
  cr_assert_eq(allocate(100, &zeroed, NULL), CPF_OK);
  cr_assert(zeroed);
}

// calloc(0) may return NULL; that is no failure.
Test(try, alloc_of_nothing_succeeds) {
  bool zeroed = false;
  cr_assert_eq(allocate(0, &zeroed, NULL), CPF_OK);
}

Test(try, alloc_refuses_what_overflows) {
  struct cpf_error err = {CPF_OK, ""};
  bool zeroed = false;
  volatile size_t count = SIZE_MAX / 2;
  cr_assert_eq(allocate(count, &zeroed, &err), CPF_ENOMEM);
  cr_assert_eq(err.status, CPF_ENOMEM);
  cr_assert_not(zeroed);
}
