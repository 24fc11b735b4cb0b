// SPDX-License-Identifier: GPL-3.0-or-later
// Euler-Jacobi: the sum over all roots of h / det Hess f vanishes when h is of low degree.
#include "solver/complex_residue.h"

#include <math.h>
#include <stddef.h>

struct pair {
  double re, im;
};

static struct pair product(struct pair a, struct pair b) {
  return (struct pair){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

// The test functions: 1, sum_a m_a z_a^2, sum_{a<b} m_a m_b (w_a.w_b)^2, prod_a z_a^2; z_a is a
// fixed linear form of w_a. All are invariant under the stratum's group.
static void tests(const struct cpf_complex_system *s, const double *W, struct pair *h) {
  struct pair z[CPF_COMPLEX_STUDENTS_MAX];
  h[0] = h[3] = (struct pair){1, 0};
  h[1] = h[2] = (struct pair){0, 0};
  for (int a = 0; a < s->l; a++) {
    const double *wa = W + 2 * (ptrdiff_t)a * s->d;
    z[a] = (struct pair){0, 0};
    for (ptrdiff_t c = 0; c < s->d; c++) {
      struct pair w = {wa[2 * c], wa[2 * c + 1]};
      struct pair t = product(w, (struct pair){cos(3.0 + 2 * (double)c), sin(1.0 + (double)c)});
      z[a].re += t.re, z[a].im += t.im;
    }
    z[a] = product(z[a], z[a]);
    h[1].re += s->weight[a] * z[a].re, h[1].im += s->weight[a] * z[a].im;
    h[3] = product(h[3], z[a]);
  }
  for (int a = 0; a < s->l; a++)
    for (int b = a + 1; b < s->l; b++) {
      const double *wa = W + 2 * (ptrdiff_t)a * s->d, *wb = W + 2 * (ptrdiff_t)b * s->d;
      struct pair x = {0, 0};
      for (ptrdiff_t c = 0; c < s->d; c++) {
        struct pair u = {wa[2 * c], wa[2 * c + 1]};
        struct pair t = product(u, (struct pair){wb[2 * c], wb[2 * c + 1]});
        x.re += t.re, x.im += t.im;
      }
      x = product(x, x);
      h[2].re += s->weight[a] * s->weight[b] * x.re;
      h[2].im += s->weight[a] * s->weight[b] * x.im;
    }
}

void cpf_complex_residue_add(struct cpf_complex_residue *r, const struct cpf_complex_system *s,
                             const double *W, const struct cpf_complex_polish *polish,
                             double images) {
  struct pair h[CPF_COMPLEX_TESTS], det = {polish->det[0], polish->det[1]};
  double norm = det.re * det.re + det.im * det.im;
  if (!r->begun)
    *r = (struct cpf_complex_residue){.begun = true, .exponent = polish->exponent};
  struct pair inverse = {det.re / norm, -det.im / norm};
  double scale = images * ldexp(1, r->exponent - polish->exponent);
  tests(s, W, h);
  for (int i = 0; i < CPF_COMPLEX_TESTS; i++) {
    struct pair t = product(h[i], inverse);
    double size = scale * hypot(t.re, t.im);
    r->re[i] += scale * t.re, r->im[i] += scale * t.im;
    r->size[i] += size;
    r->largest[i] = fmax(r->largest[i], size);
    r->least[i] = r->least[i] == 0 || size < r->least[i] ? size : r->least[i];
  }
}

double cpf_complex_residue_relative(const struct cpf_complex_residue *r) {
  double top = 0;
  for (int i = 0; i < CPF_COMPLEX_TESTS; i++)
    if (r->size[i] > 0)
      top = fmax(top, hypot(r->re[i], r->im[i]) / r->size[i]);
  return r->begun ? top : 1;
}
