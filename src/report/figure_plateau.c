// SPDX-License-Identifier: GPL-3.0-or-later
// The law of the plateau, n = k = d = 2: trajectories from w_1 = (cos t1, sin t1), w_2 = (cos t2,
// -sin t2), t1 = theta - delta/2, t2 = theta + delta/2, theta that of tight-balance.
// 1. rho = 4: the time after which they are further than the radius from tight-balance, and that of
//    the arrival at a copy, over delta, beside the law 1/(16 delta^2)
//    (docs/claims/tight-balance-slows.md). A straight line through the logarithms of the first
//    where delta <= fit_most, by least squares, is the fitted law.
// 2. rho >= 6: tight-balance is a strict minimum. Bisection of delta between a start that returns
//    to it and one that leaves; the arrivals of those that leave.
// 3. The distance from tight-balance over the time, for a few offsets.
#include "report/figure.h"

#include <math.h>
#include <string.h>

#include "report/figure_flow.h"
#include "report/figure_script.h"
#include "status/try.h"

static const int degrees[] = {4, 6, 8, 10, 12, 14, 16, 18, 20};
static const double run_offsets[] = {0.1, 0.01, 0.001};
static const double most_offset = 1.2, least_offset = 1e-6; // radians
static const double fit_most = 1e-3;
// Ratio of neighbouring offsets: four to a factor of 10 for rho = 4; and of their distances from
// the limit, two to a factor of 10, beyond rho = 4.
static const double per_offset = 1.7782794100389228, per_distance = 3.1622776601683795;
enum {
  NDEGREES = sizeof degrees / sizeof *degrees,
  NRUNS = sizeof run_offsets / sizeof *run_offsets,
  OFFSETS = 24,   // for rho = 4
  TIMED = 3,      // the first degrees, whose times are drawn
  FOLLOWED = 2,   // the first degrees, whose distances are drawn
  HALVINGS = 40,  // of the bracket of the limit
  DISTANCES = 17, // times beyond a limit
  SETTINGS = 1024
};

static const char prepare[] = CPF_FIGURE_SCRIPT_CURVES
    "data = stem.\".csv\"; runs = stem.\"-runs.csv\"; limits = stem.\"-limits.csv\"\n"
    "markers = \"7 5 9\"\n"
    "marker(i) = int(word(markers, i))\n"
    "of(rho, c) = $1 == rho && strcol(5) eq \"copy\" ? column(c) : NaN\n"
    "dash(i) = i > nruns ? 2 : 1\n"
    "law(x) = 1 / (16 * x * x)\n";

static const char draw[] =
    "  set multiplot title title font \",16\" offset 0,0.2\n"
    "  set tics out nomirror; set grid lc rgb \"#e0e0e0\" lw 0.7\n"
    "  set label 9 about at screen 0.985, screen 0.025 right font \",10\" tc rgb \"#606060\"\n"
    "  set lmargin at screen 0.075; set rmargin at screen 0.5\n"
    "  set bmargin at screen 0.2; set tmargin at screen 0.87\n"
    "  set logscale xy; set xrange [5e-7:2]; set yrange [0.1:1e12]\n"
    "  set format x \"10^{%T}\"; set format y \"10^{%T}\"; set ytics 100; set xtics 10\n"
    "  set xlabel \"offset δ = t_2 − t_1 (radians)\"\n"
    "  set ylabel \"time to arrive at a copy\"\n"
    "  set label 1 \"from beside tight-balance to a copy\" at graph 0.5, 1.04 center\n"
    "  set label 2 fitted at graph 0.05, 0.13\n"
    "  do for [i=2:timed] {\n"
    "    set arrow i from real(word(stars, i)), graph 0 to real(word(stars, i)), graph 1 nohead "
    "\\\n"
    "      lw 1 dt 3 lc rgb colour(i) back\n"
    "  }\n"
    "  set label 3 sprintf(\"ρ = %s: never from\\nthe left of its line\", others) \\\n"
    "    at graph 0.6, 0.6\n"
    "  set key at screen 0.29, screen 0.025 center bottom maxrows 2 samplen 4 width 1\n"
    "  plot law(x) with lines lw 1.6 dt 2 lc rgb \"black\" title \"1/(16 δ^2)\", \\\n"
    "    for [i=1:timed] data skip 1 using (of(int(word(degrees, i)), 2)):6 with points \\\n"
    "      pt marker(i) ps 0.9 lc rgb colour(i) title \"ρ = \".word(degrees, i)\n"
    "  unset label; set label 9 \"\"; unset arrow; unset ylabel\n"
    "  set lmargin at screen 0.59; set rmargin at screen 0.985\n"
    "  set tmargin at screen 0.87; set bmargin at screen 0.6\n"
    "  set xrange [0.01:1e6]; set yrange [1e-8:3]; set xlabel \"time\"; set ylabel \"distance\"\n"
    "  set label 1 \"distance from tight-balance, δ = \".offsets at graph 0.5, 1.1 center\n"
    "  set key at graph 0.98, 0.06 right bottom maxrows 1 samplen 3\n"
    "  plot for [i=1:followed*nruns] runs skip 1 \\\n"
    "    using ($1 == i && $4 > 0 ? $4 : NaN):5 with lines lw 2 dt dash(i) \\\n"
    "    lc rgb colour(i > nruns ? 2 : 1) \\\n"
    "    title (i % nruns == 1 ? \"ρ = \".word(degrees, i > nruns ? 2 : 1) : \"\")\n"
    "  unset logscale; set format x \"%g\"; set format y \"%g\"\n"
    "  set tmargin at screen 0.43; set bmargin at screen 0.2\n"
    "  set xrange [3:last]; set yrange [0:1.1]; set xtics 2; set ytics 0.25\n"
    "  set xlabel \"degree ρ (even)\"; set ylabel \"limit of δ\"; unset key\n"
    "  set label 1 \"largest offset from which the students return\" at graph 0.5, 1.1 center\n"
    "  plot limits skip 1 using 1:3 with linespoints lw 1.6 pt 7 ps 0.9 lc rgb \"#0072b2\"\n"
    "  unset multiplot; unset label\n";

