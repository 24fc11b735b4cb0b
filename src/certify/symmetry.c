// SPDX-License-Identifier: GPL-3.0-or-later
//
// The stabiliser of W:
//  1. Go through the signed permutations of the columns (when G has too many, through the sign
//     changes, transpositions and products of one of each only).
//  2. Match the rows of the permuted matrix with those of W, greedily: equal rows are alike. Each
//     column map that can be completed stands for prod (size of a class of equal rows)! elements.
//  3. Keep an element when it joins classes of entries that were not joined before.
#include "certify/symmetry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

enum { COLUMN_MAPS_MAX = 1 << 20 };

bool cpf_symmetry_valid(const struct cpf_problem *p, int D, const int *g) {
  bool even = cpf_problem_has_signs(p);
  for (int part = 0; part < 2; part++) {
    int size = part == 0 ? p->n : D, from = part == 0 ? 0 : p->n;
    for (int i = 0; i < size; i++) {
      int x = g[from + i];
      bool outside = part == 1 && i >= p->k;
      if (x == 0 || x < -size || x > size || (x < 0 && !even && !outside) ||
          (part == 1 && (outside ? abs(x) - 1 != i : abs(x) > p->k)))
        return false;
      for (int q = 0; q < i; q++)
        if (abs(g[from + q]) == abs(x))
          return false;
    }
  }
  return true;
}

static bool multiply(uint64_t *x, uint64_t by) {
  if (*x > UINT64_MAX / by)
    return false;
  *x *= by;
  return true;
}

uint64_t cpf_symmetry_group_order(const struct cpf_problem *p, int D) {
  uint64_t order = 1;
  bool fits = true;
  for (int i = 2; i <= p->n && fits; i++)
    fits = multiply(&order, (uint64_t)i);
  for (int j = 2; j <= p->k && fits; j++)
    fits = multiply(&order, (uint64_t)j);
  int flips = D - p->k + (cpf_problem_has_signs(p) ? p->n + p->k : 0);
  for (int i = 0; i < flips && fits; i++)
    fits = multiply(&order, 2);
  return fits ? order : 0;
}

// Union-find with signs over the entries: entry e = sign * root; a root that equals its own
// negative is zero.
struct ties {
  size_t size;
  size_t *parent;
  int *sign;
  bool *zero;
};

static size_t find(struct ties *t, size_t e, int *sign) {
  *sign = 1;
  while (t->parent[e] != e) {
    *sign *= t->sign[e];
    e = t->parent[e];
  }
  return e;
}

// entry a = s * entry b. True when that is new.
static bool tie(struct ties *t, size_t a, size_t b, int s) {
  int sa, sb;
  size_t ra = find(t, a, &sa), rb = find(t, b, &sb);
  if (ra == rb) {
    bool is_new = sa != s * sb && !t->zero[ra];
    t->zero[ra] |= sa != s * sb;
    return is_new;
  }
  size_t low = ra < rb ? ra : rb, high = ra < rb ? rb : ra;
  t->parent[high] = low;
  t->sign[high] = sa * sb * s;
  t->zero[low] |= t->zero[high];
  return true;
}

static enum cpf_status ties_alloc(struct ties *t, size_t size, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  memset(t, 0, sizeof *t);
  t->size = size;
  CPF_TRY_ALLOC(t->parent, size, err);
  CPF_TRY_ALLOC(t->sign, size, err);
  CPF_TRY_ALLOC(t->zero, size, err);
  for (size_t e = 0; e < size; e++) {
    t->parent[e] = e;
    t->sign[e] = 1;
  }
cleanup:
  return status;
}

static void ties_free(struct ties *t) {
  free(t->parent);
  free(t->sign);
  free(t->zero);
}

// Ties the entries that g maps onto each other. True when one tie is new.
static bool tie_by(struct ties *t, int n, int D, const int *g) {
  bool any = false;
  for (int i = 0; i < n; i++)
    for (int c = 0; c < D; c++) {
      int row = abs(g[i]) - 1, column = abs(g[n + c]) - 1;
      int sign = (g[i] < 0 ? -1 : 1) * (g[n + c] < 0 ? -1 : 1);
      any |=
          tie(t, (size_t)row * (size_t)D + (size_t)column, (size_t)i * (size_t)D + (size_t)c, sign);
    }
  return any;
}

