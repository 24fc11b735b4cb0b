// SPDX-License-Identifier: GPL-3.0-or-later
// Isolated critical points with known answers, in random linear coordinates and with terms of
// higher order. Independent routes: the winding number of the gradient in one and two variables;
// and the solutions of grad g = c near 0 for a small c, whose number over the complex numbers is
// the multiplicity and whose real ones, with signs, add up to the local degree.
#include "classify/local.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

static const double tol = 1e-8, PI = 3.14159265358979323846;

enum { M = 3, TERMS = 8, ROOTS = 64, ROUNDS = 4 };

typedef double complex cplx;

static double uniform(uint64_t *state) {
  *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
  return (double)(*state >> 11) / 4503599627370496.0 - 1;
}

// A polynomial and what is known of it. `above`: terms of higher total degree than this may be
// added without changing anything (0: none are). c: the size of the regular value, chosen so that
// its preimages stay well within `radius`.
struct form {
  int m, q, nterms;
  struct term {
    double factor;
    uint8_t e[M];
  } term[TERMS];
  int above;
  bool negative, positive;
  int order;
  int64_t degree, multiplicity;
};

static const struct form forms[] = {
    {1, 6, 1, {{1, {4}}}, 4, false, true, 4, 1, 3},
    {1, 6, 1, {{-1, {4}}}, 4, true, false, 4, -1, 3},
    {1, 6, 1, {{1, {3}}}, 3, true, true, 3, 0, 2},
    {1, 8, 1, {{-2, {5}}}, 5, true, true, 5, 0, 4},
    {1, 8, 1, {{-0.5, {6}}}, 6, true, false, 6, -1, 5},
    {1, 6, 1, {{1, {2}}}, 2, false, true, 2, 1, 1},
    {2, 6, 2, {{1, {4, 0}}, {1, {0, 4}}}, 4, false, true, 4, 1, 9},
    {2, 6, 2, {{-1, {4, 0}}, {-3, {0, 4}}}, 4, true, false, 4, 1, 9},
    {2, 6, 2, {{1, {4, 0}}, {-1, {0, 4}}}, 4, true, true, 4, -1, 9},
    {2, 8, 2, {{-1, {0, 4}}, {-2, {6, 0}}}, 6, true, false, 4, 1, 15},
    {2, 8, 2, {{-1, {0, 4}}, {2, {6, 0}}}, 6, true, true, 4, -1, 15},
    {2, 6, 2, {{1, {3, 0}}, {1, {0, 4}}}, 4, true, true, 3, 0, 6},
    {2, 5, 2, {{1, {3, 0}}, {-3, {1, 2}}}, 3, true, true, 3, -2, 4}, // monkey saddle
    {2, 5, 2, {{1, {2, 1}}, {1, {0, 3}}}, 3, true, true, 3, 0, 4},
    {2, 6, 3, {{1, {5, 0}}, {-10, {3, 2}}, {5, {1, 4}}}, 5, true, true, 5, -4, 16}, // Re (x+iy)^5
    {2, 6, 3, {{1, {4, 0}}, {-6, {2, 2}}, {1, {0, 4}}}, 4, true, true, 4, -3, 9},
    {2, 6, 2, {{1, {2, 0}}, {-1, {0, 4}}}, 4, true, true, 2, -1, 3},
    {3, 5, 3, {{1, {4, 0, 0}}, {1, {0, 4, 0}}, {1, {0, 0, 4}}}, 4, false, true, 4, 1, 27},
    {3, 5, 3, {{1, {4, 0, 0}}, {1, {0, 4, 0}}, {-1, {0, 0, 4}}}, 4, true, true, 4, -1, 27},
    {3, 4, 3, {{1, {3, 0, 0}}, {1, {0, 3, 0}}, {1, {0, 0, 3}}}, 3, true, true, 3, 0, 8},
    {3, 4, 3, {{1, {3, 0, 0}}, {-3, {1, 2, 0}}, {1, {0, 0, 3}}}, 3, true, true, 3, 0, 8},
    {3, 5, 3, {{1, {3, 0, 0}}, {-3, {1, 2, 0}}, {-1, {0, 0, 4}}}, 4, true, true, 3, 2, 12},
};
enum { FORMS = sizeof forms / sizeof *forms };

static double *series(const struct form *f, struct cpf_jets **jets) {
  cr_assert_eq(cpf_jets_alloc(f->m, f->q, jets, NULL), CPF_OK);
  double *g = calloc((*jets)->size, sizeof *g);
  cr_assert_not_null(g);
  for (int t = 0; t < f->nterms; t++)
    g[cpf_jets_index(*jets, f->term[t].e)] = f->term[t].factor;
  return g;
}

