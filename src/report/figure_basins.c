// SPDX-License-Identifier: GPL-3.0-or-later
// Which share of the starts ends in a minimum that is not the global one. Above: n = k = 2, uniform
// and split-cone starts, over d at one degree and over the degree at d = 2. Trajectories that did
// not arrive in time may do either: the intervals reach from Clopper and Pearson's lower bound
// without them to the upper bound with them. Below: where n = k = d students end.
#include "report/figure_basins.h"

#include <inttypes.h>

#include "report/figure_script.h"
#include "status/try.h"

static const int dimensions[] = {2, 3, 4, 6, 8, 16};
static const int degrees[] = {4, 6, 8, 10, 12, 14, 16, 18, 20};
// From rho = 6 on a student nearly orthogonal to the teachers gains on them very slowly, and
// explicit steps do not get along: who needs more than these is unfinished.
static const uint64_t most_steps = 20000;
enum {
  RHO = 6,   // of the panel over d
  D = 2,     // of the panel over the degree
  FEWER = 3, // times fewer trajectories for more than two students, whose families are certified
  NDIMENSIONS = sizeof dimensions / sizeof *dimensions,
  NDEGREES = sizeof degrees / sizeof *degrees,
  SETTINGS = 1024
};

static const char prepare[] = CPF_FIGURE_SCRIPT_CURVES
    "data = stem.\".csv\"; pairs = stem.\"-pairs.csv\"\n"
    "markers = \"7 5 9 13 11 6\"\n"
    "marker(i) = int(word(markers, i))\n"
    "start(i) = i == 1 ? \"uniform\" : \"split-cone\"\n"
    "is(panel, i, c) = strcol(1) eq panel && strcol(4) eq start(i) ? column(c) : NaN\n"
    "outcomes = \"'copies' 'one pair' 'two pairs' 'three or more pairs' 'other' 'unfinished'\"\n"
    "shown(i) = i == 1 ? \"all copies\" : i == 5 ? \"other minimum\" : word(outcomes, i)\n"
    "of(rho, i, c) = $1 == rho && strcol(3) eq word(outcomes, i) ? column(c) : NaN\n"
    "apart(i) = 1.02 ** (i - 3.5)\n";

static const char draw[] =
    "  set multiplot title title font \",16\" offset 0,0.2\n"
    "  set tics out nomirror; set grid lc rgb \"#e0e0e0\" lw 0.7; set errorbars 0.6\n"
    "  set label 9 about at screen 0.985, screen 0.018 right font \",10\" tc rgb \"#606060\"\n"
    "  set yrange [-0.02:0.7]; set ytics 0.1; set format y \"%g\"\n"
    "  set tmargin at screen 0.9; set bmargin at screen 0.605\n"
    "  set lmargin at screen 0.07; set rmargin at screen 0.5\n"
    "  set logscale x 2; set xrange [1.8:18]; set xtics 2, 2, 16; set xlabel \"dimension d\"\n"
    "  set ylabel \"share in spurious minima\"\n"
    "  set label 1 sprintf(\"n = k = 2, ρ = %d\", rho) at graph 0.5, 1.06 center\n"
    "  set key at graph 0.97, 0.95 right top samplen 4 width 1\n"
    "  plot for [i=1:2] data skip 1 using (is(\"d\", i, 2)):9:10:11 with yerrorbars lw 1.4 pt 0 "
    "\\\n"
    "      lc rgb colour(i) notitle, \\\n"
    "    for [i=1:2] data skip 1 using (is(\"d\", i, 2)):9 with linespoints lw 1.6 dt i \\\n"
    "      pt marker(i) ps 0.9 lc rgb colour(i) title start(i).\" starts\"\n"
    "  set label 9 \"\"; unset ylabel; unset logscale x; unset key\n"
    "  set lmargin at screen 0.555; set rmargin at screen 0.985\n"
    "  set xrange [3:21]; set xtics 4, 2; set xlabel \"degree ρ (even)\"\n"
    "  set label 1 sprintf(\"n = k = d = %d\", d) at graph 0.5, 1.06 center\n"
    "  plot for [i=1:2] data skip 1 using (is(\"rho\", i, 3)):9:10:11 with yerrorbars lw 1.4 pt 0 "
    "\\\n"
    "      lc rgb colour(i) notitle, \\\n"
    "    for [i=1:2] data skip 1 using (is(\"rho\", i, 3)):9 with linespoints lw 1.6 dt i \\\n"
    "      pt marker(i) ps 0.9 lc rgb colour(i) title start(i).\" starts\"\n"
    "  set yrange [-0.03:1.03]; set ytics 0.2; set tmargin at screen 0.475\n"
    "  set bmargin at screen 0.18; set logscale x 2; set xrange [1.8:8.9]\n"
    "  set xtics (2, 3, 4, 6, 8); set xlabel \"students n = k = d\"\n"
    "  do for [p=1:2] {\n"
    "    set lmargin at screen (p == 1 ? 0.07 : 0.555)\n"
    "    set rmargin at screen (p == 1 ? 0.5 : 0.985)\n"
    "    if (p == 1) {\n"
    "      set ylabel \"share of uniform starts\"\n"
    "      set key at screen 0.53, screen 0.045 center bottom maxrows 2 samplen 4 width 1\n"
    "    } else { unset ylabel; unset key }\n"
    "    r = int(word(pair_degrees, p))\n"
    "    set label 1 sprintf(\"pairs in tight-balance, ρ = %d%s\", r, \\\n"
    "      p == 1 ? sprintf(\" (there still at %g)\", time) : \"\") at graph 0.5, 1.06 center\n"
    "    plot for [i=1:6] pairs skip 1 using (of(r, i, 2) * apart(i)):6:7:8 with yerrorbars \\\n"
    "        lw 1.2 pt 0 lc rgb colour(i) notitle, \\\n"
    "      for [i=1:6] pairs skip 1 every 6::i-1 using (of(r, i, 2) * apart(i)):6 with \\\n"
    "        linespoints lw 1.6 dt i pt marker(i) ps 0.8 lc rgb colour(i) title shown(i)\n"
    "  }\n"
    "  unset multiplot; unset logscale; unset label; unset key; set xtics autofreq\n";

