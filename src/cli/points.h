// SPDX-License-Identifier: GPL-3.0-or-later
// Reads files of W's, in CSV or JSON; the first byte that is no blank tells them apart.
#ifndef CPF_CLI_POINTS_H
#define CPF_CLI_POINTS_H

#include "cli/args.h"
#include "cli/input.h"

enum { CPF_POINTS_LIMIT = 64 << 20 }; // most bytes of a file

// Rows of W's, as they are added.
struct cpf_points {
  struct cpf_problem problem;
  bool normalise;   // scale rows to unit length instead of refusing them
  double *W;        // owned; rows * d doubles
  size_t rows;      // so far
  size_t allocated; // doubles
};

// The file's problem is merged with the options', its W's are read and their rows brought to unit
// length. A row whose norm differs from 1 by more than 1e-6 is refused unless args->normalise.
// CPF_EINVAL, CPF_EPARSE (with file:line:column or the path within the JSON), CPF_EIO, CPF_ENOMEM.
// On success points->rows is a positive multiple of n.
enum cpf_status cpf_points_read(const struct cpf_args *args, struct cpf_points *points,
                                struct cpf_error *err);

void cpf_points_clear(struct cpf_points *points);

// For the readers: adds the d numbers of one row. `where` is the place, for errors.
enum cpf_status cpf_points_add(struct cpf_points *points, const double *row, const char *where,
                               struct cpf_error *err);

// The readers. points->problem is set before for CSV, and by the reader for JSON.
enum cpf_status cpf_points_read_csv(const struct cpf_input *in, struct cpf_points *points,
                                    struct cpf_error *err);
enum cpf_status cpf_points_read_json(const struct cpf_input *in, const struct cpf_args *args,
                                     struct cpf_points *points, struct cpf_error *err);

#endif