// A random rotation, row major, by Gram-Schmidt.
static void rotation(uint64_t *state, int m, double *R) {
  for (int i = 0; i < m; i++) {
    double norm = 0;
    for (int c = 0; c < m; c++)
      R[i * m + c] = uniform(state);
    for (int times = 0; times < 2; times++)
      for (int j = 0; j < i; j++) {
        double dot = 0;
        for (int c = 0; c < m; c++)
          dot += R[i * m + c] * R[j * m + c];
        for (int c = 0; c < m; c++)
          R[i * m + c] -= dot * R[j * m + c];
      }
    for (int c = 0; c < m; c++)
      norm = hypot(norm, R[i * m + c]);
    for (int c = 0; c < m; c++)
      R[i * m + c] /= norm;
  }
}

// Round 0 is the form itself; odd rounds add terms of higher order, and rounds from 2 on rotate.
static void vary(const struct form *f, int round, const struct cpf_jets *jets, double *g) {
  uint64_t state = (uint64_t)round + 77;
  double R[M * M], *out = calloc(jets->size, sizeof *out);
  cr_assert_not_null(out);
  g[0] = round;
  for (size_t i = jets->degree_end[f->above]; round % 2 == 1 && i < jets->size; i++)
    g[i] = 0.3 * uniform(&state);
  if (round >= 2) {
    rotation(&state, f->m, R);
    cr_assert_eq(cpf_jet_substitute(jets, g, R, out, NULL), CPF_OK);
    memcpy(g, out, jets->size * sizeof *g);
  }
  free(out);
}

static struct cpf_local analyse(const struct cpf_jets *jets, const double *g) {
  struct cpf_local local;
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_local_analyse(jets, g, tol, &local, &err), CPF_OK, "%s", err.text);
  return local;
}

Test(local, known_answers) {
  for (int x = 0; x < FORMS; x++)
    for (int round = 0; round < ROUNDS; round++) {
      const struct form *f = &forms[x];
      struct cpf_jets *jets;
      double *g = series(f, &jets);
      vary(f, round, jets, g);
      struct cpf_local local = analyse(jets, g);
      cr_assert_eq(local.shape, CPF_LOCAL_ISOLATED, "form %d round %d", x, round);
      cr_assert_eq(local.order, f->order, "form %d: %d", x, local.order);
      cr_assert_eq(local.flat, 0);
      cr_assert(local.signs_known && local.degree_known && local.multiplicity_known, "form %d", x);
      cr_assert_eq(local.negative, f->negative, "form %d round %d", x, round);
      cr_assert_eq(local.positive, f->positive, "form %d round %d", x, round);
      cr_assert_eq(local.degree, f->degree, "form %d: %d", x, (int)local.degree);
      cr_assert_eq(local.multiplicity, f->multiplicity, "form %d: %d", x, (int)local.multiplicity);
      cpf_jets_free(jets);
      free(g);
    }
}

// ---- the independent routes ----

// Gradient and Hessian of g at a complex point, from the list of monomials.
static void derivatives(const struct cpf_jets *jets, const double *g, const cplx *x, cplx *gradient,
                        cplx *H) {
  int m = jets->m;
  memset(gradient, 0, (size_t)m * sizeof *gradient);
  memset(H, 0, (size_t)(m * m) * sizeof *H);
  for (size_t i = 1; i < jets->size; i++) {
    const uint8_t *e = jets->exponents + i * (size_t)m;
    for (int j = 0; j < m && g[i] != 0; j++)
      for (int l = -1; l < m; l++) { // l = -1: the gradient
        cplx y = g[i];
        int left[M];
        for (int v = 0; v < m; v++)
          left[v] = e[v];
        y *= left[j]--;
        if (l >= 0)
          y *= left[l]--;
        for (int v = 0; v < m; v++)
          for (int s = 0; s < left[v]; s++)
            y *= x[v];
        *(l < 0 ? &gradient[j] : &H[j * m + l]) += y;
      }
  }
}

