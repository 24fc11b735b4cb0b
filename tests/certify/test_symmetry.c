// SPDX-License-Identifier: GPL-3.0-or-later
// Stabilisers against orbits counted by brute force, and invariant spaces against the gradient.
#include "certify/symmetry.h"

#include "../support.h"

enum { ELEMENTS_MAX = 50000, LENGTH_MAX = 16 };
static const double TOL = 1e-9;

// All elements of G on n x D matrices, signed numbers each, by counting through permutations.
struct group {
  int length, count;
  int *g; // count * length
};

static void add_signs(const struct cpf_problem *p, int D, const int *plain, struct group *out) {
  int signed_places = 0, place[LENGTH_MAX];
  for (int c = 0; c < p->n + D; c++)
    if (p->rho % 2 == 0 || c >= p->n + p->k)
      place[signed_places++] = c;
  for (int mask = 0; mask < 1 << signed_places; mask++) {
    cr_assert_lt(out->count, ELEMENTS_MAX);
    int *g = out->g + out->count++ * out->length;
    memcpy(g, plain, (size_t)out->length * sizeof *g);
    for (int s = 0; s < signed_places; s++)
      if (mask >> s & 1)
        g[place[s]] *= -1;
  }
}

// Permutations of 1..size number x, in the factorial system.
static void permutation(int size, int x, int *out) {
  int left[LENGTH_MAX];
  for (int i = 0; i < size; i++)
    left[i] = i + 1;
  for (int i = size; i > 0; i--) {
    int take = x % i;
    x /= i;
    out[size - i] = left[take];
    memmove(left + take, left + take + 1, (size_t)(i - take - 1) * sizeof *left);
  }
}

static int factorial(int m) {
  return m < 2 ? 1 : m * factorial(m - 1);
}

static struct group group_make(const struct cpf_problem *p, int D) {
  struct group out = {p->n + D, 0, NULL};
  int plain[LENGTH_MAX];
  out.g = malloc(sizeof *out.g * (size_t)out.length * ELEMENTS_MAX);
  for (int x = 0; x < factorial(p->n); x++)
    for (int y = 0; y < factorial(p->k); y++) {
      permutation(p->n, x, plain);
      permutation(p->k, y, plain + p->n);
      for (int c = p->k; c < D; c++)
        plain[p->n + c] = c + 1;
      add_signs(p, D, plain, &out);
    }
  return out;
}

static void act(int n, int D, const int *g, const double *W, double *out) {
  for (int i = 0; i < n; i++)
    for (int c = 0; c < D; c++)
      out[(abs(g[i]) - 1) * D + abs(g[n + c]) - 1] =
          (g[i] < 0) != (g[n + c] < 0) ? -W[i * D + c] : W[i * D + c];
}

static bool same(int size, const double *a, const double *b) {
  for (int e = 0; e < size; e++)
    if (!(fabs(a[e] - b[e]) <= TOL))
      return false;
  return true;
}

// A matrix with many coincidences: entries from few values, rows and columns copied.
static void coincident(const struct cpf_problem *p, int D, uint64_t *state, double *W) {
  const double values[] = {0, 0.5, -0.5, 0.8, 0.3};
  int kinds = 1 + (int)(next(state) % COUNT(values));
  for (int e = 0; e < p->n * D; e++)
    W[e] = values[next(state) % (uint64_t)kinds];
  for (int i = 0; i < p->n; i++) {
    double square = inner((size_t)D, W + i * D, W + i * D);
    if (square < 0.01)
      W[i * D] = 0.7;
    if (i > 0 && next(state) % 3 == 0)
      for (int c = 0; c < D; c++)
        W[i * D + c] = p->rho % 2 == 0 && next(state) % 2 == 0 ? -W[c] : W[c];
  }
}

static size_t orbit_size(const struct group *G, int n, int D, const double *W, uint64_t *fixing) {
  double *seen = malloc(sizeof *seen * (size_t)(G->count * n * D)), image[POINT_MAX];
  size_t count = 0;
  *fixing = 0;
  for (int x = 0; x < G->count; x++) {
    bool is_new = true;
    act(n, D, G->g + x * G->length, W, image);
    *fixing += same(n * D, image, W);
    for (size_t s = 0; s < count && is_new; s++)
      is_new = !same(n * D, image, seen + s * (size_t)(n * D));
    if (is_new)
      memcpy(seen + count++ * (size_t)(n * D), image, (size_t)(n * D) * sizeof *image);
  }
  free(seen);
  return count;
}

static const struct cpf_problem shapes[] = {{1, 1, 1, 4, 1}, {1, 3, 3, 3, 1}, {2, 2, 2, 4, 1},
                                            {2, 2, 2, 5, 1}, {3, 2, 2, 3, 1}, {3, 2, 3, 4, 1},
                                            {2, 3, 3, 4, 1}, {2, 2, 4, 3, 1}, {4, 2, 3, 3, 1}};

