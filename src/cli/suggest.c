// SPDX-License-Identifier: GPL-3.0-or-later
// Edit distance by dynamic programming over three rows: D[i][j] is the distance of the first i
// bytes of a from the first j of b (Damerau, CACM 7 (1964) 171; Wagner and Fischer 1974).
#include "cli/suggest.h"

#include <limits.h>
#include <string.h>

enum { LONGEST = 63 };

static int least(int a, int b) {
  return a < b ? a : b;
}

static int shortened(const char *text) {
  size_t length = strlen(text);
  return length > LONGEST ? LONGEST : (int)length;
}

int cpf_suggest_distance(const char *a, const char *b) {
  int rows[3][LONGEST + 1] = {{0}};
  int na = shortened(a), nb = shortened(b);
  for (int j = 0; j <= nb; j++)
    rows[0][j] = j;
  for (int i = 1; i <= na; i++) {
    const int *before = rows[(i + 1) % 3], *last = rows[(i - 1) % 3];
    int *row = rows[i % 3];
    row[0] = i;
    for (int j = 1; j <= nb; j++) {
      row[j] = least(last[j - 1] + (a[i - 1] != b[j - 1]), least(last[j], row[j - 1]) + 1);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = least(row[j], before[j - 2] + 1);
    }
  }
  return rows[na % 3][nb];
}

const char *cpf_suggest_nearest(const char *name, const char *const *names, size_t count) {
  const char *nearest = NULL;
  int smallest = INT_MAX;
  for (size_t i = 0; i < count; i++) {
    if (*name != '\0' && strncmp(name, names[i], strlen(name)) == 0)
      return names[i];
    int distance = cpf_suggest_distance(name, names[i]);
    if (distance < smallest) {
      smallest = distance;
      nearest = names[i];
    }
  }
  return nearest;
}
