// SPDX-License-Identifier: GPL-3.0-or-later
// The critical points of P(2,2,2,rho) on the torus of the students' angles.
#ifndef CPF_REPORT_FIGURE_POINTS_H
#define CPF_REPORT_FIGURE_POINTS_H

#include "cpfind/search.h"
#include "report/figure.h"

// w_1 = (cos p, sin p), w_2 = (cos q, sin q).
struct cpf_figure_point {
  int family;  // in the result
  double p, q; // radians, in [0, period)
};

struct cpf_figure_points {
  struct cpf_problem problem;
  struct cpf_find_result *result; // owned
  double period;                  // pi for even rho, whose students' signs do not matter, else 2 pi
  size_t count, capacity;
  struct cpf_figure_point *items; // owned; by family, then p, then q
};

// Runs cpf_find and takes each family's orbit apart; a continuum (rho = 2) becomes a chain of
// points on it. set->note says so when the list does not pass Euler's check.
enum cpf_status cpf_figure_points_find(const struct cpf_figure_request *request,
                                       struct cpf_figure_set *set, struct cpf_figure_points *points,
                                       struct cpf_error *err);
void cpf_figure_points_free(struct cpf_figure_points *points);

// The marker of a family: "minimum", "saddle", "maximum", "degenerate" (whatever its kind),
// "undecided" or "continuum".
const char *cpf_figure_points_shape(const struct cpf_family *f);

// The shapes there are but "continuum", separated by blanks; returns 1 when there is a continuum.
int cpf_figure_points_shapes(const struct cpf_figure_points *points, char *text, size_t size);

// `stem`-families.csv: number,label,kind,index,nullity,dimension,local_degree,loss,points,shape;
// unknown numbers are blank.
enum cpf_status cpf_figure_points_families(const struct cpf_figure_points *points,
                                           struct cpf_figure_set *set, struct cpf_error *err);

// The point's loss and gradient norm.
void cpf_figure_points_values(const struct cpf_figure_points *points, double p, double q,
                              double *loss, double *gradient_norm);

// A field of RFC 4180.
void cpf_figure_points_text(FILE *out, const char *text);

#endif