Test(symmetry, orbit_times_stabiliser_is_the_group) {
  uint64_t state = 11;
  for (size_t x = 0; x < COUNT(shapes); x++) {
    const struct cpf_problem *p = &shapes[x];
    struct group G = group_make(p, p->d);
    cr_assert_eq(cpf_symmetry_group_order(p, p->d), (uint64_t)G.count);
    for (int trial = 0; trial < 40; trial++) {
      double W[POINT_MAX];
      int *list = NULL, count = 0;
      uint64_t order, fixing;
      coincident(p, p->d, &state, W);
      cr_assert_eq(cpf_symmetry_stabiliser(p, p->d, W, TOL, &list, &count, &order, NULL), CPF_OK);
      size_t orbit = orbit_size(&G, p->n, p->d, W, &fixing);
      cr_expect_eq(order, fixing);
      cr_expect_eq(order * orbit, (uint64_t)G.count);
      free(list);
    }
    free(G.g);
  }
}

// Entries that all elements of the stabiliser tie, by brute force, and those that the listed ones
// tie: the same classes, signs and zeros.
static void expect_same_ties(const struct cpf_problem *p, const struct group *G, const double *W,
                             const struct cpf_space *space, uint64_t *state) {
  int n = p->n, D = p->d;
  double x[POINT_MAX], mean[POINT_MAX] = {0}, image[POINT_MAX];
  for (int e = 0; e < n * D; e++)
    x[e] = centred(state);
  for (int y = 0; y < G->count; y++) { // the mean over the stabiliser: a generic fixed matrix
    const int *g = G->g + y * G->length;
    act(n, D, g, W, image);
    if (!same(n * D, image, W))
      continue;
    act(n, D, g, x, image);
    for (int e = 0; e < n * D; e++)
      mean[e] += image[e];
  }
  for (int e = 0; e < n * D; e++) {
    cr_expect_eq(space->class_of[e] < 0, fabs(mean[e]) < TOL);
    for (int f = 0; f < e; f++)
      if (space->class_of[e] >= 0 && space->class_of[f] >= 0)
        cr_expect_eq(space->class_of[e] == space->class_of[f],
                     fabs(space->sign[e] * mean[e] - space->sign[f] * mean[f]) < TOL);
  }
}

Test(symmetry, the_list_generates_the_stabiliser) {
  uint64_t state = 12;
  for (size_t x = 0; x < COUNT(shapes); x++) {
    const struct cpf_problem *p = &shapes[x];
    struct group G = group_make(p, p->d);
    bool zero[POINT_MAX] = {false};
    for (int trial = 0; trial < 20; trial++) {
      double W[POINT_MAX], image[POINT_MAX];
      int *list = NULL, count = 0;
      uint64_t order;
      struct cpf_space space;
      coincident(p, p->d, &state, W);
      cr_assert_eq(cpf_symmetry_stabiliser(p, p->d, W, TOL, &list, &count, &order, NULL), CPF_OK);
      for (int y = 0; y < count; y++) {
        cr_expect(cpf_symmetry_valid(p, p->d, list + y * G.length));
        act(p->n, p->d, list + y * G.length, W, image);
        cr_expect(same(p->n * p->d, W, image));
      }
      cr_assert_eq(cpf_space_make(p, p->d, zero, list, count, &space, NULL), CPF_OK);
      expect_same_ties(p, &G, W, &space, &state);
      cpf_space_clear(&space);
      free(list);
    }
    free(G.g);
  }
}

// Every sequence of small numbers is valid exactly when it is in the group.
Test(symmetry, valid) {
  const struct cpf_problem small[] = {
      {1, 2, 2, 3, 1}, {2, 1, 2, 4, 1}, {1, 1, 3, 4, 1}, {2, 2, 2, 4, 1}, {1, 2, 3, 3, 1}};
  for (size_t x = 0; x < COUNT(small); x++) {
    struct group G = group_make(&small[x], small[x].d);
    int total = 1, base = 7, valid = 0;
    for (int c = 0; c < G.length; c++)
      total *= base;
    for (int number = 0; number < total; number++) {
      int g[LENGTH_MAX], rest = number;
      for (int c = 0; c < G.length; c++, rest /= base)
        g[c] = rest % base - 3;
      bool member = false;
      for (int y = 0; y < G.count && !member; y++)
        member = memcmp(g, G.g + y * G.length, (size_t)G.length * sizeof *g) == 0;
      bool said = cpf_symmetry_valid(&small[x], small[x].d, g);
      cr_assert_eq(said, member);
      valid += said;
    }
    cr_expect_eq(valid, G.count);
    free(G.g);
  }
  struct cpf_problem p = {1, 1, 1, 4, 1};
  cr_expect_not(cpf_symmetry_valid(&p, 1, (int[]){INT32_MIN, 1}));
  cr_expect_not(cpf_symmetry_valid(&p, 1, (int[]){INT32_MAX, 1}));
}

