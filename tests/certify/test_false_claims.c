// SPDX-License-Identifier: GPL-3.0-or-later
// Claims that are false, or make no sense: none may be proved.
#include <arb.h>

#include "support.h"

static const double H = 0.70710678118654752440;
static const double PI = 3.14159265358979323846;

// A copy of a certificate's data, to be spoilt.
static struct cpf_certificate claim_of(const struct cpf_problem *p,
                                       const struct cpf_certificate *c) {
  size_t size = (size_t)(p->n * (p->k + c->rank)), length = (size_t)(p->n + p->k + c->rank);
  size_t count = (size_t)c->nsymmetries * length;
  struct cpf_certificate claim = {
      .precision_bits = c->precision_bits, .rank = c->rank, .nsymmetries = c->nsymmetries};
  claim.center = calloc(size + 1, sizeof *claim.center);
  for (size_t e = 0; e < size; e++)
    claim.center[e] = strdup(c->center[e]);
  claim.symmetries = calloc(count + 1, sizeof *claim.symmetries);
  if (count > 0)
    memcpy(claim.symmetries, c->symmetries, count * sizeof *c->symmetries);
  return claim;
}

static void set_entry(struct cpf_certificate *claim, int e, const char *text) {
  free(claim->center[e]);
  claim->center[e] = strdup(text);
}

// Entry e plus `by`.
static void move_entry(struct cpf_certificate *claim, int e, double by) {
  arb_t x, step;
  arb_init(x), arb_init(step);
  cr_assert_eq(arb_set_str(x, claim->center[e], 2048), 0);
  arb_set_d(step, by);
  arb_add(x, x, step, 2048);
  arb_get_mid_arb(x, x);
  char *text = arb_get_str(x, 160, ARB_STR_NO_RADIUS);
  set_entry(claim, e, text);
  flint_free(text);
  arb_clear(x), arb_clear(step);
}

static void expect_refused(const struct cpf_problem *p, const struct cpf_certificate *claim,
                           const char *what) {
  struct cpf_certificate proved;
  cr_expect_eq(prove(p, claim, &proved), CPF_EINVAL, "%s: %s", what,
               cpf_theorem_name(proved.theorem));
  cr_expect_null(proved.center);
  cpf_certificate_clear(&proved);
}

static void expect_nothing(const struct cpf_problem *p, const struct cpf_certificate *claim,
                           const char *what) {
  struct cpf_certificate proved;
  if (prove(p, claim, &proved) == CPF_OK) {
    cr_expect_eq(proved.theorem, CPF_THEOREM_NONE, "%s: %s", what,
                 cpf_theorem_name(proved.theorem));
    cr_expect_str_neq(proved.reason, "");
    cr_expect_not(proved.index_proved || proved.isolated_proved || proved.points_proved);
  }
  cpf_certificate_clear(&proved);
}

// The skew pair of P(2,2,2,6): no symmetry but trivial ones, all entries different.
static const struct cpf_problem skew = {2, 2, 2, 6, 1};
static struct cpf_certificate skew_certificate(void) {
  const double W[] = {cos(PI / 24), sin(PI / 24), cos(5 * PI / 24), -sin(5 * PI / 24)};
  struct cpf_certificate c = certificate_of(&skew, W);
  cr_assert(c.theorem == CPF_THEOREM_KRAWCZYK && c.points == 32);
  return c;
}

// A center off by more than the box: nothing. Off by less: a box that reaches the true point, and
// no smaller radius.
Test(false_claims, moved_centers) {
  const double by[] = {4e-3, 1e-4, 1e-6, 1e-9, 1e-12, 1e-20, 1e-30};
  struct cpf_certificate c = skew_certificate(), proved;
  for (size_t i = 0; i < COUNT(by); i++)
    for (int e = 0; e < 4; e++) {
      struct cpf_certificate claim = claim_of(&skew, &c);
      move_entry(&claim, e, by[i]);
      cr_assert_eq(prove(&skew, &claim, &proved), CPF_OK);
      if (proved.theorem != CPF_THEOREM_NONE)
        cr_expect_geq(proved.radius, by[i] * (1 - 1e-9));
      cr_expect(by[i] < 1e-9 || proved.theorem == CPF_THEOREM_NONE, "%g", by[i]);
      cpf_certificate_clear(&proved);
      claim.radius = by[i] / 2;
      expect_nothing(&skew, &claim, "a radius that does not reach the point");
      cpf_certificate_clear(&claim);
    }
  cpf_certificate_clear(&c);
}

