// SPDX-License-Identifier: GPL-3.0-or-later
#include "solver/complex_family.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/random.h"
#include "status/try.h"

enum { STREAM_TERMS = 0x5a01, STREAM_NODES, STREAM_EDGES };

double cpf_complex_binomial(int n, int k) {
  double b = 1;
  for (int i = 1; i <= k; i++)
    b = b * (n - k + i) / i;
  return b;
}

static void random_direction(struct cpf_random *r, int d, double *u) {
  double norm = 0;
  for (int c = 0; c < d; c++) {
    u[c] = cpf_random_normal(r);
    norm += u[c] * u[c];
  }
  for (int c = 0; c < d; c++)
    u[c] /= sqrt(norm);
}

static void make_terms(struct cpf_complex_family *f, uint64_t seed) {
  int d = f->all.d;
  size_t M = (size_t)f->all.terms;
  struct cpf_random r = cpf_random_make(seed, STREAM_TERMS, 0);
  for (size_t j = 0; j < M; j++) {
    double u[CPF_COMPLEX_COORDS_MAX] = {0};
    if (j < (size_t)d)
      u[j] = 1;
    else
      random_direction(&r, d, u);
    size_t h = 0;
    for (int c = 0; c < d; c++) {
      f->u[(size_t)c * M + j] = u[c];
      for (int e = c; e < d; e++, h++)
        f->uu[h * M + j] = u[c] * u[e];
    }
  }
}

static void random_params(struct cpf_random *r, size_t params, double *q) {
  q[0] = 1, q[1] = 0;
  for (size_t c = 2; c < params; c++)
    q[c] = cpf_random_normal(r);
}

// q times a random constant of modulus about 1.
static void random_multiple(struct cpf_random *r, size_t params, const double *q, double *out) {
  double x = cpf_random_normal(r), y = cpf_random_normal(r), s = 1 / hypot(x, y);
  for (size_t c = 0; c < params; c += 2) {
    out[c] = s * (x * q[c] - y * q[c + 1]);
    out[c + 1] = s * (x * q[c + 1] + y * q[c]);
  }
}

static void make_params(struct cpf_complex_family *f, uint64_t seed) {
  struct cpf_random nodes = cpf_random_make(seed, STREAM_NODES, 0);
  struct cpf_random edges = cpf_random_make(seed, STREAM_EDGES, 0);
  f->target[0] = 1;
  for (int j = 0; j < f->p.k; j++)
    f->target[2 + 2 * j] = 1 / f->p.repulsion;
  for (int v = 0; v < CPF_COMPLEX_NODES; v++)
    random_params(&nodes, f->params, f->node[v]);
  for (int e = 0; e < CPF_COMPLEX_EDGES_MAX; e++)
    for (int v = 0; v < 3; v++)
      if (v < 2)
        random_multiple(&edges, f->params, f->node[v], f->edge[e][v]);
      else if (f->edge[e][v] != NULL)
        random_params(&edges, f->params, f->edge[e][v]);
}

enum cpf_status cpf_complex_family_make(const struct cpf_problem *p, uint64_t seed,
                                        struct cpf_complex_family *f, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int d = p->d, lead = (int)cpf_complex_binomial(p->rho + d - 1, d - 1);
  int rest = p->rho % 2 == 0 ? 0 : (int)cpf_complex_binomial(p->rho + d - 2, d - 1);
  size_t M = (size_t)lead + (size_t)rest;
  *f = (struct cpf_complex_family){.p = *p, .even = p->rho % 2 == 0, .params = 2 * (1 + M)};
  CPF_TRY_ALLOC(f->u, (size_t)d * M, err);
  CPF_TRY_ALLOC(f->uu, (size_t)(d * (d + 1) / 2) * M, err);
  CPF_TRY_ALLOC(f->target, f->params, err);
  for (int v = 0; v < CPF_COMPLEX_NODES; v++)
    CPF_TRY_ALLOC(f->node[v], f->params, err);
  for (int e = 0; e < CPF_COMPLEX_EDGES_MAX; e++)
    for (int v = 0; v < (e < CPF_COMPLEX_DIRECT ? 2 : 3); v++)
      CPF_TRY_ALLOC(f->edge[e][v], f->params, err);
  f->all = (struct cpf_complex_system){
      .l = p->n, .d = d, .rho = p->rho, .terms = (int)M, .lead = lead, .u = f->u, .uu = f->uu};
  for (int a = 0; a < p->n; a++)
    f->all.weight[a] = 1;
  make_terms(f, seed);
  make_params(f, seed);
cleanup:
  return status;
}

void cpf_complex_family_free(struct cpf_complex_family *f) {
  free(f->u);
  free(f->uu);
  free(f->target);
  for (int v = 0; v < CPF_COMPLEX_NODES; v++)
    free(f->node[v]);
  for (int e = 0; e < CPF_COMPLEX_EDGES_MAX; e++)
    for (int v = 0; v < 3; v++)
      free(f->edge[e][v]);
  memset(f, 0, sizeof *f);
}

struct cpf_complex_system cpf_complex_family_system(const struct cpf_complex_family *f, int l,
                                                    const int *weight) {
  struct cpf_complex_system s = f->all;
  s.l = l;
  for (int a = 0; a < l; a++)
    s.weight[a] = weight[a];
  return s;
}
