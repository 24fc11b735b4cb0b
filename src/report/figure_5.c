// SPDX-License-Identifier: GPL-3.0-or-later
// The paper's figure 5, n = k = 2, rho = 4. Left: the share of uniform starts whose trajectory
// encounters tight-balance, over d. "Encounters" means: the least distance (Frobenius norm) from
// the trajectory, its start included, to the orbit of tight-balance is below a threshold. The last
// curve is the share that lingers there still when the time is over. Right: the first run in d = 4
// that comes nearer than the last threshold and then arrives.
#include "report/figure.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "cpfind/model.h"
#include "report/figure_flow.h"
#include "report/figure_script.h"
#include "status/try.h"

static const int dimensions[] = {2, 3, 4, 6, 8, 12, 16, 24, 32};
static const double thresholds[] = {0.3, 0.1, 0.03, 0.01, 0.001};
// The few trajectories that explicit steps do not get along in so many (at most 1 in 100) are given
// up, and counted in a column of their own.
static const uint64_t most_steps = 20000;
enum {
  RHO = 4,
  SHOWN_D = 4,
  NDIMENSIONS = sizeof dimensions / sizeof *dimensions,
  NTHRESHOLDS = sizeof thresholds / sizeof *thresholds,
  CURVES = NTHRESHOLDS + 1,
  SETTINGS = 1024
};

static const char prepare[] =
    CPF_FIGURE_SCRIPT_CURVES "data = stem.\".csv\"; run = stem.\"-run.csv\"\n"
                             "markers = \"7 5 9 13 11 6\"\n"
                             "marker(i) = int(word(markers, i))\n"
                             "apart(i) = 1.035 ** (i - 3.5)\n"
                             "name(i) = i <= words(limits) ? \"nearer than \".word(limits, i) \\\n"
                             "  : sprintf(\"still there at %g\", time)\n"
                             "dash(i) = i == 1 ? 5 : 1\n"
                             "later(c) = $1 > 0 ? column(c) : NaN\n"
                             "names = \"w_1·v_1 w_1·v_2 w_2·v_1 w_2·v_2\"\n";

static const char draw[] =
    "  set multiplot title title font \",16\" offset 0,0.2\n"
    "  set lmargin at screen 0.065; set rmargin at screen 0.5\n"
    "  set bmargin at screen 0.24; set tmargin at screen 0.88\n"
    "  set tics out nomirror; set grid lc rgb \"#e0e0e0\" lw 0.7\n"
    "  set logscale x 2; set xrange [1.75:36.6]; set xtics 2, 2, 32; set format x \"%g\"\n"
    "  set yrange [0:*]; set ytics 0.1\n"
    "  set xlabel \"dimension d\"; set ylabel \"share of uniform starts\"\n"
    "  set label 1 sprintf(\"encounters with tight-balance, n = k = 2, ρ = %d\", rho) \\\n"
    "    at graph 0.5, 1.04 center\n"
    "  set label 2 about at screen 0.985, screen 0.022 right font \",10\" tc rgb \"#606060\"\n"
    "  set key at screen 0.28, screen 0.055 center bottom maxrows 3 samplen 4 width 1\n"
    "  set errorbars 0.6\n"
    "  plot for [i=1:6] data skip 1 every 6::i-1 using ($2 * apart(i)):7:8:9 with yerrorbars \\\n"
    "      lw 1.4 pt 0 lc rgb colour(i) notitle, \\\n"
    "    for [i=1:6] data skip 1 every 6::i-1 using ($2 * apart(i)):7 with linespoints \\\n"
    "      lw 1.6 dt i pt marker(i) ps 0.8 lc rgb colour(i) title name(i)\n"
    "  unset label 1; set label 2 \"\"; unset logscale x\n"
    "  set lmargin at screen 0.575; set rmargin at screen 0.985\n"
    "  set logscale x 10; set xrange [0.1:last]; set format x \"\"; set xtics 10; unset xlabel\n"
    "  set tmargin at screen 0.88; set bmargin at screen 0.715\n"
    "  set yrange [0:*]; set ytics 0.5; set ylabel \"loss\"; unset key\n"
    "  set label 1 sprintf(\"trajectory %d of seed %d in d = %d\", number, seed, shown) \\\n"
    "    at graph 0.5, 1.15 center\n"
    "  plot run skip 1 using (later(1)):8 with lines lw 2 lc rgb \"black\"\n"
    "  unset label 1\n"
    "  set tmargin at screen 0.69; set bmargin at screen 0.525\n"
    "  set logscale y; set yrange [*:3]; set ytics 100 ; set format y \"10^{%T}\"\n"
    "  set ylabel \"distance\"\n"
    "  set label 1 \"from tight-balance\" at graph 0.5, 0.8 center\n"
    "  plot run skip 1 using (later(1)):9 with lines lw 2 lc rgb \"black\"\n"
    "  unset label 1; unset logscale y; set format y \"%g\"\n"
    "  set format x \"10^{%T}\"; set xlabel \"time\"\n"
    "  set tmargin at screen 0.5; set bmargin at screen 0.24\n"
    "  set yrange [-1.06:1.06]; set ytics 0.5; set ylabel \"overlaps\"\n"
    "  set key at screen 0.78, screen 0.055 center bottom maxrows 2 samplen 4 width 1\n"
    "  plot for [i=1:4] run skip 1 using (later(1)):(column(1 + i)) with lines lw 2 \\\n"
    "      dt i lc rgb colour(i) title word(names, i), \\\n"
    "    for [i=1:2] run skip 1 using (later(1)):(column(5 + i)) with lines lw (i == 1 ? 2.4 : "
    "1.2) "
    "\\\n"
    "      dt dash(i) lc rgb (i == 1 ? \"#e69f00\" : \"black\") \\\n"
    "      title sprintf(\"w_%d outside\", i)\n"
    "  unset multiplot; unset logscale; unset label; unset grid; unset key\n";