// A center that is less symmetric than its symmetries by a little: the radius covers that too.
Test(false_claims, a_center_not_quite_symmetric) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_certificate c = certificate_of(&p, (double[]){H, H, H, H}), proved;
  cr_assert(c.nsymmetries > 0 && c.precision_bits == 128);
  for (int e = 0; e < 4; e++) {
    struct cpf_certificate claim = claim_of(&p, &c);
    move_entry(&claim, e, 1.5e-34);
    cr_assert_eq(prove(&p, &claim, &proved), CPF_OK);
    cr_expect_neq(proved.theorem, CPF_THEOREM_NONE);
    cr_expect_geq(proved.radius, 1.4e-34);
    cpf_certificate_clear(&proved);
    claim.radius = 1e-36;
    expect_nothing(&p, &claim, "a radius below the asymmetry");
    move_entry(&claim, e, 1e-30);
    expect_refused(&p, &claim, "a center that is not symmetric");
    cpf_certificate_clear(&claim);
  }
  cpf_certificate_clear(&c);
}

// The element of G that swaps the students, and that with signs: none fixes the point.
Test(false_claims, wrong_symmetries) {
  int none[][4] = {{1, 1, 1, 2}, {1, 2, 1, 3}, {0, 1, 1, 2}, {1, 2, 3, 4}, {1, 2, -1, 1}};
  int other[][4] = {{2, 1, 1, 2}, {2, 1, 2, 1}, {1, 2, -1, 2}, {-1, 2, 1, 2}, {2, 1, 1, -2}};
  struct cpf_certificate c = skew_certificate();
  struct cpf_certificate claim = claim_of(&skew, &c);
  free(claim.symmetries);
  claim.nsymmetries = 1;
  for (size_t i = 0; i < COUNT(none); i++) {
    claim.symmetries = none[i];
    expect_refused(&skew, &claim, "no symmetry of the problem");
  }
  for (size_t i = 0; i < COUNT(other); i++) {
    claim.symmetries = other[i];
    expect_refused(&skew, &claim, "a symmetry that moves the point");
  }
  struct cpf_problem odd = problem(2, 2, 2, 5);
  claim.symmetries = (int[]){-1, 2, 1, 2};
  expect_refused(&odd, &claim, "signs for odd rho");
  claim.symmetries = NULL;
  claim.nsymmetries = 0;
  cpf_certificate_clear(&claim);
  cpf_certificate_clear(&c);
}

Test(false_claims, a_negative_count_of_symmetries) {
  struct cpf_certificate c = skew_certificate(), claim = claim_of(&skew, &c);
  claim.nsymmetries = -1;
  expect_refused(&skew, &claim, "nsymmetries = -1");
  cpf_certificate_clear(&claim);
  cpf_certificate_clear(&c);
}

Test(false_claims, numbers_out_of_range) {
  const int ranks[] = {-1, 1, 1000000}, bits[] = {-128, 0, 31, 65537, 2147483647};
  const double radii[] = {-1e-30, 2e-3, INFINITY, NAN};
  struct cpf_certificate c = skew_certificate(), claim = claim_of(&skew, &c);
  for (size_t i = 0; i < COUNT(ranks); i++, claim.rank = 0) {
    claim.rank = ranks[i];
    expect_refused(&skew, &claim, "rank");
  }
  for (size_t i = 0; i < COUNT(bits); i++, claim.precision_bits = 128) {
    claim.precision_bits = bits[i];
    expect_refused(&skew, &claim, "precision");
  }
  for (size_t i = 0; i < COUNT(radii); i++, claim.radius = 0) {
    claim.radius = radii[i];
    expect_refused(&skew, &claim, "radius");
  }
  claim.precision_bits = 32; // allowed, but the box is as wide as what tells symmetries apart
  expect_nothing(&skew, &claim, "32 bits");
  claim.precision_bits = 128;
  struct cpf_problem linear = problem(2, 2, 2, 1);
  expect_refused(&linear, &claim, "rho");
  cpf_certificate_clear(&claim);
  cpf_certificate_clear(&c);
}

Test(false_claims, entries_that_are_no_numbers) {
  const char *const bad[] = {
      "",      "x",      "nan",     "NaN",     "inf", "-inf", "1e", "e5", ".",
      "--1",   "1e+-5",  "1.2.3",   "0x1p-1",  "1/2", "1,0",  " 1", "1 ", "1e9999999999999999999",
      "1e400", "-1e999", "[1+/-1]", "1 +/- 1", "+",   "2"};
  struct cpf_certificate c = skew_certificate();
  for (size_t i = 0; i < COUNT(bad); i++)
    for (int e = 0; e < 4; e++) {
      struct cpf_certificate claim = claim_of(&skew, &c);
      set_entry(&claim, e, bad[i]);
      expect_refused(&skew, &claim, bad[i]);
      cpf_certificate_clear(&claim);
    }
  struct cpf_certificate claim = claim_of(&skew, &c);
  for (int e = 3; e >= 0; e--) { // entries missing
    free(claim.center[e]);
    claim.center[e] = NULL;
    expect_refused(&skew, &claim, "missing entry");
  }
  free(claim.center);
  claim.center = NULL;
  expect_refused(&skew, &claim, "no center");
  cpf_certificate_clear(&claim);
  cpf_certificate_clear(&c);
}