// Solves H x = b by Gaussian elimination with row pivoting, b being replaced by x; the determinant.
static cplx solve(int m, cplx *H, cplx *b) {
  cplx determinant = 1;
  for (int c = 0; c < m; c++) {
    int pivot = c;
    for (int r = c; r < m; r++)
      pivot = cabs(H[r * m + c]) > cabs(H[pivot * m + c]) ? r : pivot;
    for (int l = 0; l < m && pivot != c; l++) {
      cplx kept = H[c * m + l];
      H[c * m + l] = H[pivot * m + l];
      H[pivot * m + l] = kept;
    }
    cplx kept = b[c];
    b[c] = b[pivot];
    b[pivot] = kept;
    determinant *= (pivot != c ? -1 : 1) * H[c * m + c];
    for (int r = 0; r < m; r++) {
      cplx share = r == c ? 0 : H[r * m + c] / H[c * m + c];
      for (int l = c; l < m && r != c; l++)
        H[r * m + l] -= share * H[c * m + l];
      b[r] -= share * b[c];
    }
  }
  for (int c = 0; c < m; c++)
    b[c] /= H[c * m + c];
  return determinant;
}

static double largest(int m, const cplx *x, const cplx *y) {
  double most = 0;
  for (int j = 0; j < m; j++)
    most = fmax(most, cabs(x[j] - (y != NULL ? y[j] : 0)));
  return most;
}

// Solutions of grad g = c within `radius` of 0: their number, and the sum of the signs of the real
// ones. Newton's method from many complex starts.
static int preimages(const struct cpf_jets *jets, const double *g, const double *c, double radius,
                     int starts, int64_t *degree) {
  cplx roots[ROOTS][M], x[M], step[M], H[M * M];
  uint64_t state = 5;
  int m = jets->m, count = 0;
  *degree = 0;
  for (int start = 0; start < starts && count < ROOTS; start++) {
    cplx determinant = 0;
    bool converged = false, seen = false;
    double moved = 1, scale = radius * pow(0.5 * (uniform(&state) + 1), 2);
    for (int j = 0; j < m; j++)
      x[j] = scale * (uniform(&state) + I * (start % 2 == 0 ? uniform(&state) : 0));
    for (int s = 0; s < 60 && !converged && moved < 4 * radius + 1; s++) {
      derivatives(jets, g, x, step, H);
      for (int j = 0; j < m; j++)
        step[j] -= c[j];
      determinant = solve(m, H, step);
      for (int j = 0; j < m; j++)
        x[j] -= step[j];
      moved = largest(m, step, NULL);
      converged = moved < 1e-13;
    }
    for (int r = 0; r < count && converged; r++)
      seen |= largest(m, x, roots[r]) < 1e-7;
    if (!converged || seen || largest(m, x, NULL) > radius)
      continue;
    memcpy(roots[count++], x, sizeof x);
    bool real = true;
    for (int j = 0; j < m; j++)
      real &= fabs(cimag(x[j])) < 1e-9;
    *degree += !real ? 0 : creal(determinant) > 0 ? 1 : -1;
  }
  return count;
}

Test(local, preimages_of_a_regular_value) {
  for (int x = 0; x < FORMS; x++)
    for (int round = 0; round < ROUNDS; round++) {
      const struct form *f = &forms[x];
      const double c[M] = {3e-7, -2e-7, 1.3e-7};
      struct cpf_jets *jets;
      int64_t degree;
      double *g = series(f, &jets);
      vary(f, round, jets, g);
      struct cpf_local local = analyse(jets, g);
      int count = preimages(jets, g, c, 0.15, f->m == 3 ? 900 : 700, &degree);
      cr_assert_eq(count, local.multiplicity, "form %d round %d: %d", x, round, count);
      cr_assert_eq(degree, local.degree, "form %d round %d: %d", x, round, (int)degree);
      cpf_jets_free(jets);
      free(g);
    }
}

// In one variable half the change of sign, in two the winding number on a small circle.
static int64_t winding(const struct cpf_jets *jets, const double *g, double radius) {
  enum { STEPS = 4000 };
  double x[2] = {radius, 0}, d[2], turned = 0, before = 0;
  if (jets->m == 1) {
    double right, left, minus = -radius;
    cpf_jet_eval(jets, g, x, &right, NULL);
    cpf_jet_eval(jets, g, &minus, &left, NULL);
    return ((right > 0) - (right < 0) - (left > 0) + (left < 0)) / 2;
  }
  for (int s = 0; s <= STEPS; s++) {
    x[0] = radius * cos(2 * PI * s / STEPS);
    x[1] = radius * sin(2 * PI * s / STEPS);
    cpf_jet_eval(jets, g, x, d, NULL);
    double angle = atan2(d[1], d[0]);
    turned += s > 0 ? remainder(angle - before, 2 * PI) : 0;
    before = angle;
  }
  return lround(turned / (2 * PI));
}

