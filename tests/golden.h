// SPDX-License-Identifier: GPL-3.0-or-later
// Texts against golden files. CPF_GOLDEN_WRITE=1 in the environment writes the files anew.
#ifndef CPF_TESTS_GOLDEN_H
#define CPF_TESTS_GOLDEN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

// The version changes by itself: it is kept as "*".
static inline void golden_hide_version(char *text) {
  for (char *at = strstr(text, CPF_VERSION); at != NULL; at = strstr(at, CPF_VERSION)) {
    *at++ = '*';
    memmove(at, at + strlen(CPF_VERSION) - 1, strlen(at + strlen(CPF_VERSION) - 1) + 1);
  }
}

// Compares `text`, which is freed, with tests/NAME.golden.
static inline void golden_expect(const char *name, char *text) {
  enum { BYTES = 1 << 18 };
  static char expected[BYTES];
  char path[4096];
  snprintf(path, sizeof path, "%s/tests/%s.golden", getenv("CPF_SOURCE_ROOT"), name);
  golden_hide_version(text);
  if (getenv("CPF_GOLDEN_WRITE") != NULL) {
    FILE *f = fopen(path, "w");
    cr_assert_not_null(f, "%s", path);
    fputs(text, f);
    fclose(f);
  }
  FILE *f = fopen(path, "r");
  cr_assert_not_null(f, "%s", path);
  expected[fread(expected, 1, sizeof expected - 1, f)] = '\0';
  fclose(f);
  cr_expect_str_eq(text, expected, "%s differs:\n%s", name, text);
  free(text);
}

#endif
