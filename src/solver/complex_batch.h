// SPDX-License-Identifier: GPL-3.0-or-later
// Many paths of one system at once, on several threads of several processes; the results do not
// depend on how many.
#ifndef CPF_SOLVER_COMPLEX_BATCH_H
#define CPF_SOLVER_COMPLEX_BATCH_H

#include "cpfind/status.h"
#include "solver/complex.h"
#include "solver/complex_family.h"

struct cpf_complex_task {
  struct cpf_complex_line line;
  const double *turn;                   // NULL, or parameters to pass on the way (for monodromy)
  int to, edge;                         // the caller's: for monodromy, the node aimed at
  int level;                            // of care: steps_tight's, and beyond it quadruple precision
  bool good;                            // tracked to a simple root
  struct cpf_complex_polish polish;     // for monodromy
  struct cpf_complex_end end;           // for the target
  double W[2 * CPF_COMPLEX_COORDS_MAX]; // the start, then the end
};

struct cpf_complex_batch {
  struct cpf_complex_system s;
  int threads;
  void **work; // a double work space for each thread
  struct cpf_complex_task *task;
};

enum { CPF_COMPLEX_LEVEL_QUAD = 2, CPF_COMPLEX_LEVELS = 3 };

enum cpf_status cpf_complex_batch_alloc(const struct cpf_complex_system *s, int threads,
                                        size_t tasks, struct cpf_complex_batch *b,
                                        struct cpf_error *err);
void cpf_complex_batch_free(struct cpf_complex_batch *b);

// Tracks the first `count` tasks to simple roots and polishes them at the node they aim at. Those
// not begun when *opt->stop becomes nonzero are left out.
enum cpf_status cpf_complex_batch_track(struct cpf_complex_batch *b,
                                        const struct cpf_complex_family *f, size_t count,
                                        const struct cpf_complex_options *opt,
                                        struct cpf_error *err);

// Tracks them to any end.
enum cpf_status cpf_complex_batch_end(struct cpf_complex_batch *b, size_t count,
                                      const struct cpf_complex_options *opt, struct cpf_error *err);

#endif
