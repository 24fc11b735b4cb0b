// SPDX-License-Identifier: GPL-3.0-or-later
// The paper's figure 5, n = k = 2, rho = 4. Left: the share of uniform starts whose trajectory
// encounters tight-balance, over d. "Encounters" means: the least distance (Frobenius norm, modulo
// O(d-k)) from the trajectory to the orbit of tight-balance is below a threshold; or, in the words
// of the plots in the paper, it lingers there: it stays within `near` of the orbit for longer than
// the time `long_stay`. Right: the first run in d = 4 that comes nearest by the last threshold.
#include "report/figure.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "cpfind/model.h"
#include "report/figure_flow.h"
#include "report/figure_script.h"
#include "status/try.h"

static const int dimensions[] = {2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};
static const double thresholds[] = {0.3, 0.2, 0.1, 0.05, 0.02};
static const double near_tight = 0.2, long_stay = 1.0;
enum {
  RHO = 4,
  MOST_D = 64,
  SHOWN_D = 4,
  NDIMENSIONS = sizeof dimensions / sizeof *dimensions,
  NTHRESHOLDS = sizeof thresholds / sizeof *thresholds,
  SETTINGS = 1024
};

static const char prepare[] = CPF_FIGURE_SCRIPT_CURVES
    "data = stem.\".csv\"; run = stem.\"-run.csv\"\n"
    "markers = \"7 5 9 13 11 6\"\n"
    "marker(i) = int(word(markers, i))\n"
    "apart(i) = 1.025 ** (i - 3.5)\n"
    "name(i) = i <= words(limits) ? \"nearer than \".word(limits, i) : \\\n"
    "  sprintf(\"within %g for longer than %g\", near, long)\n"
    "names = \"w_1·v_1 w_1·v_2 w_2·v_1 w_2·v_2\"\n";

static const char draw[] =
    "  set multiplot title title font \",16\" offset 0,0.2\n"
    "  set lmargin at screen 0.065; set rmargin at screen 0.5\n"
    "  set bmargin at screen 0.27; set tmargin at screen 0.87\n"
    "  set tics out nomirror; set grid lc rgb \"#e0e0e0\" lw 0.7\n"
    "  set logscale x 2; set xrange [1.75:73]; set xtics 2, 2, 64; set format x \"%g\"\n"
    "  set yrange [0:*]; set ytics 0.1\n"
    "  set xlabel \"dimension d\"; set ylabel \"share of uniform starts\"\n"
    "  set label 1 sprintf(\"encounters with tight-balance, n = k = 2, ρ = %d\", rho) \\\n"
    "    at graph 0.5, 1.05 center\n"
    "  set label 2 about at screen 0.985, screen 0.025 right font \",10\" tc rgb \"#606060\"\n"
    "  set key at screen 0.28, screen 0.06 center bottom maxrows 3 samplen 4 width 1\n"
    "  set errorbars 0.6\n"
    "  plot for [i=1:6] data skip 1 every 6::i-1 using ($2 * apart(i)):7:8:9 with yerrorlines "
    "\\\n"
    "    lw 1.6 dt i pt marker(i) ps 0.8 lc rgb colour(i) title name(i)\n"
    "  unset label 1; set label 2 \"\"; unset logscale x\n"
    "  set lmargin at screen 0.575; set rmargin at screen 0.985\n"
    "  set logscale x 10; set xrange [0.1:last]; set format x \"\"; set xtics 10; unset xlabel\n"
    "  set tmargin at screen 0.87; set bmargin at screen 0.6\n"
    "  set yrange [0:2.1]; set ytics 0.5; set ylabel \"loss, distance\"\n"
    "  set label 1 sprintf(\"trajectory %d of seed %d in d = %d\", number, seed, shown) \\\n"
    "    at graph 0.5, 1.11 center\n"
    "  set key at graph 0.03, 0.06 left bottom maxrows 2 samplen 3 Left reverse\n"
    "  plot run skip 1 using ($1 > 0 ? $1 : NaN):6 with lines lw 2 lc rgb \"black\" title "
    "\"loss\", \\\n"
    "    run skip 1 using ($1 > 0 ? $1 : NaN):7 with lines lw 2 dt 2 lc rgb \"#e69f00\" \\\n"
    "      title \"distance from tight-balance\"\n"
    "  unset label 1; set format x \"10^{%T}\"; set xlabel \"time\"\n"
    "  set tmargin at screen 0.56; set bmargin at screen 0.27\n"
    "  set yrange [-1.06:1.06]; set ytics 0.5; set ylabel \"overlaps\"\n"
    "  set key at screen 0.78, screen 0.09 center bottom maxrows 1 samplen 4 width 1\n"
    "  plot for [i=1:4] run skip 1 using ($1 > 0 ? $1 : NaN):(column(1 + i)) with lines lw 2 \\\n"
    "    dt i lc rgb colour(i) title word(names, i)\n"
    "  unset multiplot; unset logscale; unset label; unset grid; unset key\n";

