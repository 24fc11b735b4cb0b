// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/figure_flow.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/model.h"
#include "cpfind/theta.h"
#include "status/try.h"

enum {
  PER_STEP = 4,    // samples on a step of the integrator
  GRID_STEPS = 120 // of the loss's grid: a multiple of 12 keeps 15 degrees on it
};
static const double degree = 57.295779513082320877; // degrees in a radian

enum cpf_status cpf_figure_flow_open(const struct cpf_figure_request *request,
                                     struct cpf_figure_flow *flow, struct cpf_error *err) {
  *flow = (struct cpf_figure_flow){.options = cpf_flow_options_default()};
  flow->options.seed = request->seed;
  flow->options.threads = request->threads;
  flow->options.stop = request->stop;
  return cpf_table_builtin(&flow->table, err);
}

void cpf_figure_flow_close(struct cpf_figure_flow *flow) {
  if (flow == NULL)
    return;
  cpf_table_free(flow->table);
  flow->table = NULL;
}

struct cpf_problem cpf_figure_flow_pair(int d, int rho) {
  return (struct cpf_problem){.n = 2, .k = 2, .d = d, .rho = rho, .repulsion = 1.0};
}

void cpf_figure_flow_point(int d, double t1, double t2, double *W) {
  for (int i = 0; i < 2 * d; i++)
    W[i] = 0.0;
  W[0] = cos(t1), W[1] = sin(t1);
  W[d] = cos(t2), W[d + 1] = -sin(t2);
}

enum cpf_status cpf_figure_flow_tight(int d, int rho, double *W, struct cpf_error *err) {
  double theta = 0.0;
  if (!cpf_theta(rho, &theta))
    return cpf_fail(err, CPF_EINTERNAL, "theta of rho = %d is not known", rho);
  cpf_figure_flow_point(d, theta, theta, W);
  return CPF_OK;
}

double cpf_figure_flow_distance(int d, double theta, const double *W) {
  double least = INFINITY;
  for (unsigned m = 0; m < 16; m++) {
    double t = (m & 8) != 0 ? acos(0.0) - theta : theta;
    double X[2 * CPF_FIGURE_MOST_D], square = 0.0;
    double a = (m & 1) != 0 ? -1.0 : 1.0, b = (m & 2) != 0 ? -1.0 : 1.0;
    double c = (m & 4) != 0 ? -1.0 : 1.0;
    cpf_figure_flow_point(d, t, t, X);
    X[0] *= a, X[1] *= a * c, X[d] *= b, X[d + 1] *= b * c;
    for (int i = 0; i < 2 * d; i++)
      square += (W[i] - X[i]) * (W[i] - X[i]);
    least = fmin(least, sqrt(square));
  }
  return least;
}

