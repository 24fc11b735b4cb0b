// SPDX-License-Identifier: GPL-3.0-or-later
// What the figures of the gradient flow have in common: the flow's options, trajectories sampled
// for drawing, and the settings on record.
#ifndef CPF_REPORT_FIGURE_FLOW_H
#define CPF_REPORT_FIGURE_FLOW_H

#include "cpfind/flow.h"
#include "report/figure.h"

enum { CPF_FIGURE_ABOUT = 160 };

struct cpf_figure_flow {
  struct cpf_flow_options options;
  struct cpf_table *table; // owned
};

// The flow's default options with the request's seed, threads and signal.
enum cpf_status cpf_figure_flow_open(const struct cpf_figure_request *request,
                                     struct cpf_figure_flow *flow, struct cpf_error *err);
void cpf_figure_flow_close(struct cpf_figure_flow *flow); // NULL is allowed

// P(2,2,d,rho), the squared loss.
struct cpf_problem cpf_figure_flow_pair(int d, int rho);

// w_1 = (cos t1, sin t1), w_2 = (cos t2, -sin t2), and zeros; radians, W has 2 d doubles.
void cpf_figure_flow_point(int d, double t1, double t2, double *W);

// Tight-balance of P(2,2,d,rho), rho even and at least 4.
enum cpf_status cpf_figure_flow_tight(int d, int rho, double *W, struct cpf_error *err);

// The distance (Frobenius norm) of W, 2 d doubles, from the orbit of tight-balance with the angle
// theta: a (cos t, c sin t), b (cos t, -c sin t) with signs a, b, c and t = theta or pi/2 - theta.
// Its members have no part outside the teachers' span, where O(d-k) acts. At most
// CPF_FIGURE_MOST_D.
enum { CPF_FIGURE_MOST_D = 64 };
double cpf_figure_flow_distance(int d, double theta, const double *W);

// How a sampled trajectory ended.
struct cpf_figure_flow_end {
  enum cpf_flow_end end;
  char label[CPF_LABEL_MAX]; // of the family there; empty: none
  double time;               // of the arrival, or the time reached
  double left; // when it last left the neighbourhood of a tight-balance point; -1: it did not
};

// Follows the trajectory from W and calls row for samples of it in the order of time: the start,
// the last point, and between them those that a curve needs: CPF_FIGURE_PER_DECADE in every power
// of ten of the time from CPF_FIGURE_FIRST on, and more where the trajectory has moved by
// CPF_FIGURE_APART (Frobenius norm), up to four on each of the integrator's steps. row may be NULL.
enum { CPF_FIGURE_PER_DECADE = 40 };
#define CPF_FIGURE_FIRST 1e-3
#define CPF_FIGURE_APART 0.02
enum cpf_status cpf_figure_flow_trace(const struct cpf_figure_flow *flow,
                                      const struct cpf_problem *p, const double *W,
                                      void (*row)(void *ctx, double t, const double *W), void *ctx,
                                      struct cpf_figure_flow_end *end, struct cpf_error *err);

// Follows trajectories 0 .. count-1 from random starts and hands each to record, in their order.
// flow->options may hold orbits to watch. *result (may be NULL) is the caller's to free.
enum cpf_status cpf_figure_flow_ensemble(
    const struct cpf_figure_flow *flow, const struct cpf_problem *p, enum cpf_flow_init init,
    uint64_t count,
    enum cpf_status (*record)(void *ctx, const struct cpf_flow_result *result,
                              const struct cpf_flow_record *record, struct cpf_error *err),
    void *ctx, struct cpf_flow_result **result, struct cpf_error *err);

// The least power of ten that is not below t > 0: where an axis of times ends.
double cpf_figure_flow_decade(double t);

// "hits,trajectories,share,low,high", the last two with the confidence CPF_FIGURE_LEVEL.
#define CPF_FIGURE_LEVEL 0.95
void cpf_figure_flow_share(FILE *out, uint64_t hits, uint64_t count);

// "dop853, tolerance 1e-09, time up to 1e+12".
void cpf_figure_flow_about(const struct cpf_figure_flow *flow, char text[CPF_FIGURE_ABOUT]);

// `stem`-settings.csv: name,value, the program's version, the problems and the starts (in words,
// without commas), a line for each option of the flow, and `more`, lines of the figure's own (each
// ended by CR LF).
enum cpf_status cpf_figure_flow_settings(const struct cpf_figure_flow *flow,
                                         struct cpf_figure_set *set, const char *problem,
                                         const char *starts, const char *more,
                                         struct cpf_error *err);

// `stem`-loss.csv: the loss of P(2,2,2,rho) as a matrix over t1 (header) and t2 (first cells), in
// degrees from `from` to `to`; sign 1: w_2 = (cos t2, sin t2), -1: w_2 = (cos t2, -sin t2).
enum cpf_status cpf_figure_flow_grid(int rho, int from, int to, int sign,
                                     struct cpf_figure_set *set, struct cpf_error *err);

// For `prepare`: up to six curves that differ in colour (Okabe and Ito's), dashes and width.
#define CPF_FIGURE_SCRIPT_CURVES                                                                   \
  "colours = \"#0072b2 #d55e00 #009e73 #cc79a7 #000000 #e69f00\"\n"                                \
  "colour(i) = word(colours, i)\n"                                                                 \
  "width(i) = 2.6 - 0.25 * i\n"                                                                    \
  "set dashtype 2 (12,4); set dashtype 3 (4,3); set dashtype 4 (10,3,2,3)\n"                       \
  "set dashtype 5 (2,2); set dashtype 6 (14,3,2,3,2,3)\n"

#endif
