// SPDX-License-Identifier: GPL-3.0-or-later
// The orbit of a point by two routes: canonical form and orbit-stabiliser against the images of W
// under every element of the group, one after the other.
#include "classify/orbit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "classify/colours.h"
#include "classify/fingerprint.h"
#include "classify/representative.h"
#include "cpfind/model.h"

static const double tol = 1e-9;

enum { SMALL = 6, POINT = 36, GROUP = 2304, LARGE = 14 }; // largest n, k; n*d; group of 3 on 3

static double uniform(uint64_t *state) {
  *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
  return (double)(*state >> 11) / 9007199254740992.0;
}

static int below(uint64_t *state, int bound) {
  return (int)(uniform(state) * bound);
}

static struct cpf_problem problem(int n, int k, int d, int rho) {
  return (struct cpf_problem){n, k, d, rho, 1.0};
}

static void random_point(uint64_t *state, const struct cpf_problem *p, double *W) {
  for (int i = 0; i < p->n * p->d; i++)
    W[i] = 2 * uniform(state) - 1;
  cr_assert(cpf_normalise(p, W));
}

// Integers -size .. size scaled to length 1: many overlaps agree.
static void random_ties(uint64_t *state, const struct cpf_problem *p, int size, double *W) {
  for (int i = 0; i < p->n; i++)
    for (double square = 0; square <= 0;)
      for (int c = 0; c < p->d; c++) {
        W[i * p->d + c] = below(state, 2 * size + 1) - size;
        square += W[i * p->d + c] * W[i * p->d + c];
      }
  cr_assert(cpf_normalise(p, W));
}

// Students i = 0, 1, ... alternate between two rows, given by their first two entries.
static void pairs(const struct cpf_problem *p, double a, double b, double c, double d, double *W) {
  memset(W, 0, (size_t)(p->n * p->d) * sizeof *W);
  for (int i = 0; i < p->n; i++) {
    W[i * p->d] = i % 2 == 0 ? a : c;
    if (p->k > 1)
      W[i * p->d + 1] = i % 2 == 0 ? b : d;
  }
  for (int i = 0; i < p->n && p->k == 1; i++)
    W[i * p->d] = 1;
}

// An element of the group: row i of the image is ssign[i] * student row[i], its column j comes from
// column column[j] with the sign tsign[j].
struct element {
  int row[SMALL], column[SMALL], ssign[SMALL], tsign[SMALL];
};

static int permutation(int number, int size, int *order) { // number / size! is returned
  for (int i = 0; i < size; i++)
    order[i] = i;
  for (int i = size; i > 1; i--) {
    int j = number % i, kept = order[i - 1];
    order[i - 1] = order[j];
    order[j] = kept;
    number /= i;
  }
  return number;
}

static int signs(int number, int size, bool any, int *sign) {
  for (int i = 0; i < size; i++) {
    sign[i] = any && number % 2 == 1 ? -1 : 1;
    number /= any ? 2 : 1;
  }
  return number;
}

// Element `number` of the group; false when there are fewer.
static bool element(const struct cpf_problem *p, int number, struct element *e) {
  bool even = p->rho % 2 == 0;
  number = permutation(number, p->n, e->row);
  number = permutation(number, p->k, e->column);
  number = signs(number, p->n, even, e->ssign);
  number = signs(number, p->k, even, e->tsign);
  return number == 0;
}

static void act(const struct cpf_problem *p, const struct element *e, const double *W,
                double *out) {
  for (int i = 0; i < p->n; i++)
    for (int c = 0; c < p->d; c++) {
      int from = c < p->k ? e->column[c] : c, sign = e->ssign[i] * (c < p->k ? e->tsign[c] : 1);
      out[i * p->d + c] = sign * W[e->row[i] * p->d + from];
    }
}

// Equal matrices; for d = k + 1, also when the last column of one is the other's negated.
static bool equal(const struct cpf_problem *p, const double *A, const double *B) {
  for (int mirror = 1; mirror >= (p->d > p->k ? -1 : 1); mirror -= 2) {
    bool same = true;
    for (int x = 0; x < p->n * p->d && same; x++)
      same = fabs(A[x] - (x % p->d < p->k ? 1 : mirror) * B[x]) < tol;
    if (same)
      return true;
  }
  return false;
}

static uint64_t brute_count(const struct cpf_problem *p, const double *W) {
  static double images[GROUP][POINT];
  struct element e;
  uint64_t count = 0;
  for (int number = 0; element(p, number, &e); number++) {
    bool seen = false;
    act(p, &e, W, images[count]);
    for (uint64_t i = 0; i < count && !seen; i++)
      seen = equal(p, images[i], images[count]);
    count += !seen;
  }
  return count;
}

