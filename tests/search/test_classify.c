// SPDX-License-Identifier: GPL-3.0-or-later
// cpf_classify: given points, exact, disturbed, not critical, and in more dimensions than needed.
#include "support.h"

static const double PI = 3.14159265358979323846;

static double uniform(uint64_t *state) {
  *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
  return (double)(*state >> 11) / 4503599627370496.0 - 1;
}

static struct cpf_classified *classify(struct cpf_problem p, const double *W, size_t count,
                                       double radius) {
  const struct cpf_find_options opt = options(1);
  struct cpf_table *table = reference();
  struct cpf_classified *c = NULL;
  struct cpf_error err = {CPF_OK, ""};
  enum cpf_status status = cpf_classify(&p, &opt, table, W, count, radius, &c, &err);
  cr_assert_eq(status, CPF_OK, "%s", err.text);
  cr_assert_not_null(c);
  for (size_t i = 0; i < count; i++)
    if (c[i].critical) {
      check_family(&p, &c[i].family);
      cr_assert_str_empty(c[i].reason);
      cr_assert_leq(c[i].distance, radius);
    } else {
      cr_assert_str_not_empty(c[i].reason);
      cr_assert_null(c[i].family.W);
      cr_assert_null(c[i].family.eigenvalues);
    }
  cpf_table_free(table);
  return c;
}

// Rows moved by up to `size` in every coordinate and made unit vectors again.
static void disturb(uint64_t *state, const struct cpf_problem *p, double size, double *W) {
  for (int i = 0; i < p->n; i++) {
    double *w = W + i * p->d;
    for (int c = 0; c < p->d; c++)
      w[c] += size * uniform(state);
    double norm = sqrt(dot(p->d, w, w));
    for (int c = 0; c < p->d; c++)
      w[c] /= norm;
  }
}

Test(classify, exact_points) {
  const double h = sqrt(0.5), c = cos(PI / 8), s = sin(PI / 8);
  const double W[] = {0, -1, 1, 0, s, -c, s, c, -h, h, h, h, 0, 1, 0, -1, h, -h, h, -h};
  const char *const labels[] = {"copy", "tight-balance", "balance", "same-copy", "same-balance"};
  struct cpf_classified *r = classify(problem(2, 2, 2, 4), W, 5, 1e-6);
  for (int i = 0; i < 5; i++) {
    cr_assert(r[i].critical, "%s: %s", labels[i], r[i].reason);
    cr_assert_lt(r[i].gradient_norm_given, 1e-14);
    cr_assert_lt(r[i].distance, 1e-12);
    cr_assert_str_eq(r[i].family.label, labels[i]);
  }
  cr_assert_eq(r[1].family.multiplicity, 3);
  cr_assert_eq(r[1].family.points, 16);
  cpf_classified_free(r, 5);
  cpf_classified_free(NULL, 0);
  cpf_classified_free(classify(problem(2, 2, 2, 4), W, 0, 1e-6), 0);
}

// What find returns classifies to itself, also when turned, and when disturbed by 1e-5.
static void round_trip(struct cpf_problem p) {
  uint64_t state = 3;
  struct cpf_find_result *r = find(p);
  for (int f = 0; f < r->nfamilies; f++) {
    const struct cpf_family *family = &r->families[f];
    size_t size = (size_t)p.n * (size_t)p.d;
    double *W = calloc(3 * size, sizeof *W);
    cr_assert_not_null(W);
    for (size_t x = 0; x < 2 * size; x++)
      W[x] = family->W[x % size];
    for (size_t x = 0; x < size; x++) { // teachers 0 and 1 exchanged, students in reverse order
      size_t i = x / (size_t)p.d, column = x % (size_t)p.d;
      size_t from = column < 2 && p.k > 1 ? 1 - column : column;
      W[2 * size + x] = family->W[((size_t)p.n - 1 - i) * (size_t)p.d + from];
    }
    disturb(&state, &p, 1e-5, W + size);
    struct cpf_classified *c = classify(p, W, 3, 1e-3);
    for (int x = 0; x < 3; x++) {
      cr_assert(c[x].critical, "%s %d: %s", family->label, x, c[x].reason);
      cr_assert_str_eq(c[x].family.id, family->id, "%s %d", family->label, x);
      if (!family->continuum) // along a continuum the overlaps, and so the label, change
        cr_assert_str_eq(c[x].family.label, family->label);
      cr_assert_eq(c[x].family.points, family->points);
      cr_assert_eq(c[x].family.kind, family->kind);
      cr_assert_eq(c[x].family.dimension, family->dimension);
      cr_assert_eq(c[x].family.local_degree, family->local_degree);
      cr_assert_eq(c[x].family.multiplicity, family->multiplicity);
    }
    cr_assert_gt(c[1].gradient_norm_given, family->nullity > 0 ? 0 : 1e-7);
    cpf_classified_free(c, 3);
    free(W);
  }
  cpf_find_result_free(r);
}

Test(classify, round_trip) {
  round_trip(problem(2, 2, 2, 4));
  round_trip(problem(2, 2, 2, 3));
  round_trip(problem(2, 2, 2, 6));
  round_trip(problem(2, 3, 3, 4));
  round_trip(problem(2, 2, 3, 4));
  round_trip(problem(3, 2, 2, 4));
  round_trip(problem(2, 2, 2, 2));
}