struct counts {
  uint64_t near[NTHRESHOLDS], lingers, count;
  uint64_t best_number; // the first that came below the last threshold, or else the nearest
  double best;
};

static bool lingers(const struct cpf_flow_result *result, const struct cpf_flow_record *record) {
  for (int i = 0; i < record->nvisits; i++) {
    const struct cpf_flow_visit *v = &record->visits[i];
    if (v->family >= 0 && strcmp(result->families[v->family].label, "tight-balance") == 0 &&
        (v->left - v->entered > long_stay || (v->stays && record->end == CPF_FLOW_LINGERING)))
      return true;
  }
  return false;
}

static enum cpf_status count_one(void *ctx, const struct cpf_flow_result *result,
                                 const struct cpf_flow_record *record, struct cpf_error *err) {
  struct counts *c = ctx;
  double nearest = record->watch[0];
  (void)err;
  for (int i = 0; i < NTHRESHOLDS; i++)
    c->near[i] += nearest < thresholds[i];
  c->lingers += lingers(result, record);
  if (c->count == 0 || (nearest < c->best && c->best >= thresholds[NTHRESHOLDS - 1])) {
    c->best = nearest;
    c->best_number = record->number;
  }
  c->count++;
  return CPF_OK;
}

static void write_counts(FILE *out, int d, const struct counts *c) {
  for (int i = 0; i <= NTHRESHOLDS; i++) {
    if (i < NTHRESHOLDS)
      fprintf(out, "%d,%d,distance,%g,", i + 1, d, thresholds[i]);
    else
      fprintf(out, "%d,%d,lingers,%g,", i + 1, d, near_tight);
    cpf_figure_flow_share(out, i < NTHRESHOLDS ? c->near[i] : c->lingers, c->count);
    fputs("\r\n", out);
  }
}

// *shown: the run of the right panel.
static enum cpf_status write_shares(struct cpf_figure_flow *flow, uint64_t trajectories,
                                    struct cpf_figure_set *set, uint64_t *shown,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  double tight[2 * MOST_D];
  CPF_TRY(cpf_figure_open(set, ".csv", &out, err));
  fputs("curve,d,criterion,threshold,hits,trajectories,share,low,high\r\n", out);
  for (int i = 0; i < NDIMENSIONS; i++) {
    struct counts c = {.count = 0};
    struct cpf_problem p = cpf_figure_flow_pair(dimensions[i], RHO);
    CPF_TRY(cpf_figure_flow_tight(p.d, RHO, tight, err));
    flow->options.watch = tight;
    flow->options.nwatch = 1;
    CPF_TRY(cpf_figure_flow_ensemble(flow, &p, CPF_FLOW_UNIFORM, trajectories, count_one, &c, err));
    write_counts(out, p.d, &c);
    if (p.d == SHOWN_D)
      *shown = c.best_number;
  }
cleanup:
  flow->options.watch = NULL;
  flow->options.nwatch = 0;
  return cpf_figure_close(set, &out, status, err);
}

struct writer {
  struct cpf_problem problem;
  double theta; // of tight-balance
  double last;
  FILE *out;
};