static bool brute_same(const struct cpf_problem *p, const double *A, const double *B) {
  struct element e;
  double image[POINT];
  for (int number = 0; element(p, number, &e); number++) {
    act(p, &e, A, image);
    if (equal(p, image, B))
      return true;
  }
  return false;
}

// A random symmetry of L; also reflections of the complement of span V.
static void transform(uint64_t *state, const struct cpf_problem *p, const double *W, double *out) {
  struct element e;
  int rows = permutation(below(state, 720), p->n, e.row);
  rows += permutation(below(state, 720), p->k, e.column); // what is left over does not matter
  rows += signs(below(state, 64), p->n, p->rho % 2 == 0, e.ssign);
  rows += signs(below(state, 64), p->k, p->rho % 2 == 0, e.tsign);
  act(p, &e, W, out);
  for (int times = (rows + below(state, 3)) % 3; times > 0 && p->d > p->k; times--) {
    double u[POINT], square = 0;
    for (int c = p->k; c < p->d; c++) {
      u[c] = uniform(state) - 0.5;
      square += u[c] * u[c];
    }
    for (int i = 0; i < p->n; i++) {
      double dot = 0;
      for (int c = p->k; c < p->d; c++)
        dot += u[c] * out[i * p->d + c];
      for (int c = p->k; c < p->d; c++)
        out[i * p->d + c] -= 2 * dot / square * u[c];
    }
  }
}

static struct cpf_orbit orbit_of(const struct cpf_problem *p, const double *W) {
  struct cpf_orbit orbit;
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_orbit_make(p, W, tol, &orbit, &err), CPF_OK, "%s", err.text);
  return orbit;
}

static bool same(const struct cpf_problem *p, const double *A, const double *B) {
  struct cpf_orbit a = orbit_of(p, A), b = orbit_of(p, B);
  bool answer = cpf_orbit_same(&a, &b, tol);
  cr_assert_eq(cpf_orbit_same(&b, &a, tol), answer);
  cpf_orbit_clear(&a);
  cpf_orbit_clear(&b);
  return answer;
}

static void representative(const struct cpf_problem *p, const double *W, double *R,
                           char id[CPF_ID_MAX]) {
  struct cpf_orbit orbit = orbit_of(p, W);
  struct cpf_error err = {CPF_OK, ""};
  memcpy(R, W, (size_t)(p->n * p->d) * sizeof *R);
  cr_assert_eq(cpf_representative(p, &orbit, tol, R, id, &err), CPF_OK, "%s", err.text);
  cr_assert_eq(strlen(id), CPF_ID_MAX - 1);
  cpf_orbit_clear(&orbit);
}

// No image of R has a larger first differing overlap with a teacher.
static void assert_last(const struct cpf_problem *p, const double *R) {
  struct element e;
  double image[POINT];
  for (int number = 0; element(p, number, &e); number++) {
    double difference = 0;
    act(p, &e, R, image);
    for (int x = 0; x < p->n * p->d && fabs(difference) <= tol; x++)
      difference = x % p->d < p->k ? R[x] - image[x] : 0;
    cr_assert_geq(difference, -tol);
  }
}

// All that holds for one point of a small problem.
static void check(const struct cpf_problem *p, const double *W, bool brute) {
  uint64_t state = 11;
  double R[POINT], S[POINT], image[POINT], f[CPF_FINGERPRINT], g[CPF_FINGERPRINT];
  char id[CPF_ID_MAX], other[CPF_ID_MAX];
  struct cpf_orbit orbit = orbit_of(p, W);
  cr_assert(orbit.count_known);
  if (brute)
    cr_assert_eq(orbit.count, brute_count(p, W), "n %d k %d d %d rho %d", p->n, p->k, p->d, p->rho);
  cpf_orbit_clear(&orbit);
  representative(p, W, R, id);
  cr_assert(same(p, W, R));
  cr_assert(!brute || p->d > p->k + 1 || brute_same(p, W, R));
  cr_assert_float_eq(cpf_loss(p, W), cpf_loss(p, R), 1e-13);
  if (brute)
    assert_last(p, R);
  cpf_fingerprint(p, W, f);
  for (int round = 0; round < 6; round++) {
    transform(&state, p, W, image);
    cr_assert(same(p, W, image));
    representative(p, image, S, other);
    cr_assert_str_eq(id, other);
    for (int x = 0; x < p->n * p->d && brute; x++)
      cr_assert_float_eq(R[x], S[x], 1e-12);
    cpf_fingerprint(p, image, g);
    cr_assert_lt(cpf_fingerprint_distance(f, g), 1e-12);
    memcpy(S, image, sizeof S);
    for (int x = 0; x < p->n * p->d; x++)
      S[x] += 2e-6 * (uniform(&state) - 0.5);
    cr_assert(cpf_normalise(p, S));
    for (int x = 0; x < p->n * p->d; x++)
      if (x % p->d < p->k && fabs(S[x] - image[x]) > 1e-7) { // overlaps differ in first order
        cr_assert_not(same(p, W, S));
        break;
      }
  }
}