static int by_time(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

// The times to sample at, ascending; freed by the caller. NULL: out of memory.
static double *sample_times(const struct cpf_flow_path *path, size_t *count) {
  size_t nsteps = 0, used = 0;
  const double *steps = cpf_flow_path_steps(path, &nsteps);
  double last = cpf_flow_path_time(path), first = CPF_FIGURE_FIRST;
  double decades = last > first ? log10(last / first) : 0.0;
  size_t even = (size_t)(decades * CPF_FIGURE_PER_DECADE) + 1;
  double *times = malloc((nsteps * PER_STEP + even + 2) * sizeof *times);
  if (times == NULL)
    return NULL;
  times[used++] = 0.0;
  for (size_t i = 0; i + 1 < nsteps; i++)
    for (int j = 1; j <= PER_STEP; j++)
      times[used++] = steps[i] + (steps[i + 1] - steps[i]) * j / PER_STEP;
  for (size_t i = 0; i < even; i++)
    times[used++] = first * pow(10.0, (double)i / CPF_FIGURE_PER_DECADE);
  qsort(times, used, sizeof *times, by_time);
  *count = 0;
  for (size_t i = 0; i < used; i++)
    if (times[i] <= last && (*count == 0 || times[i] > times[*count - 1]))
      times[(*count)++] = times[i];
  return times;
}

static void end_of(const struct cpf_flow_record *record, const struct cpf_flow_result *result,
                   struct cpf_figure_flow_end *end) {
  end->end = record->end;
  end->time = record->time;
  end->left = -1.0;
  (void)snprintf(end->label, sizeof end->label, "%s",
                 record->family >= 0 ? result->families[record->family].label : "");
  for (int i = 0; i < record->nvisits; i++) {
    const struct cpf_flow_visit *v = &record->visits[i];
    if (v->family >= 0 && !v->stays &&
        strcmp(result->families[v->family].label, "tight-balance") == 0)
      end->left = v->left;
  }
}

// Whether a curve needs the point W at time t after the point `kept` at time `before`.
static bool is_needed(const struct cpf_problem *p, double before, const double *kept, double t,
                      const double *W) {
  double square = 0.0, ratio = exp(log(10.0) / CPF_FIGURE_PER_DECADE);
  for (int i = 0; i < p->n * p->d; i++)
    square += (W[i] - kept[i]) * (W[i] - kept[i]);
  return square > CPF_FIGURE_APART * CPF_FIGURE_APART || t > fmax(before, CPF_FIGURE_FIRST) * ratio;
}

// Calls row for those of the times that a curve needs. X has room for two points.
static void sample(const struct cpf_problem *p, const struct cpf_flow_path *path,
                   const double *times, size_t count, double *X,
                   void (*row)(void *ctx, double t, const double *W), void *ctx) {
  size_t size = (size_t)p->n * (size_t)p->d;
  double *kept = X + size, before = 0.0;
  for (size_t i = 0; i < count; i++) {
    cpf_flow_path_at(path, times[i], X);
    if (i > 0 && i + 1 < count && !is_needed(p, before, kept, times[i], X))
      continue;
    row(ctx, times[i], X);
    before = times[i];
    memcpy(kept, X, size * sizeof *X);
  }
}

enum cpf_status cpf_figure_flow_trace(const struct cpf_figure_flow *flow,
                                      const struct cpf_problem *p, const double *W,
                                      void (*row)(void *ctx, double t, const double *W), void *ctx,
                                      struct cpf_figure_flow_end *end, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_flow_path *path = NULL;
  struct cpf_flow_result *result = NULL;
  double *times = NULL, *X = malloc(2 * (size_t)p->n * (size_t)p->d * sizeof *X);
  size_t count = 0;
  if (X == NULL) {
    status = cpf_fail(err, CPF_ENOMEM, "out of memory");
    goto cleanup;
  }
  CPF_TRY(cpf_flow_follow(p, &flow->options, flow->table, W, &path, &result, err));
  if (row != NULL) {
    times = sample_times(path, &count);
    if (times == NULL) {
      status = cpf_fail(err, CPF_ENOMEM, "out of memory: a trajectory's samples");
      goto cleanup;
    }
    sample(p, path, times, count, X, row, ctx);
  }
  end_of(cpf_flow_path_record(path), result, end);
cleanup:
  free(X);
  free(times);
  cpf_flow_path_free(path);
  cpf_flow_result_free(result);
  return status;
}

enum cpf_status cpf_figure_flow_ensemble(
    const struct cpf_figure_flow *flow, const struct cpf_problem *p, enum cpf_flow_init init,
    uint64_t count,
    enum cpf_status (*record)(void *ctx, const struct cpf_flow_result *result,
                              const struct cpf_flow_record *record, struct cpf_error *err),
    void *ctx, struct cpf_flow_result **result, struct cpf_error *err) {
  struct cpf_flow_options options = flow->options;
  struct cpf_flow_start start = {.init = init};
  struct cpf_flow_result *own = NULL;
  options.record = record;
  options.ctx = ctx;
  enum cpf_status status = cpf_flow_ensemble(p, &options, flow->table, &start, 0, count, &own, err);
  if (result != NULL && status == CPF_OK)
    *result = own;
  else
    cpf_flow_result_free(own);
  return status;
}

double cpf_figure_flow_decade(double t) {
  double decade = 1e-3;
  while (decade < t)
    decade *= 10.0;
  return decade;
}

void cpf_figure_flow_share(FILE *out, uint64_t hits, uint64_t count) {
  double low = 0.0, high = 1.0;
  cpf_flow_interval(hits, count, CPF_FIGURE_LEVEL, &low, &high);
  fprintf(out, "%" PRIu64 ",%" PRIu64 ",%.17g,%.17g,%.17g", hits, count,
          count > 0 ? (double)hits / (double)count : 0.0, low, high);
}

void cpf_figure_flow_about(const struct cpf_figure_flow *flow, char text[CPF_FIGURE_ABOUT]) {
  const struct cpf_flow_options *o = &flow->options;
  (void)snprintf(text, CPF_FIGURE_ABOUT, "%s, tolerance %g, time up to %g", o->method, o->tolerance,
                 o->time);
}

enum cpf_status cpf_figure_flow_settings(const struct cpf_figure_flow *flow,
                                         struct cpf_figure_set *set, const char *problem,
                                         const char *starts, const char *more,
                                         struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  const struct cpf_flow_options *o = &flow->options;
  CPF_TRY(cpf_figure_open(set, "-settings.csv", &out, err));
  fprintf(out,
          "name,value\r\nversion," CPF_VERSION "\r\nproblem,%s\r\nstarts,%s\r\nseed,%" PRIu64
          "\r\nmethod,%s\r\ntolerance,%g\r\ntime,%g\r\n"
          "gradient,%g\r\nradius,%g\r\nsteps,%" PRIu64 "\r\n%s",
          problem, starts, o->seed, o->method, o->tolerance, o->time, o->gradient, o->radius,
          o->steps, more);
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

enum cpf_status cpf_figure_flow_grid(int rho, int from, int to, int sign,
                                     struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  struct cpf_problem p = cpf_figure_flow_pair(2, rho);
  CPF_TRY(cpf_figure_open(set, "-loss.csv", &out, err));
  fputs("t2\\t1", out);
  for (int i = 0; i <= GRID_STEPS; i++)
    fprintf(out, ",%.17g", from + (double)(to - from) * i / GRID_STEPS);
  fputs("\r\n", out);
  for (int j = 0; j <= GRID_STEPS; j++) {
    double t2 = from + (double)(to - from) * j / GRID_STEPS, W[4];
    fprintf(out, "%.17g", t2);
    for (int i = 0; i <= GRID_STEPS; i++) {
      double t1 = from + (double)(to - from) * i / GRID_STEPS;
      cpf_figure_flow_point(2, t1 / degree, -sign * t2 / degree, W);
      fprintf(out, ",%.17g", cpf_loss(&p, W));
    }
    fputs("\r\n", out);
  }
cleanup:
  return cpf_figure_close(set, &out, status, err);
}