// A triple root, given to three digits, comes back to twelve.
Test(classify, disturbed_triple_root) {
  const struct cpf_problem p = problem(2, 2, 2, 4);
  const double exact[] = {cos(PI / 8), sin(PI / 8), cos(PI / 8), -sin(PI / 8)};
  uint64_t state = 8;
  for (int round = 0; round < 20; round++) {
    double W[4], off = 0;
    memcpy(W, exact, sizeof W);
    disturb(&state, &p, 1e-3, W);
    struct cpf_classified *c = classify(p, W, 1, 0.02);
    cr_assert(c->critical, "%s", c->reason);
    cr_assert_str_eq(c->family.label, "tight-balance");
    cr_assert_float_eq(atan2(c->family.W[1], c->family.W[0]), PI / 8, 1e-12);
    for (int x = 0; x < 4; x++)
      off += pow(W[x] - exact[x], 2);
    cr_assert_float_eq(c->distance, sqrt(off), 1e-8);
    cpf_classified_free(c, 1);
  }
}

// Only the radius decides whether the critical point nearby counts.
Test(classify, radius) {
  const struct cpf_problem p = problem(2, 2, 2, 4);
  const double W[] = {cos(0.1), sin(0.1), 0, 1, cos(0.4), sin(0.4), cos(1.0), sin(1.0)};
  const double gap = hypot(1 - cos(0.1), sin(0.1));
  struct cpf_classified *c = classify(p, W, 2, 1e-3);
  cr_assert_not(c[0].critical);
  cr_assert_float_eq(c[0].distance, gap, 1e-9); // to copy
  cr_assert_float_eq(c[0].gradient_norm_given, direct_gradient(&p, W), 1e-12);
  cr_assert_not_null(strstr(c[0].reason, "radius"), "%s", c[0].reason);
  cr_assert_not(c[1].critical);
  cr_assert_gt(c[1].gradient_norm_given, 0.1);
  cpf_classified_free(c, 2);
  c = classify(p, W, 1, 0.99 * gap);
  cr_assert_not(c->critical);
  cpf_classified_free(c, 1);
  c = classify(p, W, 1, 1.01 * gap);
  cr_assert(c->critical);
  cr_assert_str_eq(c->family.label, "copy");
  cpf_classified_free(c, 1);
}

Test(classify, bad_radius) {
  const double bad[] = {-1e-9, NAN, INFINITY, -INFINITY}, W[] = {1, 0, 0, 1};
  const struct cpf_problem p = problem(2, 2, 2, 4);
  const struct cpf_find_options opt = options(1);
  struct cpf_table *table = reference();
  for (size_t b = 0; b < sizeof bad / sizeof *bad; b++) {
    struct cpf_classified *c = NULL;
    struct cpf_error err = {CPF_OK, ""};
    cr_assert_eq(cpf_classify(&p, &opt, table, W, 1, bad[b], &c, &err), CPF_EINVAL);
    cr_assert_null(c);
    cr_assert_not_null(strstr(err.text, "radius"));
  }
  cpf_table_free(table);
}

// d > k: where the part outside span V points does not matter; the orbit's dimension is reported.
Test(classify, outside_the_span) {
  const double u[] = {2 / 3.0, -1 / 3.0, 2 / 3.0}, v[] = {1 / 3.0, -2 / 3.0, -2 / 3.0};
  const double W[] = {0, 1, 0,    0,    0,    0, 0,  u[0], u[1], u[2], // copy+null
                      0, 0, u[0], u[1], u[2], 0, 0,  v[0], v[1], v[2], // null, orthogonal
                      0, 0, u[0], u[1], u[2], 0, 0,  u[0], u[1], u[2], // null, equal
                      1, 0, 0,    0,    0,    0, -1, 0,    0,    0};   // copy
  const char *const labels[] = {"copy+null", "null", "null", "copy"};
  const int dimensions[] = {2, 3, 2, 0};
  const double losses[] = {1, 2, 3, 0};
  struct cpf_classified *c = classify(problem(2, 2, 5, 4), W, 4, 1e-8);
  for (int x = 0; x < 4; x++) {
    cr_assert(c[x].critical, "%d: %s", x, c[x].reason);
    cr_assert_str_eq(c[x].family.label, labels[x]);
    cr_assert_eq(c[x].family.dimension, dimensions[x]);
    cr_assert_float_eq(c[x].family.loss, losses[x], 1e-13);
    cr_assert_lt(c[x].distance, 1e-12);
  }
  cpf_classified_free(c, 4);
}

// Any point of a continuum is one family with every other.
Test(classify, continuum) {
  const struct cpf_problem p = problem(2, 2, 2, 2);
  struct cpf_find_result *r = find(p);
  for (int x = 0; x < 12; x++) {
    const double t = 0.3 + 0.5 * x,
                 W[] = {cos(t), sin(t), -sin(t), cos(t), cos(t), sin(t), -cos(t), -sin(t)};
    struct cpf_classified *c = classify(p, W, 2, 1e-8);
    for (int f = 0; f < 2; f++) {
      cr_assert(c[f].critical);
      cr_assert_str_eq(c[f].family.id, r->families[f].id);
      cr_assert_eq(c[f].family.dimension, 1);
    }
    cpf_classified_free(c, 2);
  }
  cpf_find_result_free(r);
}