Test(symmetry, order_of_large_groups) {
  struct cpf_problem p = {20, 20, 20, 4, 1};
  cr_expect_eq(cpf_symmetry_group_order(&p, 20), 0);
  p = (struct cpf_problem){20, 1, 1, 3, 1};
  cr_expect_eq(cpf_symmetry_group_order(&p, 1), UINT64_C(2432902008176640000));
  p = (struct cpf_problem){21, 1, 1, 3, 1};
  cr_expect_eq(cpf_symmetry_group_order(&p, 1), 0);
  p = (struct cpf_problem){2, 9, 9, 4, 1}; // too many columns for all maps: the order is not known
  double W[18] = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  int *list = NULL, count;
  uint64_t order = 1;
  cr_assert_eq(cpf_symmetry_stabiliser(&p, 9, W, TOL, &list, &count, &order, NULL), CPF_OK);
  cr_expect_eq(order, 0);
  cr_expect_gt(count, 0);
  free(list);
}

// A random point of the space, rows of unit length: the gradient lies in the space, up to rounding.
static void expect_invariant(const struct cpf_problem *p, const struct cpf_space *space,
                             uint64_t *state) {
  double W[POINT_MAX], G[POINT_MAX], values[POINT_MAX];
  for (int c = 0; c < space->nclasses; c++)
    values[c] = centred(state);
  for (int e = 0; e < p->n * p->d; e++)
    W[e] = space->class_of[e] < 0 ? 0 : space->sign[e] * values[space->class_of[e]];
  if (!cpf_normalise(p, W)) // a row of zeros: no point of the spheres
    return;
  double size = cpf_gradient(p, W, G, NULL);
  for (int e = 0; e < p->n * p->d; e++) {
    if (space->class_of[e] < 0)
      cr_expect_leq(fabs(G[e]), 1e-12 * (1 + size));
    for (int f = 0; f < e && space->class_of[e] >= 0; f++)
      if (space->class_of[f] == space->class_of[e])
        cr_expect_leq(fabs(space->sign[e] * G[e] - space->sign[f] * G[f]), 1e-12 * (1 + size));
  }
  for (int i = 0; i < p->n; i++) // rows of one class share their multiplier
    for (int q = 0; q < i; q++)
      if (space->row_of[i] == space->row_of[q]) {
        double mu[LENGTH_MAX];
        cpf_gradient(p, W, G, mu);
        cr_expect_leq(fabs(mu[i] - mu[q]), 1e-12 * (1 + size + fabs(mu[i])));
      }
}

Test(symmetry, the_space_is_invariant) {
  uint64_t state = 13;
  for (size_t x = 0; x < COUNT(shapes); x++)
    for (int rho = 2; rho <= 5; rho++)
      for (int trial = 0; trial < 40; trial++) {
        struct cpf_problem p = shapes[x];
        p.rho = rho;
        p.repulsion = fabs(centred(&state));
        double W[POINT_MAX];
        bool zero[POINT_MAX];
        int *list = NULL, count = 0;
        uint64_t order;
        struct cpf_space space;
        coincident(&p, p.d, &state, W);
        for (int e = 0; e < p.n * p.d; e++)
          zero[e] = W[e] == 0;
        cr_assert_eq(cpf_symmetry_stabiliser(&p, p.d, W, TOL, &list, &count, &order, NULL), CPF_OK);
        cr_assert_eq(cpf_space_make(&p, p.d, zero, list, count, &space, NULL), CPF_OK);
        for (int e = 0; e < p.n * p.d; e++) // W itself lies in it
          cr_expect(space.class_of[e] >= 0 || zero[e]);
        expect_invariant(&p, &space, &state);
        cpf_space_clear(&space);
        free(list);
      }
}

// A class that is zero stays so when it joins another: w_2 = -w_2, then w_1 = w_2.
Test(symmetry, zeros_spread) {
  struct cpf_problem p = {2, 1, 1, 4, 1};
  const bool zero[2] = {false, false};
  const int list[] = {1, -2, 1, 2, 1, 1};
  struct cpf_space space;
  cr_assert_eq(cpf_space_make(&p, 1, zero, list, 2, &space, NULL), CPF_OK);
  cr_expect(space.class_of[0] == -1 && space.class_of[1] == -1);
  cr_expect_eq(space.nclasses, 0);
  cpf_space_clear(&space);
}

// Two blocks are kept apart: (1, 0; 0, 1) without symmetries leaves the diagonal only.
Test(symmetry, blocks) {
  struct cpf_problem p = {3, 3, 3, 4, 1};
  bool zero[9] = {false, true, true, true, false, false, true, false, false};
  struct cpf_space space;
  cr_assert_eq(cpf_space_make(&p, 3, zero, NULL, 0, &space, NULL), CPF_OK);
  cr_expect_eq(space.nclasses, 5);
  cr_expect_eq(space.nrows, 3);
  for (int e = 0; e < 9; e++)
    cr_expect_eq(space.class_of[e] < 0, zero[e]);
  zero[8] = true; // zero by chance, inside a block: still free
  cpf_space_clear(&space);
  cr_assert_eq(cpf_space_make(&p, 3, zero, NULL, 0, &space, NULL), CPF_OK);
  cr_expect_eq(space.nclasses, 5);
  cpf_space_clear(&space);
  cpf_space_clear(NULL);
}
