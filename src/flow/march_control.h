// SPDX-License-Identifier: GPL-3.0-or-later
// What the methods of march.h share: the ends of the step, and who goes how far. A method's step is
//   cpf_control_begin     which lanes try, and the lengths h
//   (its formula)         W1, not yet on the spheres
//   cpf_control_project   W1 with unit rows, F1, loss1, speed1
//   (its error estimate)
//   cpf_control_judge     who went, and the next lengths
#ifndef CPF_FLOW_MARCH_CONTROL_H
#define CPF_FLOW_MARCH_CONTROL_H

#include "flow/field.h"
#include "flow/march.h"

// A method's constants.
struct cpf_control_law {
  int order;
  double exponent, beta; // of the error, and of the error of the step before
  double stable;         // a linear mode is damped for 0 < h lambda < stable
};

struct cpf_control {
  struct cpf_problem p;
  struct cpf_march_options opt;
  struct cpf_control_law law;
  struct cpf_field field;
  struct cpf_march_view view;
  cpf_lanes *points;            // owned: W0, F0, W1, F1
  cpf_lanes *W0, *F0, *W1, *F1; // n*d lanes each
  cpf_lanes h;                  // of this attempt; 0 in lanes that do not try
  cpf_lanes wish;               // length of the next step
  cpf_lanes before;             // log2 of the error of the last accepted step over the tolerance
  cpf_lanes damped;             // the longest step that damps the modes that were seen
  unsigned busy, fresh;         // lanes at work; those that were set since the last step
  unsigned trying, accepted;    // in the last step
  unsigned shortened, cautious; // by the limit; after a rejection
};

enum cpf_status cpf_control_alloc(const struct cpf_problem *p, const struct cpf_march_options *opt,
                                  const struct cpf_control_law *law, struct cpf_control *c,
                                  struct cpf_error *err);
void cpf_control_free(struct cpf_control *c);

void cpf_control_set(struct cpf_control *c, int lane, double t, const double *W);
void cpf_control_clear(struct cpf_control *c, int lane);

// False: no lane tries.
bool cpf_control_begin(struct cpf_control *c, const double *limit);
void cpf_control_project(struct cpf_control *c);

// error: the square of the largest error of an entry, over the tolerance. swing, bend: |Y - W1|^2
// and |F(Y) - F1|^2 for a point Y nearby, best another approximation of the step's end.
struct cpf_control_estimate {
  cpf_lanes error, swing, bend;
};
void cpf_control_judge(struct cpf_control *c, const struct cpf_control_estimate *e,
                       unsigned *accepted, unsigned *failed);

#endif