// d = k, k + 1 and k + 2; the last without the comparison of images.
static void check_all(int n, int k, int rho) {
  const double h = sqrt(0.5), t = acos(-1) / 8;
  uint64_t state = (uint64_t)(100 * n + 10 * k + rho);
  double W[POINT];
  for (int d = k; d <= k + 2; d++) {
    struct cpf_problem p = problem(n, k, d, rho);
    bool brute = d <= k + 1;
    memset(W, 0, sizeof W);
    for (int i = 0; i < n; i++) // copy; students beyond the teachers are null where there is room
      W[i * d + i % (d < k + 1 ? d : k + 1)] = 1;
    check(&p, W, brute);
    pairs(&p, h, h, h, -h, W); // balance
    check(&p, W, brute);
    pairs(&p, cos(t), sin(t), cos(t), -sin(t), W); // tight-balance
    check(&p, W, brute);
    pairs(&p, 1, 0, 1, 0, W); // same-copy
    check(&p, W, brute);
    random_point(&state, &p, W);
    check(&p, W, brute);
    for (int round = 0; round < 4; round++) {
      random_ties(&state, &p, 2, W);
      check(&p, W, brute);
    }
  }
}

Test(orbit, against_all_images_even) {
  for (int n = 1; n <= 3; n++)
    for (int k = 1; k <= 3; k++)
      check_all(n, k, 4);
}

Test(orbit, against_all_images_odd) {
  for (int n = 1; n <= 3; n++)
    for (int k = 1; k <= 3; k++)
      check_all(n, k, 3);
}

// Both answers occur often among points whose overlaps come from few values.
Test(orbit, same_against_all_images) {
  uint64_t state = 3;
  double A[POINT], B[POINT];
  for (int rho = 3; rho <= 4; rho++)
    for (int d = 2; d <= 3; d++) {
      struct cpf_problem p = problem(2, 2, d, rho);
      int alike = 0, rounds = 1500;
      for (int round = 0; round < rounds; round++) {
        random_ties(&state, &p, 1, A);
        random_ties(&state, &p, 1, B);
        bool expected = brute_same(&p, A, B);
        cr_assert_eq(same(&p, A, B), expected);
        alike += expected;
      }
      cr_assert_gt(alike, 2);
      cr_assert_lt(alike, rounds / 2);
    }
}

// The point with overlaps M (2 x 2) with the teachers and w_1.w_2 = c.
static void with_overlaps(const double M[4], double c, double W[8]) {
  double s = sqrt(1 - M[0] * M[0] - M[1] * M[1]), square = 1 - M[2] * M[2] - M[3] * M[3];
  double along = (c - M[0] * M[2] - M[1] * M[3]) / s;
  memcpy(W, (double[]){M[0], M[1], s, 0, M[2], M[3], along, sqrt(square - along * along)},
         8 * sizeof *W);
}

// The values alone do not tell these points apart; who meets whom does.
Test(orbit, equal_values_are_not_enough) {
  const double a = 0.5, b = 0.3;
  const double M[][4] = {{a, a, b, b}, {a, b, a, b}, {a, b, b, a}, {a, a, b, -b}, {a, b, a, -b}};
  double W[5][8], R[8];
  char id[5][CPF_ID_MAX];
  for (int rho = 3; rho <= 4; rho++) {
    struct cpf_problem p = problem(2, 2, 4, rho);
    for (int x = 0; x < (rho == 3 ? 3 : 5); x++) {
      with_overlaps(M[x], 0.4, W[x]);
      representative(&p, W[x], R, id[x]);
      for (int y = 0; y <= x; y++) {
        cr_assert_eq(same(&p, W[x], W[y]), x == y, "%d %d", x, y);
        cr_assert_eq(strcmp(id[x], id[y]) == 0, x == y);
      }
    }
  }
}

static uint64_t factorial(int n) {
  return n < 2 ? 1 : (uint64_t)n * factorial(n - 1);
}

