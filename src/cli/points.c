// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

// Norms are compared with 1 after the rounding of files that keep few digits.
static const double norm_tolerance = 1e-6;

// sqrt(sum x^2) without overflow.
static double norm_of(const double *row, int d) {
  double largest = 0.0, sum = 0.0;
  for (int j = 0; j < d; j++)
    largest = fmax(largest, fabs(row[j]));
  if (largest == 0.0)
    return 0.0;
  for (int j = 0; j < d; j++)
    sum += (row[j] / largest) * (row[j] / largest);
  return largest * sqrt(sum);
}

static enum cpf_status grow(struct cpf_points *points, struct cpf_error *err) {
  size_t d = (size_t)points->problem.d, needed = (points->rows + 1) * d;
  if (needed <= points->allocated)
    return CPF_OK;
  size_t more = needed + points->allocated;
  double *W = realloc(points->W, more * sizeof *W);
  if (W == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory after %zu rows of W", points->rows);
  points->W = W;
  points->allocated = more;
  return CPF_OK;
}

enum cpf_status cpf_points_add(struct cpf_points *points, const double *row, const char *where,
                               struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int d = points->problem.d;
  double norm = norm_of(row, d);
  if (norm == 0.0)
    return cpf_fail(err, CPF_EPARSE, "%s: the row is zero (allowed: rows of unit length)", where);
  if (!isfinite(norm))
    return cpf_fail(err, CPF_EPARSE, "%s: the norm of the row overflows", where);
  if (!points->normalise && fabs(norm - 1.0) > norm_tolerance)
    return cpf_fail(err, CPF_EPARSE,
                    "%s: the norm of the row is %.10g (allowed: 1 to within %g; --normalise "
                    "scales rows to unit length)",
                    where, norm, norm_tolerance);
  CPF_TRY(grow(points, err));
  double *copy = points->W + points->rows * (size_t)d;
  for (int j = 0; j < d; j++)
    copy[j] = row[j] / norm;
  points->rows++;
cleanup:
  return status;
}

void cpf_points_clear(struct cpf_points *points) {
  free(points->W);
  points->W = NULL;
  points->rows = points->allocated = 0;
}

// The first byte of the file that is no blank, '\0' when there is none; a byte order mark is
// skipped by the caller.
static char first_byte(const struct cpf_input *in) {
  for (size_t i = 0; i < in->length; i++)
    if (memchr(" \t\r\n\v\f", in->text[i], 6) == NULL)
      return in->text[i];
  return '\0';
}

static void drop_byte_order_mark(struct cpf_input *in) {
  if (in->length >= 3 && memcmp(in->text, "\xef\xbb\xbf", 3) == 0) {
    in->length -= 3;
    memmove(in->text, in->text + 3, in->length + 1);
  }
}

enum cpf_status cpf_points_read(const struct cpf_args *args, struct cpf_points *points,
                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_input in;
  *points = (struct cpf_points){.normalise = args->normalise};
  CPF_TRY(cpf_input_read(args->input, CPF_POINTS_LIMIT, &in, err));
  drop_byte_order_mark(&in);
  char first = first_byte(&in);
  if (first == '[' || first == '{') {
    CPF_TRY(cpf_points_read_json(&in, args, points, err));
  } else {
    CPF_TRY(cpf_args_problem(args, NULL, in.name, &points->problem, err));
    CPF_TRY(cpf_points_read_csv(&in, points, err));
  }
  if (points->rows == 0)
    status = cpf_fail(err, CPF_EPARSE, "%.300s: holds no W%s", in.name,
                      in.length == 0 ? ": the file is empty" : "");
cleanup:
  cpf_input_clear(&in);
  if (status != CPF_OK)
    cpf_points_clear(points);
  return status;
}
