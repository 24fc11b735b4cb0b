// SPDX-License-Identifier: GPL-3.0-or-later
#include "classify/fingerprint.h"

#include <math.h>
#include <string.h>

#include "cpfind/model.h"

// With e = 2 for even rho (squares forget signs) and e = 1 for odd rho, and mixed terms
// G_iq M_ij M_qj, in which the signs of students and teachers cancel:
//   0: L                         1: sum M^{2e}             2: sum_i (sum_j M^e (1 + M^e))^2
//   3: sum_j (sum_i M^e (2+M^e))^2   4: sum G^{e}          5: sum_i (sum_q G^e (1 + G^e))^2
//   6: sum G_iq M_ij M_qj        7: sum_i (sum_qj G_iq M_ij M_qj)^2 + sum G_iq^e M_ij^e
void cpf_fingerprint(const struct cpf_problem *p, const double *W, double f[CPF_FINGERPRINT]) {
  int n = p->n, k = p->k, d = p->d, e = cpf_problem_has_signs(p) ? 2 : 1;
  memset(f, 0, CPF_FINGERPRINT * sizeof *f);
  f[0] = cpf_loss(p, W);
  for (int j = 0; j < k; j++) {
    double column = 0;
    for (int i = 0; i < n; i++) {
      double x = cpf_powi(W[(size_t)i * d + j], e);
      column += x * (2 + x);
    }
    f[3] += column * column;
  }
  for (int i = 0; i < n; i++) {
    const double *w = W + (size_t)i * d;
    double row = 0, ties = 0, mixed = 0, moment = 0;
    for (int j = 0; j < k; j++) {
      double x = cpf_powi(w[j], e);
      f[1] += x * x;
      row += x * (1 + x);
      moment += x;
    }
    f[2] += row * row;
    for (int q = 0; q < n; q++) {
      const double *u = W + (size_t)q * d;
      double c = 0, shared = 0;
      if (q == i)
        continue;
      for (int x = 0; x < d; x++)
        c += w[x] * u[x];
      for (int j = 0; j < k; j++)
        shared += w[j] * u[j];
      double ce = cpf_powi(c, e);
      f[4] += ce;
      ties += ce * (1 + ce);
      mixed += c * shared;
      f[7] += ce * moment;
    }
    f[5] += ties * ties;
    f[6] += mixed;
    f[7] += mixed * mixed;
  }
}

// The loss, summed as cpf_loss does it.
CPF_INLINE void loss(const struct cpf_problem *p, const cpf_lanes *W, cpf_lanes *f) {
  int n = p->n, d = p->d;
  cpf_lanes repel = {0}, attract = {0}, c, x;
  for (int i = 0; i < n; i++) {
    const cpf_lanes *w = W + (size_t)i * d;
    for (int q = 0; q < i; q++) {
      cpf_lanes_dot(d, w, W + (size_t)q * d, &c);
      cpf_lanes_power(&c, p->rho, &x);
      repel += x;
    }
    for (int j = 0; j < p->k; j++) {
      cpf_lanes_power(&w[j], p->rho, &x);
      attract += x;
    }
  }
  *f = p->repulsion * (0.5 * n + repel) - attract + 0.5 * p->k;
}

// What student i adds to the entries 1, 2 and 4 to 7.
CPF_INLINE void student(const struct cpf_problem *p, const cpf_lanes *W, int i, int e,
                        cpf_lanes *f) {
  int k = p->k, d = p->d;
  const cpf_lanes *w = W + (size_t)i * d;
  cpf_lanes row = {0}, ties = {0}, mixed = {0}, moment = {0}, x;
  for (int j = 0; j < k; j++) {
    cpf_lanes_power(&w[j], e, &x);
    f[1] += x * x;
    row += x * (1 + x);
    moment += x;
  }
  f[2] += row * row;
  for (int q = 0; q < p->n; q++) {
    const cpf_lanes *u = W + (size_t)q * d;
    cpf_lanes c, shared;
    if (q == i)
      continue;
    cpf_lanes_dot(d, w, u, &c);
    cpf_lanes_dot(k, w, u, &shared);
    cpf_lanes_power(&c, e, &x);
    f[4] += x;
    ties += x * (1 + x);
    mixed += c * shared;
    f[7] += x * moment;
  }
  f[5] += ties * ties;
  f[6] += mixed;
  f[7] += mixed * mixed;
}

CPF_CLONES void cpf_fingerprint_batch(const struct cpf_problem *p, const cpf_lanes *W,
                                      cpf_lanes f[CPF_FINGERPRINT]) {
  int e = cpf_problem_has_signs(p) ? 2 : 1;
  for (int x = 1; x < CPF_FINGERPRINT; x++)
    f[x] = (cpf_lanes){0};
  loss(p, W, &f[0]);
  for (int j = 0; j < p->k; j++) {
    cpf_lanes column = {0}, x;
    for (int i = 0; i < p->n; i++) {
      cpf_lanes_power(&W[(size_t)i * p->d + j], e, &x);
      column += x * (2 + x);
    }
    f[3] += column * column;
  }
  for (int i = 0; i < p->n; i++)
    student(p, W, i, e, f);
}

double cpf_fingerprint_distance(const double a[CPF_FINGERPRINT], const double b[CPF_FINGERPRINT]) {
  double distance = 0;
  for (int i = 0; i < CPF_FINGERPRINT; i++) {
    double difference = fabs(a[i] - b[i]);
    distance = difference > distance ? difference : distance;
  }
  return distance;
}