static void large(int size, int rho, bool generic, bool known, uint64_t expected) {
  struct cpf_problem p = problem(size, size, size, rho);
  double W[LARGE * LARGE] = {0};
  uint64_t state = 9;
  for (int i = 0; i < size; i++)
    W[i * size + i] = 1;
  if (generic)
    random_point(&state, &p, W);
  struct cpf_orbit orbit = orbit_of(&p, W);
  cr_assert_eq(orbit.count_known, known, "%d %d", size, rho);
  if (known)
    cr_assert_eq(orbit.count, expected, "%d %d", size, rho);
  cpf_orbit_clear(&orbit);
  cr_assert_null(orbit.values);
  cr_assert_null(orbit.graph);
}

// -1 on all students and all teachers moves no point: half of the group acts freely.
Test(orbit, large_groups) {
  uint64_t f10 = factorial(10), f14 = factorial(14);
  large(10, 4, false, true, f10 << 10);
  large(10, 3, false, true, f10);
  large(10, 4, true, true, f10 * f10 << 19);
  large(10, 3, true, true, f10 * f10);
  large(14, 4, false, true, f14 << 14);
  large(14, 4, true, false, 0); // 14!^2 2^27
  large(14, 3, true, false, 0);
  cpf_orbit_clear(NULL);
}

// Beyond 10^6 elements the representative keeps the order, but the id is still the orbit's.
Test(orbit, id_of_a_large_group) {
  enum { N = 6 };
  struct cpf_problem p = problem(N, N, N, 4);
  uint64_t state = 21;
  double W[N * N], image[N * N], R[N * N], other[N * N];
  char id[CPF_ID_MAX], id2[CPF_ID_MAX];
  for (int kind = 0; kind < 2; kind++) {
    if (kind == 0)
      random_point(&state, &p, W);
    else
      random_ties(&state, &p, 2, W);
    representative(&p, W, R, id);
    cr_assert(same(&p, W, R));
    for (int round = 0; round < 5; round++) {
      transform(&state, &p, W, image);
      representative(&p, image, R, id2);
      cr_assert_str_eq(id, id2);
    }
    random_point(&state, &p, other);
    representative(&p, other, R, id2);
    cr_assert_str_neq(id, id2);
  }
}

Test(orbit, id_of_a_continuum) {
  struct cpf_problem p = problem(2, 2, 2, 2), q = problem(2, 2, 2, 4);
  char id[6][CPF_ID_MAX];
  cpf_invariant_id(&p, 0.25, 1, 0, id[0]);
  cpf_invariant_id(&p, 0.25, 2, 0, id[1]);
  cpf_invariant_id(&p, 0.25, 1, 1, id[2]);
  cpf_invariant_id(&p, 0.26, 1, 0, id[3]);
  cpf_invariant_id(&q, 0.25, 1, 0, id[4]);
  cpf_invariant_id(&p, 0.25 + 1e-14, 1, 0, id[5]);
  for (int a = 0; a < 5; a++)
    for (int b = 0; b < a; b++)
      cr_assert_str_neq(id[a], id[b]);
  cr_assert_str_eq(id[0], id[5]);
}

// Signed numbers of values, read back; values within tol of each other, or of zero, are one.
Test(colours, values_and_gap) {
  const double a = 0.6, b = 0.8;
  double W[] = {a, b, -a - 1e-11, b};
  for (int rho = 3; rho <= 4; rho++) {
    struct cpf_problem p = problem(2, 2, 2, rho);
    struct cpf_colours c;
    cr_assert_eq(cpf_colours_make(&p, W, tol, &c, NULL), CPF_OK);
    cr_assert_eq(c.nvalues, (size_t)(rho == 3 ? 4 : 3)); // (-0.6,) 0.28, 0.6, 0.8
    for (size_t v = 1; v < c.nvalues; v++)
      cr_assert_gt(c.values[v], c.values[v - 1]);
    for (int x = 0; x < 4; x++)
      cr_assert_float_eq(cpf_colours_value(&c, c.overlap[x]), W[x], 1e-10);
    cr_assert_float_eq(cpf_colours_value(&c, c.gram[1]), 0.28, 1e-10);
    cr_assert_eq(c.gram[0], 0);
    cr_assert_eq(c.overlap[1], c.overlap[3]);
    cr_assert_eq(c.overlap[0], rho == 3 ? c.overlap[0] : -c.overlap[2]);
    cr_assert_float_eq(c.gap, 0.2, 1e-10);
    cpf_colours_clear(&c);
    cr_assert_null(c.values);
  }
  cpf_colours_clear(NULL);
}
