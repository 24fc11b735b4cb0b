// SPDX-License-Identifier: GPL-3.0-or-later
// The paper's figure 7: n = k = 2, d = 3, rho = 4, the squared loss (r = 1) against the correlation
// loss (r = 0), from one start near v_1. Without repulsion both students go to v_1; with it they
// turn back, linger at tight-balance and part.
#include "report/figure.h"

#include <math.h>

#include "cpfind/model.h"
#include "report/figure_flow.h"
#include "report/figure_script.h"
#include "status/try.h"

enum { RHO = 4, D = 3, LOSSES = 2, SETTINGS = 512 };
static const char *const names[LOSSES] = {"squared", "correlation"};
// Before their lengths are made 1.
static const double start[2 * D] = {1.0, 0.35, 0.60, 1.0, -0.45, 0.50};

static const char prepare[] =
    CPF_FIGURE_SCRIPT_CURVES "data = stem.\".csv\"\n"
                             "of(name, c) = strcol(1) eq name && $2 > 0 ? column(c) : NaN\n"
                             "curves = \"w_1·v_1 w_1·v_2 w_2·v_1 w_2·v_2 w_1·w_2 loss\"\n";

static const char draw[] =
    "  set multiplot title title font \",16\" offset 0,0.2\n"
    "  set bmargin at screen 0.24; set tmargin at screen 0.84\n"
    "  set logscale x; set xrange [0.01:last]; set format x \"10^{%T}\"; set xtics 10\n"
    "  set xlabel \"time\"; set yrange [-1.06:1.35]; set ytics 0.5; set tics out nomirror\n"
    "  set grid lc rgb \"#e0e0e0\" lw 0.7\n"
    "  set label 3 about at screen 0.985, screen 0.025 right font \",10\" tc rgb \"#606060\"\n"
    "  do for [j=1:2] {\n"
    "    set lmargin at screen (j == 1 ? 0.075 : 0.56)\n"
    "    set rmargin at screen (j == 1 ? 0.5 : 0.985)\n"
    "    set ylabel (j == 1 ? \"overlaps, loss\" : \"\")\n"
    "    set label 1 word(names, j).\" loss, r = \".word(weights, j) at graph 0.5, 1.06 center\n"
    "    set label 2 \"ends: \".word(ends, j) at graph 0.03, 0.06 font \",12\"\n"
    "    if (j == 1) {\n"
    "      set key at screen 0.53, screen 0.06 center bottom maxrows 1 samplen 4 width 1\n"
    "    } else { unset key; set label 3 \"\" }\n"
    "    plot for [i=1:6] data skip 1 using (of(word(names, j), 2)):(column(2 + i)) with lines \\\n"
    "      lw (i < 5 ? 2.2 : 1.4) dt i lc rgb colour(i) title word(curves, i)\n"
    "  }\n"
    "  unset multiplot; unset logscale; unset label; unset key\n";

struct writer {
  struct cpf_problem problem;
  const char *name;
  FILE *out;
};

static void write_row(void *ctx, double t, const double *W) {
  const struct writer *w = ctx;
  double between = 0.0;
  for (int c = 0; c < D; c++)
    between += W[c] * W[D + c];
  fprintf(w->out, "%s,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g\r\n", w->name, t, W[0],
          W[1], W[D], W[D + 1], between, cpf_loss(&w->problem, W), W[2], W[D + 2]);
}

static enum cpf_status write_runs(const struct cpf_figure_flow *flow, struct cpf_figure_set *set,
                                  struct cpf_figure_flow_end ends[LOSSES], struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct writer w = {.problem = cpf_figure_flow_pair(D, RHO)};
  CPF_TRY(cpf_figure_open(set, ".csv", &w.out, err));
  fputs("loss_function,time,w1_v1,w1_v2,w2_v1,w2_v2,w1_w2,loss,w1_out,w2_out\r\n", w.out);
  for (int i = 0; i < LOSSES; i++) {
    double W[2 * D];
    for (int c = 0; c < 2 * D; c++)
      W[c] = start[c];
    w.name = names[i];
    w.problem.repulsion = i == 0 ? 1.0 : 0.0;
    if (!cpf_normalise(&w.problem, W)) {
      status = cpf_fail(err, CPF_EINTERNAL, "figure 7: the start has a zero row");
      goto cleanup;
    }
    CPF_TRY(cpf_figure_flow_trace(flow, &w.problem, W, write_row, &w, &ends[i], err));
  }
cleanup:
  return cpf_figure_close(set, &w.out, status, err);
}

static enum cpf_status write_ends(struct cpf_figure_set *set,
                                  const struct cpf_figure_flow_end ends[LOSSES],
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  CPF_TRY(cpf_figure_open(set, "-runs.csv", &out, err));
  fputs("loss_function,repulsion,end,label,time\r\n", out);
  for (int i = 0; i < LOSSES; i++)
    fprintf(out, "%s,%d,%s,%s,%.17g\r\n", names[i], i == 0, cpf_flow_end_name(ends[i].end),
            ends[i].label, ends[i].time);
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

enum cpf_status cpf_figure_7(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_figure_flow flow = {.table = NULL};
  struct cpf_figure_flow_end ends[LOSSES] = {{.time = 0.0}};
  char settings[2 * SETTINGS], about[CPF_FIGURE_ABOUT];
  CPF_TRY(cpf_figure_flow_open(request, &flow, err));
  CPF_TRY(write_runs(&flow, set, ends, err));
  CPF_TRY(write_ends(set, ends, err));
  CPF_TRY(cpf_figure_flow_settings(&flow, set, "n = k = 2; d = 3; rho = 4; r = 1 and 0",
                                   "the first rows of .csv", "", err));
  cpf_figure_flow_about(&flow, about);
  (void)snprintf(settings, sizeof settings,
                 "title = \"n = k = 2, d = %d, ρ = %d: squared and correlation loss, same start\"\n"
                 "about = \"%s\"\nnames = \"%s %s\"; weights = \"1 0\"\n"
                 "ends = \"%s %s\"\nlast = %g\n",
                 D, RHO, about, names[0], names[1], ends[0].label, ends[1].label,
                 cpf_figure_flow_decade(fmax(ends[0].time, ends[1].time)));
  struct cpf_figure_script script = {1150, 520, settings, prepare, draw, false};
  CPF_TRY(cpf_figure_script_write(&script, set, err));
cleanup:
  cpf_figure_flow_close(&flow);
  return status;
}
