// SPDX-License-Identifier: GPL-3.0-or-later
// The statements of docs/assemble.md, section 2, from the formulas of the model alone: a point put
// together from critical blocks, its gradient, its Hessian and its loss.
#include "support.h"

#include <math.h>
#include <string.h>

#include "cpfind/model.h"
#include "model/eigen.h"

enum { PARTS = 3, BLOCK = 3, SIZE = 12, ORDER = SIZE * SIZE };

// Blocks one after the other on teachers one after the other, then teachers without a block, then
// directions outside.
struct whole {
  struct cpf_problem p;
  const struct cpf_irreducible *parts[PARTS];
  double W[ORDER];
};

static void eigenvalues(size_t order, double *A, double *values) {
  struct cpf_eigen *e = NULL;
  if (order == 0)
    return;
  cr_assert_eq(cpf_eigen_alloc(order, &e, NULL), CPF_OK);
  cr_assert_eq(cpf_eigen_solve(e, A, values, NULL, NULL), CPF_OK);
  cpf_eigen_free(e);
}

// The spectrum of the Hessian; returns its length.
static size_t spectrum(const struct cpf_problem *p, const double *W, double *values) {
  static double frames[ORDER * SIZE], H[ORDER * ORDER];
  size_t order = cpf_problem_tangent_dim(p);
  cpf_frames(p, W, frames);
  if (order > 0)
    cpf_hessian(p, W, frames, H);
  eigenvalues(order, H, values);
  return order;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static uint64_t next(uint64_t *state) {
  *state = *state * 6364136223846793005U + 1442695040888963407U;
  return *state >> 33;
}

static void put_together(const struct cpf_assemble_result *r, uint64_t *state, struct whole *x) {
  int n = 0, k = 0;
  x->p = r->problem;
  for (int b = 0; b < PARTS; b++) {
    x->parts[b] = &r->blocks[next(state) % (uint64_t)r->nblocks];
    n += x->parts[b]->students;
    k += x->parts[b]->teachers;
  }
  x->p.n = n;
  x->p.k = k + (int)(next(state) % 2);
  x->p.d = x->p.k + (int)(next(state) % 2);
  memset(x->W, 0, sizeof x->W);
  n = k = 0;
  for (int b = 0; b < PARTS; b++) {
    const struct cpf_irreducible *f = x->parts[b];
    for (int i = 0; i < f->students; i++)
      for (int j = 0; j < f->teachers; j++)
        x->W[(n + i) * x->p.d + k + j] = f->family->W[i * f->teachers + j];
    n += f->students;
    k += f->teachers;
  }
}

// The spectra of the blocks, and d - l times those of T.
static size_t spectra_of_parts(const struct whole *x, double *values) {
  size_t count = 0;
  for (int b = 0; b < PARTS; b++) {
    const struct cpf_irreducible *f = x->parts[b];
    const struct cpf_problem q = {f->students, f->teachers, f->teachers, x->p.rho, x->p.repulsion};
    double T[BLOCK * BLOCK], own[BLOCK];
    count += spectrum(&q, f->family->W, values + count);
    cpf_transverse_hessian(&q, f->family->W, T);
    eigenvalues((size_t)f->students, T, own);
    for (int e = f->teachers; e < x->p.d; e++)
      for (int i = 0; i < f->students; i++)
        values[count++] = own[i];
  }
  qsort(values, count, sizeof *values, compare);
  return count;
}

static void check_whole(const struct whole *x) {
  static double G[ORDER], found[ORDER], expected[ORDER];
  double loss = 0.5 * x->p.k;
  int64_t index = 0, nullity = 0, below = 0, zero = 0;
  cr_assert_lt(cpf_gradient(&x->p, x->W, G, NULL), 1e-10);
  size_t order = spectrum(&x->p, x->W, found);
  cr_assert_eq(order, spectra_of_parts(x, expected));
  for (size_t i = 0; i < order; i++) {
    cr_assert_float_eq(found[i], expected[i], 1e-10, "%g, not %g", found[i], expected[i]);
    // Eigenvalues here are exact zeros or, for degrees up to 6, far above 1e-7.
    below += found[i] < -1e-7;
    zero += fabs(found[i]) <= 1e-7;
  }
  for (int b = 0; b < PARTS; b++) {
    const struct cpf_irreducible *f = x->parts[b];
    cr_assert(f->outside_known);
    loss += f->loss;
    index += f->family->index + (x->p.d - f->teachers) * f->outside_index;
    nullity += f->family->nullity + (x->p.d - f->teachers) * f->outside_nullity;
  }
  cr_assert_eq(index, below);
  cr_assert_eq(nullity, zero);
  cr_assert_float_eq(cpf_loss(&x->p, x->W), loss, 1e-12);
}

static void structure(int rho, double repulsion, int students, int teachers) {
  static struct whole x;
  uint64_t state = (uint64_t)rho;
  struct cpf_assemble_result *r =
      assemble((struct cpf_problem){3, 3, 3, rho, repulsion}, students, teachers);
  for (int trial = 0; trial < 60; trial++) {
    put_together(r, &state, &x);
    check_whole(&x);
  }
  cpf_assemble_result_free(r);
}

Test(structure, spectra_of_blocks_and_of_t) {
  structure(3, 1, 3, 3);
  structure(4, 1, 3, 3);
  structure(5, 1, 2, 3);
  structure(6, 1, 3, 2);
  structure(4, 0.5, 2, 2); // same-copy has a singular T
  structure(5, 1.0 / 3, 3, 2);
  structure(4, 0, 2, 2);
}

// Two copies: for degree 2 a critical point, but the Hessian couples them; for degree 1 a teacher
// that no block uses pulls.
Test(structure, lower_degrees_are_coupled) {
  const double copies[] = {1, 0, 0, 1};
  double G[4], values[2];
  struct cpf_problem p = {2, 2, 2, 2, 1};
  cr_assert_lt(cpf_gradient(&p, copies, G, NULL), 1e-15);
  cr_assert_eq(spectrum(&p, copies, values), 2);
  cr_assert_float_eq(values[0], 0, 1e-14); // each copy's T is 2
  cr_assert_float_eq(values[1], 4, 1e-14);
  p = (struct cpf_problem){1, 2, 2, 1, 1};
  cr_assert_gt(cpf_gradient(&p, copies, G, NULL), 0.5);
}

// The eigenvalues of T at tight-balance in closed form: docs/mathematics.md, section 5. The smaller
// one is 4e-14 at degree 20 and must still count as positive.
Test(structure, tiny_eigenvalue_outside) {
  struct cpf_assemble_result *r = assemble((struct cpf_problem){2, 2, 2, 20, 1}, 2, 2);
  for (int b = 0; b < r->nblocks; b++)
    if (strcmp(r->blocks[b].family->label, "tight-balance") == 0) {
      cr_assert(r->blocks[b].outside_known);
      cr_assert_eq(r->blocks[b].outside_index, 0);
      cr_assert_eq(r->blocks[b].outside_nullity, 0);
    }
  cpf_assemble_result_free(r);
}