// Very long entries: digits beyond the precision change nothing, and too many are refused.
Test(false_claims, long_entries) {
  enum { LONG = 30000, TOO_LONG = 1000000 };
  struct cpf_certificate c = skew_certificate(), proved;
  for (int size = LONG; size <= TOO_LONG; size = size == LONG ? TOO_LONG : TOO_LONG + 1) {
    struct cpf_certificate claim = claim_of(&skew, &c);
    size_t used = strlen(claim.center[0]);
    cr_assert(strchr(claim.center[0], 'e') == NULL);
    claim.center[0] = realloc(claim.center[0], (size_t)size + 1);
    memset(claim.center[0] + used, '7', (size_t)size - used);
    claim.center[0][size] = '\0';
    if (size == LONG) {
      cr_assert_eq(prove(&skew, &claim, &proved), CPF_OK);
      cr_expect_eq(proved.theorem, CPF_THEOREM_KRAWCZYK);
      cpf_certificate_clear(&proved);
    } else {
      expect_refused(&skew, &claim, "a million digits");
    }
    cpf_certificate_clear(&claim);
  }
  cpf_certificate_clear(&c);
}

// "0" where the entry is not zero.
Test(false_claims, zero_flags) {
  struct cpf_certificate c = skew_certificate();
  for (int e = 0; e < 4; e++) {
    struct cpf_certificate claim = claim_of(&skew, &c);
    set_entry(&claim, e, "0");
    expect_nothing(&skew, &claim, "a zero");
    cpf_certificate_clear(&claim);
  }
  // the row has nearly unit length all the same: the point with sin(theta_20) = 0.0036 as 0 is
  // critical (copy), but not within the radius
  const char *const center[] = {"1", "0", "1", "-0.0036"};
  struct cpf_certificate proved = prove_center(problem(2, 2, 2, 20), center, 0, 128);
  cr_expect_eq(proved.theorem, CPF_THEOREM_NONE);
  cpf_certificate_clear(&proved);
  cpf_certificate_clear(&c);
}

Test(false_claims, points_that_are_not_critical) {
  uint64_t state = 5;
  for (int trial = 0; trial < 300; trial++) {
    struct cpf_problem p = problem(1 + trial % 3, 2, 2 + trial / 3 % 3, 2 + trial / 9 % 5);
    double W[POINT_MAX], G[POINT_MAX];
    random_point(&p, &state, W);
    if (trial % 2 == 0)
      memcpy(W, (double[]){1, 0, 0, 0}, (size_t)p.d * sizeof *W);
    if (cpf_gradient(&p, W, G, NULL) < 1e-3)
      continue;
    struct cpf_certificate c = certificate_of(&p, W);
    cr_expect_eq(c.theorem, CPF_THEOREM_NONE);
    cr_expect_str_neq(c.reason, "");
    cpf_certificate_clear(&c);
  }
}

// With a slice across the orbit, the direction of the orbit need not respect a symmetry: the
// equations would then not say that the gradient vanishes.
Test(false_claims, symmetries_at_rank_two) {
  struct cpf_problem p = problem(2, 2, 4, 4);
  struct cpf_certificate c = certificate_of(&p, (double[]){0, 0, 1, 0, 0, 0, 0, 1});
  cr_assert(c.rank == 2 && c.theorem != CPF_THEOREM_NONE && c.nsymmetries == 0);
  struct cpf_certificate claim = claim_of(&p, &c);
  free(claim.symmetries);
  claim.symmetries = (int[]){-1, 2, 1, 2, -3, 4};
  claim.nsymmetries = 1;
  expect_refused(&p, &claim, "a symmetry at rank 2");
  claim.symmetries = NULL;
  claim.nsymmetries = 0;
  cpf_certificate_clear(&claim);
  cpf_certificate_clear(&c);
}