// What the script is told.
struct found {
  double exponent, factor;              // of the fitted law
  double low[NDEGREES], high[NDEGREES]; // brackets of the limits
  double n, sx, sy, sxx, sxy;           // sums of the fit
};

struct tracer {
  FILE *out;
  int run, rho;
  double theta, offset;
};

static enum cpf_status follow(const struct cpf_figure_flow *flow, int rho, double offset,
                              void (*row)(void *ctx, double t, const double *W), void *ctx,
                              struct cpf_figure_flow_end *end, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_problem p = cpf_figure_flow_pair(2, rho);
  double W[4];
  CPF_TRY(cpf_figure_flow_tight(2, rho, W, err));
  double theta = atan2(W[1], W[0]);
  cpf_figure_flow_point(2, theta - 0.5 * offset, theta + 0.5 * offset, W);
  CPF_TRY(cpf_figure_flow_trace(flow, &p, W, row, ctx, end, err));
cleanup:
  return status;
}

static bool returns(const struct cpf_figure_flow_end *end) {
  return end->end == CPF_FLOW_ARRIVED && strcmp(end->label, "tight-balance") == 0;
}

// The limit for degrees[i]: 0 where tight-balance is no minimum.
static enum cpf_status bracket(const struct cpf_figure_flow *flow, int i, struct found *found,
                               struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_figure_flow_end end;
  double low = 0.0, high = most_offset;
  CPF_TRY(follow(flow, degrees[i], least_offset, NULL, NULL, &end, err));
  if (!returns(&end))
    high = 0.0;
  for (int step = 0; step < HALVINGS && high > 0.0; step++) {
    double middle = 0.5 * (low + high);
    CPF_TRY(follow(flow, degrees[i], middle, NULL, NULL, &end, err));
    if (returns(&end))
      low = middle;
    else
      high = middle;
  }
  found->low[i] = low;
  found->high[i] = high;
cleanup:
  return status;
}

static enum cpf_status time_one(const struct cpf_figure_flow *flow, int rho, double offset,
                                struct found *found, FILE *out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_figure_flow_end end;
  CPF_TRY(follow(flow, rho, offset, NULL, NULL, &end, err));
  fprintf(out, "%d,%.17g,", rho, offset);
  if (end.left >= 0.0)
    fprintf(out, "%.17g", end.left);
  fprintf(out, ",%s,%s,%.17g,", cpf_flow_end_name(end.end), end.label, end.time);
  if (rho == degrees[0])
    fprintf(out, "%.17g", 1.0 / (16.0 * offset * offset));
  fputs("\r\n", out);
  if (rho == degrees[0] && offset <= fit_most && end.left > 0.0) {
    double x = log(offset), y = log(end.left);
    found->n += 1.0, found->sx += x, found->sy += y;
    found->sxx += x * x, found->sxy += x * y;
  }
cleanup:
  return status;
}

