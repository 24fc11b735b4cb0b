// SPDX-License-Identifier: GPL-3.0-or-later
// Makes figures and reads their CSV files, for the tests.
#ifndef CPF_TESTS_REPORT_FIGURE_FILES_H
#define CPF_TESTS_REPORT_FIGURE_FILES_H

#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/figure.h"

enum { MOST_CELLS = 300, FEW = 4 };

// Ensembles have `trajectories` each.
static inline struct cpf_figure_set make_with(const char *name, int rho, uint64_t trajectories,
                                              uint64_t seed, int threads) {
  struct cpf_figure_request request = {.rho = rho, .threads = threads, .seed = seed};
  struct cpf_figure_set set;
  struct cpf_error err = {CPF_OK, ""};
  const struct cpf_figure *figure = cpf_figure_find(name);
  cr_assert_not_null(figure);
  request.trajectories = figure->trajectories > 0 ? trajectories : 0;
  cr_assert_eq(cpf_figure_make(figure, &request, &set, &err), CPF_OK, "%s", err.text);
  return set;
}

static inline struct cpf_figure_set make(const char *name, int rho) {
  return make_with(name, rho, FEW, 1, 1);
}

// The file of that name, cut into lines by `row`.
static inline char *text_of(struct cpf_figure_set *set, const char *name) {
  for (int i = 0; i < set->count; i++)
    if (strcmp(set->files[i].name, name) == 0)
      return set->files[i].text;
  cr_assert_fail("no file %s", name);
  return NULL;
}

// Cuts the next line into *words cells; 0 at the end. Lines end in CR LF.
static inline size_t split(char **text, char *words[MOST_CELLS]) {
  size_t count = 0;
  char *line = *text, *end = strstr(line, "\r\n");
  if (end == NULL) {
    cr_assert_str_empty(line);
    return 0;
  }
  *text = end + 2;
  *end = '\0';
  while (line != NULL) {
    char *comma = strchr(line, ',');
    cr_assert_lt(count, (size_t)MOST_CELLS);
    words[count++] = line;
    if (comma != NULL)
      *comma++ = '\0';
    line = comma;
  }
  return count;
}

// The next line's cells as numbers, NaN: blank or a word.
static inline size_t row(char **text, double cells[MOST_CELLS]) {
  char *words[MOST_CELLS];
  size_t count = split(text, words);
  for (size_t i = 0; i < count; i++) {
    char *after = NULL;
    double value = strtod(words[i], &after);
    cells[i] = after == words[i] || *after != '\0' ? NAN : value;
  }
  return count;
}

#endif
