// SPDX-License-Identifier: GPL-3.0-or-later
// The spherical gradient flow dw_i/dt = -grad_i L(W) on (S^{d-1})^n: single trajectories with dense
// output, and ensembles: where they end, which critical points they pass, how long they stay.
//
// What is proved, and what is not. A trajectory is a numerical solution, with the error per step
// that the options allow. Its end is more: a destination is named only when the last point of the
// trajectory provably (up to the rounding of its coordinates) lies in the basin of a strict local
// minimum (src/flow/arrival.h), and the family of that minimum is certified (cpf_certify). A small
// gradient is never taken for an arrival.
#ifndef CPFIND_FLOW_H
#define CPFIND_FLOW_H

#include <signal.h>

#include "cpfind/search.h"

#ifdef __cplusplus
extern "C" {
#endif

// Where trajectories start.
enum cpf_flow_init {
  CPF_FLOW_UNIFORM = 0, // uniform on the product of spheres
  CPF_FLOW_SPLIT_CONE,  // uniform, given that student i is nearer to teacher i than to any other
                        // (for even rho up to sign); needs n <= k
  CPF_FLOW_GIVEN        // at given points, or beside them
};

struct cpf_flow_start {
  enum cpf_flow_init init;
  // CPF_FLOW_GIVEN: trajectory j starts at point j mod npoints (npoints * n*d doubles, unit rows,
  // not owned), moved along a geodesic in a uniform random direction of the product's tangent space
  // by the Frobenius length `spread` (0: exactly there).
  const double *points;
  size_t npoints;
  double spread;
};

struct cpf_flow_result;
struct cpf_flow_record;

// Every number that steers the flow, with its default from cpf_flow_options_default.
struct cpf_flow_options {
  uint64_t seed;      // 1: key of the random starts
  int threads;        // 0: one per processor
  const char *method; // "dop853": see cpf_flow_method_names
  double tolerance;   // 1e-9: local error of a step, per entry of W
  double time;        // 1e12: nothing is followed beyond this time; > 0, finite
  double gradient; // 1e-6: the time of an arrival is the first at which |grad L| stays below this
  double stop_gradient; // 0: off; else a trajectory is over, without a claim where it leads, when
                        // |grad L| is below this after a step
  double radius;  // 0.1: a critical point is visited by who comes this near (Frobenius norm, modulo
                  // O(d-k)); 0: visits are not looked for. They are where |grad L| has a local
                  // minimum: a passage so far away that it does not slow down is not seen
  uint64_t steps; // 1000000: most steps of one trajectory
  // Orbits to which the nearest approach is recorded: nwatch critical points (n*d doubles each, not
  // owned), for small groups only (CPF_FLOW_WATCH_MAX members in all).
  const double *watch;
  size_t nwatch;
  // Called between blocks of trajectories, from the calling thread only; may be NULL.
  void (*progress)(void *ctx, uint64_t done, uint64_t total);
  // Called once for each trajectory, in the order of their numbers, from the calling thread; may be
  // NULL. The record is valid during the call only. A failure ends the ensemble.
  enum cpf_status (*record)(void *ctx, const struct cpf_flow_result *result,
                            const struct cpf_flow_record *record, struct cpf_error *err);
  void *ctx;                         // of both
  const volatile sig_atomic_t *stop; // when it becomes nonzero the ensemble ends early; may be NULL
  // For the identification of critical points. find.team: the processes that share an ensemble's
  // trajectories, as for cpf_find: all call with the same arguments and get the same result, and
  // each is told of all records.
  struct cpf_find_options find;
};
CPF_PUBLIC struct cpf_flow_options cpf_flow_options_default(void);

// Names of the integrators, NULL terminated, and a line about each.
CPF_PUBLIC const char *const *cpf_flow_method_names(void);
CPF_PUBLIC const char *cpf_flow_method_summary(const char *name);

// How a trajectory ended.
enum cpf_flow_end {
  CPF_FLOW_ARRIVED = 0, // in the basin of a strict local minimum, of a certified family
  CPF_FLOW_CAPTURED,  // the start's own symmetries keep it in a set in which a critical point that
                      // is no minimum of L is one: it converges to that
  CPF_FLOW_LINGERING, // beside a degenerate critical point when the time was over, or when nothing
                      // more could be known: see escape
  CPF_FLOW_UNDECIDED, // nearly at rest where nothing could be proved, as on a continuum of minima
  CPF_FLOW_TIME,      // still on its way when the time, or the steps, were over
  CPF_FLOW_FAILED,    // the integrator gave up
  CPF_FLOW_STOPPED    // |grad L| fell below stop_gradient, which was asked for and proves nothing
};
enum { CPF_FLOW_ENDS = 7, CPF_FLOW_WATCH_MAX = 4096 };
// "arrived", "captured", "lingering", "undecided", "time", "failed", "stopped".
CPF_PUBLIC const char *cpf_flow_end_name(enum cpf_flow_end end);

// A passage by a critical point.
struct cpf_flow_visit {
  int family;           // number in the result; -1: it could not be described
  double nearest;       // least distance on the way
  double entered, left; // when the distance fell below the radius and rose above it again
  bool stays;           // it was within the radius to the end; left is the time of the end
};

// What is known of one trajectory. Arrays belong to the library and end with the callback.
struct cpf_flow_record {
  uint64_t number;
  enum cpf_flow_end end;
  int family;            // ARRIVED, CAPTURED, LINGERING: number in the result; else -1
  double time;           // of the arrival; for other ends the time reached
  double loss, gradient; // at the last point
  // LINGERING: when it leaves the neighbourhood in which the critical point's normal form holds, by
  // that normal form. When escape_is_bound its distance from the stable set is no larger than the
  // error of the integration: it does not leave before, if it ever does, and is not followed beyond
  // (time is the lesser of escape and the options' time).
  double escape;
  bool escape_is_bound;
  uint64_t steps, rejected; // of the integrator
  double loss_rise;         // the largest rise of the loss over a step; <= 0 but for rounding
  double off_sphere;        // the largest | |w_i| - 1 | after a step
  int nvisits;
  const struct cpf_flow_visit *visits; // in the order of time
  const double *watch;                 // nwatch least distances, from orbit to trajectory
  const double *start, *W;             // n*d, the first and the last point
};

// Quantiles, from a histogram of relative bin width below 1/1000 (so of that accuracy, and of
// fixed memory). count 0: the others are 0.
struct cpf_flow_quantiles {
  uint64_t count;
  double q05, q25, median, q75, q95, least, most;
};

// What became of the trajectories with regard to one family.
struct cpf_flow_tally {
  uint64_t arrived, captured, lingering; // ends there
  uint64_t visitors;                     // trajectories that visited it, ends included
  struct cpf_flow_quantiles times;       // of arrival
  struct cpf_flow_quantiles stays;       // durations of the visits that ended
  struct cpf_flow_quantiles nearest;     // of the visits that ended
};

struct cpf_flow_result {
  struct cpf_problem problem;
  struct cpf_flow_start start; // points is NULL
  uint64_t seed, first;
  uint64_t wanted, count; // trajectories asked for, followed
  bool interrupted;
  uint64_t ends[CPF_FLOW_ENDS];
  int nfamilies;               // met on the way; at the end sorted by loss, then label, then id
  struct cpf_family *families; // owned
  struct cpf_certificate *certificates; // owned; one per family
  struct cpf_flow_tally *tallies;       // owned; one per family
  struct cpf_flow_quantiles times;      // of all arrivals
  size_t nwatch;
  struct cpf_flow_quantiles *watch; // owned; of the nearest approaches
  uint64_t steps, rejected;
  double loss_rise, off_sphere; // the largest of all records
  int threads;
  double seconds; // wall clock
};

// Follows the trajectories first .. first+count-1. What becomes of a trajectory depends on the
// options, the start, the seed and its number alone, not on the threads, nor on first and count
// (for which those below 256 may be followed too, with radius 0). CPF_EINTERRUPTED, with a valid
// result, when *stop became nonzero; otherwise on failure *result is NULL. While the ensemble runs,
// families are numbered in the order in which they were met; the result sorts them, after the last
// record. Memory does not grow with count.
CPF_PUBLIC enum cpf_status
cpf_flow_ensemble(const struct cpf_problem *p, const struct cpf_flow_options *opt,
                  const struct cpf_table *table, const struct cpf_flow_start *start, uint64_t first,
                  uint64_t count, struct cpf_flow_result **result, struct cpf_error *err);
CPF_PUBLIC void cpf_flow_result_free(struct cpf_flow_result *result); // NULL is allowed

// Start number `number`: n*d doubles to W.
CPF_PUBLIC enum cpf_status cpf_flow_start_point(const struct cpf_problem *p,
                                                const struct cpf_flow_start *start, uint64_t seed,
                                                uint64_t number, double *W, struct cpf_error *err);

// A trajectory with dense output, from the point W (n*d doubles, unit rows). *result has one
// trajectory; its record's arrays are owned by the path. Status as for cpf_flow_ensemble.
struct cpf_flow_path;
CPF_PUBLIC enum cpf_status cpf_flow_follow(const struct cpf_problem *p,
                                           const struct cpf_flow_options *opt,
                                           const struct cpf_table *table, const double *W,
                                           struct cpf_flow_path **path,
                                           struct cpf_flow_result **result, struct cpf_error *err);
CPF_PUBLIC void cpf_flow_path_free(struct cpf_flow_path *path); // NULL is allowed
CPF_PUBLIC const struct cpf_flow_record *cpf_flow_path_record(const struct cpf_flow_path *path);
// The time to which the path goes (an arrival is followed until |grad L| is below opt->gradient).
CPF_PUBLIC double cpf_flow_path_time(const struct cpf_flow_path *path);
// The times of the steps, 0 and the last included.
CPF_PUBLIC const double *cpf_flow_path_steps(const struct cpf_flow_path *path, size_t *count);
// The point at time t, 0 <= t <= cpf_flow_path_time: n*d doubles to W.
CPF_PUBLIC void cpf_flow_path_at(const struct cpf_flow_path *path, double t, double *W);

// The interval that covers a probability with confidence `level` (in (0,1)) when `hits` of `count`
// trials succeeded: Clopper and Pearson, Biometrika 26 (1934). 0 <= *low <= hits/count <= *high
// <= 1; [0, 1] for count = 0.
CPF_PUBLIC void cpf_flow_interval(uint64_t hits, uint64_t count, double level, double *low,
                                  double *high);

#ifdef __cplusplus
}
#endif
#endif