static enum cpf_status write_times(const struct cpf_figure_flow *flow, struct found *found,
                                   struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  CPF_TRY(cpf_figure_open(set, ".csv", &out, err));
  fputs("rho,offset,left,end,label,time,law\r\n", out);
  double offset = least_offset;
  for (int j = 0; j < OFFSETS; j++, offset *= per_offset)
    CPF_TRY(time_one(flow, degrees[0], offset, found, out, err));
  for (int i = 1; i < TIMED; i++) {
    double distance = most_offset - found->high[i];
    for (int j = 0; j < DISTANCES && distance > 0.0; j++, distance /= per_distance)
      CPF_TRY(time_one(flow, degrees[i], found->high[i] + distance, found, out, err));
    for (int j = 0; j < NRUNS; j++)
      CPF_TRY(time_one(flow, degrees[i], run_offsets[j], found, out, err));
  }
  found->exponent = (found->n * found->sxy - found->sx * found->sy) /
                    (found->n * found->sxx - found->sx * found->sx);
  found->factor = exp((found->sy - found->exponent * found->sx) / found->n);
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

static enum cpf_status write_limits(const struct cpf_figure_flow *flow, struct found *found,
                                    struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  CPF_TRY(cpf_figure_open(set, "-limits.csv", &out, err));
  fputs("rho,returns,leaves\r\n", out);
  for (int i = 0; i < NDEGREES; i++) {
    CPF_TRY(bracket(flow, i, found, err));
    fprintf(out, "%d,%.17g,%.17g\r\n", degrees[i], found->low[i], found->high[i]);
  }
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

static void write_row(void *ctx, double t, const double *W) {
  const struct tracer *w = ctx;
  fprintf(w->out, "%d,%d,%.17g,%.17g,%.17g\r\n", w->run, w->rho, w->offset, t,
          cpf_figure_flow_distance(2, w->theta, W));
}

static enum cpf_status write_runs(const struct cpf_figure_flow *flow, struct cpf_figure_set *set,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct tracer w = {.run = 0};
  struct cpf_figure_flow_end end;
  CPF_TRY(cpf_figure_open(set, "-runs.csv", &w.out, err));
  fputs("run,rho,offset,time,distance\r\n", w.out);
  for (int i = 0; i < FOLLOWED; i++) {
    double W[4];
    w.rho = degrees[i];
    CPF_TRY(cpf_figure_flow_tight(2, w.rho, W, err));
    w.theta = atan2(W[1], W[0]);
    for (int j = 0; j < NRUNS; j++) {
      w.run++;
      w.offset = run_offsets[j];
      CPF_TRY(follow(flow, w.rho, w.offset, write_row, &w, &end, err));
    }
  }
cleanup:
  return cpf_figure_close(set, &w.out, status, err);
}

static enum cpf_status write_script(const struct cpf_figure_flow *flow, const struct found *found,
                                    struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char settings[SETTINGS], about[CPF_FIGURE_ABOUT], names[64] = "", stars[64] = "",
                                                    offsets[64] = "";
  size_t n = 0, s = 0, o = 0;
  (void)snprintf(settings, sizeof settings,
                 "fit_most,%g\r\nfitted_exponent,%.17g\r\nfitted_factor,%.17g\r\n"
                 "law_exponent,-2\r\nlaw_factor,%.17g\r\n",
                 fit_most, found->exponent, found->factor, 1.0 / 16.0);
  CPF_TRY(cpf_figure_flow_settings(flow, set, "n = k = d = 2; rho in .csv; r = 1",
                                   "t1 = theta - offset/2; t2 = theta + offset/2", settings, err));
  for (int i = 0; i < TIMED; i++) {
    n += (size_t)snprintf(names + n, sizeof names - n, "%s%d", i > 0 ? " " : "", degrees[i]);
    s += (size_t)snprintf(stars + s, sizeof stars - s, "%s%.4f", i > 0 ? " " : "", found->high[i]);
  }
  for (int j = 0; j < NRUNS; j++)
    o += (size_t)snprintf(offsets + o, sizeof offsets - o, "%s%g", j > 0 ? ", " : "",
                          run_offsets[j]);
  cpf_figure_flow_about(flow, about);
  (void)snprintf(
      settings, sizeof settings,
      "title = \"How long tight-balance holds: n = k = d = 2\"\nabout = \"%s\"\n"
      "degrees = \"%s\"; stars = \"%s\"; timed = %d; followed = %d; nruns = %d\n"
      "offsets = \"%s\"; others = \"%d, %d\"; last = %d\n"
      "fitted = \"ρ = 4, times to leave (distance > %g)\\nfitted for δ ≤ %g: %.4f δ^{%.3f}\"\n",
      about, names, stars, TIMED, FOLLOWED, NRUNS, offsets, degrees[1], degrees[2],
      degrees[NDEGREES - 1] + 1, flow->options.radius, fit_most, found->factor, found->exponent);
  struct cpf_figure_script script = {1200, 660, settings, prepare, draw, false};
  CPF_TRY(cpf_figure_script_write(&script, set, err));
cleanup:
  return status;
}

enum cpf_status cpf_figure_plateau(const struct cpf_figure_request *request,
                                   struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_figure_flow flow = {.table = NULL};
  struct found found = {.n = 0.0};
  CPF_TRY(cpf_figure_flow_open(request, &flow, err));
  CPF_TRY(write_limits(&flow, &found, set, err));
  CPF_TRY(write_times(&flow, &found, set, err));
  CPF_TRY(write_runs(&flow, set, err));
  CPF_TRY(write_script(&flow, &found, set, err));
cleanup:
  cpf_figure_flow_close(&flow);
  return status;
}