// On a continuum that is no orbit.
static void expect_not_isolated(struct cpf_problem p, const double *W) {
  double G[POINT_MAX];
  cr_assert_lt(cpf_gradient(&p, W, G, NULL), 1e-14);
  struct cpf_certificate c = certificate_of(&p, W);
  cr_expect_neq(c.theorem, CPF_THEOREM_KRAWCZYK);
  cr_expect_neq(c.theorem, CPF_THEOREM_KRAWCZYK_SLICE);
  cr_expect_not(c.isolated_proved || c.degree_proved || c.multiplicity_proved);
  cr_expect_eq(c.unique_radius, 0);
  if (c.index_proved)
    cr_expect_gt(c.nullity, orbit_dimension(&p, c.rank));
  cpf_certificate_clear(&c);
}

Test(false_claims, continua) {
  const double a = 0.6, b = 0.8;
  expect_not_isolated(problem(2, 2, 2, 2), (double[]){1, 0, 0, 1});
  expect_not_isolated(problem(2, 2, 2, 2), (double[]){a, b, b, -a});
  expect_not_isolated(problem(2, 2, 2, 2), (double[]){H, H, H, -H});
  expect_not_isolated(problem(1, 2, 2, 2), (double[]){a, b}); // L is constant
  expect_not_isolated(problem(1, 2, 2, 2), (double[]){cos(1), sin(1)});
  struct cpf_find_result *r = families_of(problem(5, 2, 2, 4));
  int seen = 0;
  for (int f = 0; f < r->nfamilies; f++)
    if (fabs(r->families[f].loss - 27.0 / 16) < 1e-6 && r->families[f].dimension != 0 && ++seen)
      expect_not_isolated(r->problem, r->families[f].W);
  cr_expect_geq(seen, 1);
  cpf_find_result_free(r);
}

// Algebraic points, given to enough digits to be recognised: exact arithmetic must see that they
// are not critical, or do not have unit length (where the force vanishes the equations do not
// tell).
Test(false_claims, algebraic_points) {
  const char *const turned[] = {"0.6", "0.8"}, *const shorter[] = {"0", "0", "0.995"};
  const char *const off[] = {"0.704", "0.704"};
  // pi/8, where the second derivative along the circle vanishes but not the first
  const char *const inflection[] = {
      "0.9238795325112867561281831893967882868224166258636424861150977312805350075011054",
      "0.3826834323650897717284599840303988667613445624856270414338006356275460339600897"};
  for (int bits = 256; bits <= 512; bits *= 2) {
    struct cpf_certificate c = prove_center(problem(1, 2, 2, 4), turned, 0, bits);
    cr_expect_eq(c.theorem, CPF_THEOREM_NONE);
    cpf_certificate_clear(&c);
    c = prove_center(problem(1, 2, 2, 4), off, 0, bits);
    cr_expect_eq(c.theorem, CPF_THEOREM_NONE);
    cpf_certificate_clear(&c);
    c = prove_center(problem(1, 2, 2, 4), inflection, 0, bits);
    cr_expect_eq(c.theorem, CPF_THEOREM_NONE);
    cpf_certificate_clear(&c);
    c = prove_center(problem(1, 2, 3, 4), shorter, 1, bits);
    cr_expect_eq(c.theorem, CPF_THEOREM_NONE);
    cpf_certificate_clear(&c);
  }
}

// Columns outside span V in which the point has no part: its orbit is smaller than the rank says,
// and nothing is turned towards a teacher. What is proved of such a point must be true of it.
Test(false_claims, a_rank_that_is_too_high) {
  const char *const tiny[] = {"1e-25", "1e-40", "1e-60", "1e-200", "1e-400", "0"};
  for (size_t i = 0; i < COUNT(tiny); i++)
    for (int rho = 3; rho <= 4; rho++) {
      const char *const unused[] = {"1", "0", tiny[i]}, *const orbit[] = {"1", tiny[i]};
      // copy with an unused teacher: the Hessian is rho I
      struct cpf_certificate c = prove_center(problem(1, 2, 3, rho), unused, 1, 256);
      cr_expect_not(c.index_proved && c.nullity != 0, "P(1,2,3,%d), %s: nullity %d (%s)", rho,
                    tiny[i], c.nullity, c.zeros);
      cr_expect_not(c.degree_proved && c.local_degree != 1);
      cr_expect_not(c.multiplicity_proved && c.multiplicity != 1);
      cpf_certificate_clear(&c);
      c = prove_center(problem(1, 1, 3, rho), orbit, 1, 256);
      cr_expect_not(c.index_proved && c.nullity != 0, "P(1,1,3,%d), %s: nullity %d (%s)", rho,
                    tiny[i], c.nullity, c.zeros);
      cr_expect_neq(c.theorem, CPF_THEOREM_KRAWCZYK_SLICE);
      cpf_certificate_clear(&c);
    }
}