// The distance from the orbit of tight-balance: a (cos t, c sin t), b (cos t, -c sin t) with signs
// a, b, c and t = theta or pi/2 - theta. Its members have no part outside the teachers' span, where
// O(d-k) acts.
static double tight_distance(const struct writer *w, const double *W) {
  double least = INFINITY;
  int d = w->problem.d;
  for (unsigned m = 0; m < 16; m++) {
    double t = (m & 8) != 0 ? acos(0.0) - w->theta : w->theta, X[2 * MOST_D], square = 0.0;
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

static void write_row(void *ctx, double t, const double *W) {
  struct writer *w = ctx;
  int d = w->problem.d;
  fprintf(w->out, "%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g\r\n", t, W[0], W[1], W[d], W[d + 1],
          cpf_loss(&w->problem, W), tight_distance(w, W));
  w->last = t;
}

// *last: the time to which the run goes.
static enum cpf_status write_run(const struct cpf_figure_flow *flow, uint64_t number, double *last,
                                 struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct writer w = {.problem = cpf_figure_flow_pair(SHOWN_D, RHO)};
  struct cpf_flow_start start = {.init = CPF_FLOW_UNIFORM};
  struct cpf_figure_flow_end end;
  double W[2 * SHOWN_D];
  CPF_TRY(cpf_figure_open(set, "-run.csv", &w.out, err));
  fputs("time,w1_v1,w1_v2,w2_v1,w2_v2,loss,distance\r\n", w.out);
  CPF_TRY(cpf_figure_flow_tight(SHOWN_D, RHO, W, err));
  w.theta = atan2(W[1], W[0]);
  CPF_TRY(cpf_flow_start_point(&w.problem, &start, flow->options.seed, number, W, err));
  CPF_TRY(cpf_figure_flow_trace(flow, &w.problem, W, write_row, &w, &end, err));
  *last = w.last;
cleanup:
  return cpf_figure_close(set, &w.out, status, err);
}

static enum cpf_status write_script(const struct cpf_figure_flow *flow, uint64_t trajectories,
                                    uint64_t number, double last, struct cpf_figure_set *set,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char settings[SETTINGS], about[CPF_FIGURE_ABOUT], limits[SETTINGS / 4] = "";
  int used = 0;
  for (int i = 0; i < NTHRESHOLDS; i++)
    used += snprintf(limits + used, sizeof limits - (size_t)used, "%s%g", i > 0 ? " " : "",
                     thresholds[i]);
  (void)snprintf(settings, sizeof settings,
                 "trajectories,%" PRIu64 "\r\nlevel,%g\r\nlong_stay,%g\r\nrun,%" PRIu64 "\r\n",
                 trajectories, CPF_FIGURE_LEVEL, long_stay, number);
  CPF_TRY(cpf_figure_flow_settings(flow, set, settings, err));
  cpf_figure_flow_about(flow, about);
  (void)snprintf(
      settings, sizeof settings,
      "title = \"Encounters with tight-balance from random starts, n = k = 2\"\n"
      "about = \"%" PRIu64 " trajectories for each d, seed %" PRIu64
      "; bars: 95%% (Clopper, Pearson); %s\"\nrho = %d; limits = \"%s\"; near = %g; long = %g\n"
      "number = %" PRIu64 "; seed = %" PRIu64 "; shown = %d\nlast = %g\n",
      trajectories, flow->options.seed, about, RHO, limits, near_tight, long_stay, number,
      flow->options.seed, SHOWN_D, cpf_figure_flow_decade(last));
  struct cpf_figure_script script = {1200, 640, settings, prepare, draw, false};
  CPF_TRY(cpf_figure_script_write(&script, set, err));
cleanup:
  return status;
}

enum cpf_status cpf_figure_5(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_figure_flow flow = {.table = NULL};
  uint64_t number = 0;
  double last = 1.0;
  CPF_TRY(cpf_figure_flow_open(request, &flow, err));
  flow.options.radius = near_tight;
  CPF_TRY(write_shares(&flow, request->trajectories, set, &number, err));
  CPF_TRY(write_run(&flow, number, &last, set, err));
  CPF_TRY(write_script(&flow, request->trajectories, number, last, set, err));
cleanup:
  cpf_figure_flow_close(&flow);
  return status;
}