// How good a run is for the right panel: the first of the best is shown, the nearest of the plain.
enum { PLAIN = 0, NEAR, NEAR_AND_ARRIVES };

struct counts {
  uint64_t hits[CURVES], unfinished, count;
  uint64_t best_number;
  int best;
  double nearest; // of the best
};

static bool at_tight(const struct cpf_flow_result *result, int family) {
  return family >= 0 && strcmp(result->families[family].label, "tight-balance") == 0;
}

static enum cpf_status count_one(void *ctx, const struct cpf_flow_result *result,
                                 const struct cpf_flow_record *record, struct cpf_error *err) {
  struct counts *c = ctx;
  double nearest = record->watch[0];
  (void)err;
  for (int i = 0; i < NTHRESHOLDS; i++)
    c->hits[i] += nearest < thresholds[i];
  c->hits[NTHRESHOLDS] += record->end == CPF_FLOW_LINGERING && at_tight(result, record->family);
  c->unfinished += record->end == CPF_FLOW_TIME || record->end == CPF_FLOW_FAILED;
  int grade = nearest >= thresholds[NTHRESHOLDS - 1] ? PLAIN
              : record->end == CPF_FLOW_ARRIVED      ? NEAR_AND_ARRIVES
                                                     : NEAR;
  if (c->count == 0 || grade > c->best ||
      (grade == PLAIN && c->best == PLAIN && nearest < c->nearest)) {
    c->best = grade;
    c->nearest = nearest;
    c->best_number = record->number;
  }
  c->count++;
  return CPF_OK;
}

static void write_counts(FILE *out, int d, const struct counts *c) {
  for (int i = 0; i < CURVES; i++) {
    if (i < NTHRESHOLDS)
      fprintf(out, "%d,%d,nearer,%g,", i + 1, d, thresholds[i]);
    else
      fprintf(out, "%d,%d,lingers,,", i + 1, d);
    cpf_figure_flow_share(out, c->hits[i], c->count);
    fprintf(out, ",%" PRIu64 "\r\n", c->unfinished);
  }
}

// *shown: the run of the right panel.
static enum cpf_status write_shares(struct cpf_figure_flow *flow, uint64_t trajectories,
                                    struct cpf_figure_set *set, uint64_t *shown,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  double tight[2 * CPF_FIGURE_MOST_D];
  CPF_TRY(cpf_figure_open(set, ".csv", &out, err));
  fputs("curve,d,criterion,threshold,hits,trajectories,share,low,high,unfinished\r\n", out);
  for (int i = 0; i < NDIMENSIONS; i++) {
    struct counts c = {.count = 0};
    struct cpf_problem p = cpf_figure_flow_pair(dimensions[i], RHO);
    CPF_TRY(cpf_figure_flow_tight(p.d, RHO, tight, err));
    flow->options.watch = tight;
    flow->options.nwatch = 1;
    CPF_TRY(cpf_figure_flow_ensemble(flow, &p, CPF_FLOW_UNIFORM, trajectories, count_one, &c, NULL,
                                     err));
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

static void write_row(void *ctx, double t, const double *W) {
  struct writer *w = ctx;
  int d = w->problem.d, k = w->problem.k;
  double outside[2] = {0.0, 0.0};
  for (int c = k; c < d; c++) {
    outside[0] = hypot(outside[0], W[c]);
    outside[1] = hypot(outside[1], W[d + c]);
  }
  fprintf(w->out, "%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g\r\n", t, W[0], W[1], W[d],
          W[d + 1], outside[0], outside[1], cpf_loss(&w->problem, W),
          cpf_figure_flow_distance(d, w->theta, W));
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
  fputs("time,w1_v1,w1_v2,w2_v1,w2_v2,w1_outside,w2_outside,loss,distance\r\n", w.out);
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
                 "trajectories,%" PRIu64 "\r\nlevel,%g\r\nrun,%" PRIu64 "\r\n", trajectories,
                 CPF_FIGURE_LEVEL, number);
  CPF_TRY(cpf_figure_flow_settings(flow, set, "n = k = 2; d in .csv; rho = 4; r = 1", "uniform",
                                   settings, err));
  cpf_figure_flow_about(flow, about);
  (void)snprintf(settings, sizeof settings,
                 "title = \"Encounters with tight-balance from random starts, n = k = 2\"\n"
                 "about = \"%" PRIu64 " trajectories for each d, seed %" PRIu64
                 "; bars: 95%% (Clopper, Pearson); %s\"\nrho = %d; limits = \"%s\"; time = %g\n"
                 "number = %" PRIu64 "; seed = %" PRIu64 "; shown = %d\nlast = %g\n",
                 trajectories, flow->options.seed, about, RHO, limits, flow->options.time, number,
                 flow->options.seed, SHOWN_D, cpf_figure_flow_decade(last));
  struct cpf_figure_script script = {1200, 700, settings, prepare, draw, false};
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
  flow.options.radius = 0.0; // the distance watched is all that is asked for
  flow.options.steps = most_steps;
  CPF_TRY(write_shares(&flow, request->trajectories, set, &number, err));
  CPF_TRY(write_run(&flow, number, &last, set, err));
  CPF_TRY(write_script(&flow, request->trajectories, number, last, set, err));
cleanup:
  cpf_figure_flow_close(&flow);
  return status;
}