struct search {
  const struct cpf_problem *p;
  int D;
  const double *W;
  double tol;
  bool even;
  int *g;           // n + D: the element being built
  bool *used;       // n
  uint64_t repeats; // prod (class size)!
  uint64_t columns; // column maps completed
  struct ties ties;
  int *list, count; // kept elements
  enum cpf_status status;
  struct cpf_error *err;
};

// Whether row i of W, its columns mapped, is row q times *sign.
static bool row_maps(const struct search *s, int i, int q, int sign) {
  const int *columns = s->g + s->p->n;
  for (int c = 0; c < s->D; c++) {
    int target = abs(columns[c]) - 1, t = columns[c] < 0 ? -1 : 1;
    if (!(fabs(s->W[q * s->D + target] - sign * t * s->W[i * s->D + c]) <= s->tol))
      return false;
  }
  return true;
}

static bool match_rows(struct search *s) {
  memset(s->used, 0, (size_t)s->p->n * sizeof *s->used);
  for (int i = 0; i < s->p->n; i++) {
    s->g[i] = 0;
    for (int q = 0; q < s->p->n && s->g[i] == 0; q++) {
      if (s->used[q])
        continue;
      if (row_maps(s, i, q, 1))
        s->g[i] = q + 1;
      else if (s->even && row_maps(s, i, q, -1))
        s->g[i] = -(q + 1);
    }
    if (s->g[i] == 0)
      return false;
    s->used[abs(s->g[i]) - 1] = true;
  }
  return true;
}

static void keep(struct search *s) {
  size_t length = (size_t)s->p->n + (size_t)s->D;
  if (s->status != CPF_OK || !tie_by(&s->ties, s->p->n, s->D, s->g))
    return;
  int *grown = realloc(s->list, ((size_t)s->count + 1) * length * sizeof *grown);
  if (grown == NULL) {
    s->status = cpf_fail(s->err, CPF_ENOMEM, "out of memory: %d symmetries", s->count + 1);
    return;
  }
  memcpy(grown + (size_t)s->count * length, s->g, length * sizeof *grown);
  s->list = grown;
  s->count++;
}

static void consider(struct search *s) {
  if (match_rows(s)) {
    s->columns++;
    keep(s);
  }
}

static void signs(struct search *s, int c) {
  int *columns = s->g + s->p->n;
  if (c == s->D) {
    consider(s);
    return;
  }
  signs(s, c + 1);
  if (!s->even && c < s->p->k)
    return;
  columns[c] = -columns[c];
  signs(s, c + 1);
  columns[c] = -columns[c];
}

static void swap(int *a, int *b) {
  int x = *a;
  *a = *b;
  *b = x;
}

static void permutations(struct search *s, int j) {
  int *columns = s->g + s->p->n;
  if (j == s->p->k) {
    signs(s, 0);
    return;
  }
  for (int x = j; x < s->p->k; x++) {
    swap(&columns[j], &columns[x]);
    permutations(s, j + 1);
    swap(&columns[j], &columns[x]);
  }
}

// Sign changes of one column, transpositions, and a transposition with both signs changed.
static void simple_maps(struct search *s) {
  int *columns = s->g + s->p->n;
  consider(s);
  for (int c = 0; c < s->D; c++) {
    if (!s->even && c < s->p->k)
      continue;
    columns[c] = -columns[c];
    consider(s);
    columns[c] = -columns[c];
  }
  for (int a = 0; a < s->p->k; a++)
    for (int b = 0; b < a; b++)
      for (int sign = 1; sign >= (s->even ? -1 : 1); sign -= 2) {
        columns[a] = sign * (b + 1), columns[b] = sign * (a + 1);
        consider(s);
        columns[a] = a + 1, columns[b] = b + 1;
      }
}

// Equal rows may be exchanged: the elements that only permute rows, and how many there are.
static void equal_rows(struct search *s) {
  int n = s->p->n;
  bool fits = true;
  s->repeats = 1;
  for (int c = 0; c < s->D; c++)
    s->g[n + c] = c + 1;
  for (int i = 0; i < n; i++) {
    uint64_t alike = 1;
    for (int q = 0; q < i; q++) {
      int sign = row_maps(s, i, q, 1) ? 1 : s->even && row_maps(s, i, q, -1) ? -1 : 0;
      if (sign == 0)
        continue;
      alike++;
      for (int x = 0; x < n; x++)
        s->g[x] = x + 1;
      s->g[i] = sign * (q + 1), s->g[q] = sign * (i + 1);
      keep(s);
    }
    fits = fits && multiply(&s->repeats, alike);
  }
  if (!fits)
    s->repeats = 0;
}

