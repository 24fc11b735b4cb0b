// SPDX-License-Identifier: GPL-3.0-or-later
#include "certify/cover_domain.h"

#include <stdlib.h>

typedef struct cpf_interval interval;

// The number of faces a student other than 0 can be on: for odd rho also the negative ones.
static int faces(const struct cpf_cover_system *s) {
  return s->rho % 2 == 0 ? s->d : 2 * s->d;
}

// Whether student 0 can be on this face, by its order.
static bool first_face(const struct cpf_cover_system *s, int face, int sign) {
  if (face == s->k)
    return sign > 0;
  return sign > 0 ? face == 0 : face == s->k - 1;
}

static void fill_root(const struct cpf_cover_system *s, const int *choice,
                      struct cpf_cover_box *box) {
  int c = 0;
  for (int i = 0; i < s->n; i++) {
    box->face[i] = (signed char)(choice[i] % s->d);
    box->sign[i] = choice[i] < s->d ? 1 : -1;
    for (int t = 0; t < s->d - 1; t++, c++) {
      bool positive = i == 0 && (s->rho % 2 == 0 || cpf_cover_axis(box, i, t) == s->k);
      box->lo[c] = positive ? 0 : -1;
      box->hi[c] = 1;
    }
  }
}

// The next choice of faces, nondecreasing from student 1 on; false after the last.
static bool next_choice(const struct cpf_cover_system *s, int *choice) {
  int i = s->n - 1;
  while (i >= 0 && choice[i] == faces(s) - 1)
    i--;
  if (i < 0)
    return false;
  choice[i]++;
  for (int q = i + 1; q < s->n; q++)
    choice[q] = i == 0 ? 0 : choice[i];
  return true;
}

enum cpf_status cpf_cover_roots(const struct cpf_cover_system *s, size_t most,
                                struct cpf_cover_box **roots, size_t *count,
                                struct cpf_error *err) {
  *roots = NULL;
  for (int pass = 0; pass < 2; pass++) {
    int choice[CPF_COVER_W_MAX] = {0};
    *count = 0;
    do {
      if (!first_face(s, choice[0] % s->d, choice[0] < s->d ? 1 : -1))
        continue;
      if (*roots != NULL)
        fill_root(s, choice, *roots + *count);
      ++*count;
    } while (*count <= most && next_choice(s, choice));
    if (*count == 0)
      return cpf_fail(err, CPF_EINTERNAL, "no chart for student 0");
    if (pass == 0 && *count > most)
      return cpf_fail(err, CPF_ENOMEM, "more than %zu charts", most);
    if (pass == 0 && (*roots = calloc(*count, sizeof **roots)) == NULL)
      return cpf_fail(err, CPF_ENOMEM, "out of memory: %zu boxes", *count);
  }
  return CPF_OK;
}

static interval coordinate(const struct cpf_cover_system *s, const struct cpf_cover_box *box, int i,
                           int a) {
  int face = cpf_cover_face(box, i), c = i * (s->d - 1) + (a < face ? a : a - 1);
  return a == face ? cpf_interval_of(box->sign[i]) : cpf_interval(box->lo[c], box->hi[c]);
}

// |x_i|^2 - 1.
static interval off_face(const struct cpf_cover_system *s, const struct cpf_cover_box *box, int i) {
  interval sum = {0, 0};
  for (int c = i * (s->d - 1); c < (i + 1) * (s->d - 1); c++)
    sum = cpf_interval_add(sum, cpf_interval_square(cpf_interval(box->lo[c], box->hi[c])));
  return sum;
}

bool cpf_cover_outside(const struct cpf_cover_system *s, const struct cpf_cover_box *box) {
  for (int a = 0; a + 1 < s->k; a++)
    if (coordinate(s, box, 0, a).hi < coordinate(s, box, 0, a + 1).lo)
      return true;
  double least = s->n > 1 ? off_face(s, box, 0).lo : 0;
  for (int i = 1; i < s->n; i++)
    if (off_face(s, box, i).hi < least)
      return true;
  for (int i = 1; i + 1 < s->n && s->d > 1; i++) {
    int c = i * (s->d - 1), e = c + s->d - 1;
    if (box->face[i] == box->face[i + 1] && box->sign[i] == box->sign[i + 1] &&
        box->hi[e] < box->lo[c])
      return true;
  }
  return false;
}

static double largest(int d, const double *w) {
  double most = 0;
  for (int a = 0; a < d; a++)
    most = cpf_max(most, fabs(w[a]));
  return most;
}

bool cpf_cover_near_domain(const struct cpf_cover_system *s, const double *W, double margin) {
  bool even = s->rho % 2 == 0;
  double sign = 1; // of student 0, for even rho: as its largest coordinate
  for (int a = 0; even && a < s->d; a++)
    if (fabs(W[a]) == largest(s->d, W))
      sign = W[a] < 0 ? -1 : 1;
  for (int a = 0; a < s->d; a++) {
    if (a + 1 < s->k && sign * W[a] < sign * W[a + 1] - 2 * margin)
      return false;
    if ((even || a == s->k) && sign * W[a] < -margin)
      return false;
  }
  for (int i = 1; i < s->n; i++)
    if (largest(s->d, W) < largest(s->d, W + (ptrdiff_t)i * s->d) - 2 * margin)
      return false;
  return true;
}