struct counts {
  uint64_t spurious, arrived, count;
};

static enum cpf_status count_one(void *ctx, const struct cpf_flow_result *result,
                                 const struct cpf_flow_record *record, struct cpf_error *err) {
  struct counts *c = ctx;
  (void)err;
  c->count++;
  if (record->end != CPF_FLOW_ARRIVED || record->family < 0)
    return CPF_OK;
  c->arrived++;
  c->spurious += result->families[record->family].loss > CPF_FIGURE_SPURIOUS;
  return CPF_OK;
}

static enum cpf_status write_ensemble(const struct cpf_figure_flow *flow, const char *panel, int d,
                                      int rho, enum cpf_flow_init init, uint64_t trajectories,
                                      FILE *out, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_problem p = cpf_figure_flow_pair(d, rho);
  struct counts c = {.count = 0};
  double low = 0.0, high = 0.0, unused = 0.0;
  CPF_TRY(cpf_figure_flow_ensemble(flow, &p, init, trajectories, count_one, &c, NULL, err));
  uint64_t unfinished = c.count - c.arrived;
  cpf_flow_interval(c.spurious, c.count, CPF_FIGURE_LEVEL, &low, &unused);
  cpf_flow_interval(c.spurious + unfinished, c.count, CPF_FIGURE_LEVEL, &unused, &high);
  fprintf(out, "%s,%d,%d,%s,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%.17g,%.17g,%.17g\r\n",
          panel, d, rho, init == CPF_FLOW_UNIFORM ? "uniform" : "split-cone", c.spurious,
          c.arrived - c.spurious, unfinished, c.count,
          c.count > 0 ? (double)c.spurious / (double)c.count : 0.0, low, high);
cleanup:
  return status;
}

static enum cpf_status write_shares(const struct cpf_figure_flow *flow, uint64_t trajectories,
                                    struct cpf_figure_set *set, struct cpf_error *err) {
  static const enum cpf_flow_init inits[] = {CPF_FLOW_UNIFORM, CPF_FLOW_SPLIT_CONE};
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  CPF_TRY(cpf_figure_open(set, ".csv", &out, err));
  fputs("panel,d,rho,start,spurious,copies,unfinished,trajectories,share,low,high\r\n", out);
  for (size_t s = 0; s < sizeof inits / sizeof *inits; s++) {
    for (int i = 0; i < NDIMENSIONS; i++)
      CPF_TRY(write_ensemble(flow, "d", dimensions[i], RHO, inits[s], trajectories, out, err));
    for (int i = 0; i < NDEGREES; i++)
      CPF_TRY(write_ensemble(flow, "rho", D, degrees[i], inits[s], trajectories, out, err));
  }
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

static enum cpf_status write_script(const struct cpf_figure_flow *flow, uint64_t trajectories,
                                    uint64_t fewer, struct cpf_figure_set *set,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char settings[SETTINGS], about[CPF_FIGURE_ABOUT];
  (void)snprintf(settings, sizeof settings,
                 "trajectories,%" PRIu64 "\r\ntrajectories_pairs,%" PRIu64 "\r\nlevel,%g\r\n",
                 trajectories, fewer, CPF_FIGURE_LEVEL);
  CPF_TRY(cpf_figure_flow_settings(
      flow, set, "n = k = 2 and n = k = d; d and rho in .csv and -pairs.csv; r = 1",
      "uniform and split-cone", settings, err));
  cpf_figure_flow_about(flow, about);
  (void)snprintf(settings, sizeof settings,
                 "title = \"Where random starts end: spurious minima and tight-balance\"\n"
                 "about = \"%" PRIu64 " (above), %" PRIu64
                 " (below) trajectories each, seed %" PRIu64
                 "; bars: 95%% (Clopper, Pearson); %s\"\n"
                 "rho = %d; d = %d; pair_degrees = \"%d %d\"; time = %g\n",
                 trajectories, fewer, flow->options.seed, about, RHO, D, cpf_figure_pair_degrees[0],
                 cpf_figure_pair_degrees[1], flow->options.time);
  struct cpf_figure_script script = {1200, 860, settings, prepare, draw, false};
  CPF_TRY(cpf_figure_script_write(&script, set, err));
cleanup:
  return status;
}

enum cpf_status cpf_figure_basins(const struct cpf_figure_request *request,
                                  struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_figure_flow flow = {.table = NULL};
  uint64_t fewer = request->trajectories / FEWER > 0 ? request->trajectories / FEWER : 1;
  CPF_TRY(cpf_figure_flow_open(request, &flow, err));
  flow.options.radius = 0.0; // only the ends are asked for
  flow.options.steps = most_steps;
  CPF_TRY(write_shares(&flow, request->trajectories, set, err));
  CPF_TRY(cpf_figure_basins_pairs(&flow, fewer, set, err));
  CPF_TRY(write_script(&flow, request->trajectories, fewer, set, err));
cleanup:
  cpf_figure_flow_close(&flow);
  return status;
}