Test(local, winding_number) {
  for (int x = 0; x < FORMS; x++)
    for (int round = 0; forms[x].m <= 2 && round < ROUNDS; round++) {
      struct cpf_jets *jets;
      double *g = series(&forms[x], &jets);
      vary(&forms[x], round, jets, g);
      cr_assert_eq(winding(jets, g, 0.1), analyse(jets, g).degree, "form %d round %d", x, round);
      cpf_jets_free(jets);
      free(g);
    }
}

// ---- what is not isolated ----

static struct cpf_local of(const struct form *f, int round) {
  struct cpf_jets *jets;
  double *g = series(f, &jets);
  vary(f, round, jets, g);
  struct cpf_local local = analyse(jets, g);
  cpf_jets_free(jets);
  free(g);
  return local;
}

Test(local, flat_and_undecided) {
  const struct form cross = {2, 6, 1, {{1, {2, 2}}}, 0, 0, 0, 4, 0, 0};
  const struct form square = {2, 6, 3, {{1, {4, 0}}, {2, {2, 2}}, {1, {0, 4}}}, 0, 0, 0, 4, 0, 0};
  const struct form low = {2, 6, 2, {{1, {4, 0}}, {1, {1, 4}}}, 0, 0, 0, 4, 0, 0};
  for (int round = 0; round < ROUNDS; round += 2) {
    cr_assert_eq(of(&cross, round).shape, CPF_LOCAL_UNDECIDED);
    cr_assert_neq(of(&low, round).shape, CPF_LOCAL_FLAT);
    cr_assert_neq(of(&low, round).shape, CPF_LOCAL_DEGENERATE); // x^4 + x y^4 is isolated
    cr_assert_not(of(&cross, round).degree_known || of(&cross, round).multiplicity_known);
    // (x^2 + y^2)^2 is isolated over the reals and not over the complex numbers
    struct cpf_local ring = of(&square, round);
    cr_assert_eq(ring.shape, CPF_LOCAL_ISOLATED);
    cr_assert(ring.degree_known && ring.degree == 1 && ring.positive && !ring.negative);
    cr_assert_not(ring.multiplicity_known);
  }
  for (int m = 1; m <= M; m++) {
    const struct form zero = {m, 6, 0, {{0, {0}}}, 0, 0, 0, 0, 0, 0};
    cr_assert_eq(of(&zero, 0).shape, CPF_LOCAL_FLAT);
    cr_assert_eq(of(&zero, 0).flat, m);
  }
}

// A continuum with a degenerate transverse part: (1 + x) y^4 and the like.
Test(local, flat_direction_across_a_degenerate_part) {
  static const struct form list[] = {
      {2, 6, 2, {{1, {0, 4}}, {0.5, {1, 4}}}, 0, false, true, 4, 1, 1},
      {2, 6, 2, {{-1, {0, 4}}, {0.5, {1, 4}}}, 0, true, false, 4, -1, 1},
      {2, 6, 2, {{1, {0, 3}}, {0.5, {2, 3}}}, 0, true, true, 3, 0, 1},
      {3, 6, 3, {{1, {0, 4, 0}}, {-1, {0, 0, 4}}, {0.3, {1, 2, 2}}}, 0, true, true, 4, -1, 1},
      {3, 6, 2, {{1, {0, 0, 4}}, {0.3, {1, 1, 4}}}, 0, false, true, 4, 1, 2},
  };
  for (size_t x = 0; x < sizeof list / sizeof *list; x++)
    for (int round = 0; round < ROUNDS; round += 2) {
      struct cpf_local local = of(&list[x], round);
      cr_assert_eq(local.shape, CPF_LOCAL_DEGENERATE, "form %zu round %d", x, round);
      cr_assert_eq(local.flat, list[x].multiplicity);
      cr_assert_eq(local.order, list[x].order);
      cr_assert(local.signs_known && local.degree_known);
      cr_assert_eq(local.negative, list[x].negative);
      cr_assert_eq(local.positive, list[x].positive);
      cr_assert_eq(local.degree, list[x].degree);
    }
}

// Coefficients within the tolerance are zero; beyond it they decide.
Test(local, tolerance) {
  const struct form small = {1, 6, 2, {{0.3 * tol, {3}}, {1, {4}}}, 0, 0, 0, 4, 0, 0};
  const struct form seen = {1, 6, 2, {{30 * tol, {3}}, {1, {4}}}, 0, 0, 0, 3, 0, 0};
  cr_assert_eq(of(&small, 0).order, 4);
  cr_assert_eq(of(&small, 0).multiplicity, 3);
  cr_assert_eq(of(&seen, 0).order, 3);
  cr_assert_eq(of(&seen, 0).multiplicity, 2);
}