enum cpf_status cpf_symmetry_stabiliser(const struct cpf_problem *p, int D, const double *W,
                                        double tol, int **list, int *count, uint64_t *order,
                                        struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct search s = {
      .p = p, .D = D, .W = W, .tol = tol, .even = cpf_problem_has_signs(p), .err = err};
  double maps = 1;
  CPF_TRY_ALLOC(s.g, (size_t)p->n + (size_t)D, err);
  CPF_TRY_ALLOC(s.used, (size_t)p->n, err);
  CPF_TRY(ties_alloc(&s.ties, (size_t)p->n * (size_t)D, err));
  for (int j = 2; j <= p->k && maps <= COLUMN_MAPS_MAX; j++)
    maps *= j;
  maps = ldexp(maps, D - p->k + (s.even ? p->k : 0));
  equal_rows(&s);
  for (int c = 0; c < D; c++)
    s.g[p->n + c] = c + 1;
  if (maps <= COLUMN_MAPS_MAX)
    permutations(&s, 0);
  else
    simple_maps(&s);
  CPF_TRY(s.status);
  *order =
      maps <= COLUMN_MAPS_MAX && s.columns > 0 && multiply(&s.repeats, s.columns) ? s.repeats : 0;
  *list = s.list;
  *count = s.count;
  s.list = NULL;
cleanup:
  free(s.g);
  free(s.used);
  free(s.list);
  ties_free(&s.ties);
  return status;
}

// Blocks: connected components of students and columns, joined by the entries that are not zero.
static void find_blocks(struct cpf_space *space, const bool *zero) {
  int n = space->n, D = space->D;
  for (int v = 0; v < n + D; v++)
    space->block[v] = v;
  for (bool changed = true; changed;) {
    changed = false;
    for (int e = 0; e < n * D; e++) {
      int *a = &space->block[e / D], *b = &space->block[n + e % D];
      if (zero[e] || *a == *b)
        continue;
      *a = *b = *a < *b ? *a : *b;
      changed = true;
    }
  }
}

// Numbers the classes.
static void number(struct cpf_space *space, struct ties *entries, struct ties *rows) {
  int n = space->n, D = space->D, sign;
  for (int e = 0; e < n * D; e++) {
    size_t root = find(entries, (size_t)e, &sign);
    bool apart = space->block[e / D] != space->block[n + e % D];
    space->sign[e] = sign;
    space->class_of[e] = entries->zero[root] || apart ? -1
                         : root == (size_t)e          ? space->nclasses++
                                                      : space->class_of[root];
  }
  for (int i = 0; i < n; i++) {
    size_t root = find(rows, (size_t)i, &sign);
    space->row_of[i] = root == (size_t)i ? space->nrows++ : space->row_of[root];
  }
}

enum cpf_status cpf_space_make(const struct cpf_problem *p, int D, const bool *zero,
                               const int *symmetries, int count, struct cpf_space *space,
                               struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t n = (size_t)p->n, columns = (size_t)D;
  struct ties entries = {0}, rows = {0};
  *space = (struct cpf_space){.n = p->n, .D = D};
  CPF_TRY_ALLOC(space->class_of, n * columns, err);
  CPF_TRY_ALLOC(space->sign, n * columns, err);
  CPF_TRY_ALLOC(space->row_of, n, err);
  CPF_TRY_ALLOC(space->block, n + columns, err);
  CPF_TRY(ties_alloc(&entries, n * columns, err));
  CPF_TRY(ties_alloc(&rows, n, err));
  find_blocks(space, zero);
  for (int x = 0; x < count; x++) {
    const int *g = symmetries + (size_t)x * (n + columns);
    tie_by(&entries, p->n, D, g);
    for (int i = 0; i < p->n; i++)
      tie(&rows, (size_t)(abs(g[i]) - 1), (size_t)i, 1);
  }
  // A class is zero as a whole when one of its entries lies between blocks.
  for (size_t e = 0; e < n * columns; e++) {
    int sign;
    if (space->block[e / columns] != space->block[n + e % columns])
      entries.zero[find(&entries, e, &sign)] = true;
  }
  number(space, &entries, &rows);
cleanup:
  ties_free(&entries);
  ties_free(&rows);
  if (status != CPF_OK)
    cpf_space_clear(space);
  return status;
}

void cpf_space_clear(struct cpf_space *space) {
  if (space == NULL)
    return;
  free(space->class_of);
  free(space->sign);
  free(space->row_of);
  free(space->block);
  memset(space, 0, sizeof *space);
}
