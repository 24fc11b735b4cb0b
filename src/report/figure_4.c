// SPDX-License-Identifier: GPL-3.0-or-later
// The paper's figure 4: n = k = d = 2, rho = 4. Both students start beside the teacher v_1, one on
// each side of it, w_1 = (cos t1, sin t1) and w_2 = (cos t2, -sin t2), with t2 = t1 + delta. They
// come to tight-balance, t1 = t2 = pi/8, linger for a time of the order of delta^-2, and part.
#include "report/figure.h"

#include <math.h>

#include "cpfind/model.h"
#include "report/figure_flow.h"
#include "report/figure_script.h"
#include "status/try.h"

enum { RHO = 4, TO = 90, SETTINGS = 1024 };
static const double degree = 57.295779513082320877; // degrees in a radian
static const double start = 5.0;                    // degrees: t1 of every start
// Degrees. The last start is on the stable set of tight-balance.
static const double deltas[] = {20.0, 9.0, 3.0, 1.0, 0.0};
enum { RUNS = sizeof deltas / sizeof *deltas, SHOWN = 2 };

static const char prepare[] = CPF_FIGURE_SCRIPT_CURVES
    "set table $levels\n"
    "set contour base; unset surface\n"
    "set cntrparam levels incremental 0.06, 0.12, 2\n"
    "splot stem.\"-loss.csv\" nonuniform matrix using 1:2:3\n"
    "unset table; unset contour; set surface\n"
    "level(i) = real(word(strcol(1), i))\n"
    "$marks << EOD\n"
    "13,22.5,22.5\n13,67.5,67.5\n7,0,90\n7,90,0\n13,0,0\n13,90,90\n5,45,45\n"
    "EOD\n"
    "mark(s, c) = $1 == s ? column(c) : NaN\n"
    "data = stem.\".csv\"\n"
    "of(i, c) = $1 == i ? column(c) : NaN\n"
    "name(i) = \"δ = \".word(deltas, i).\"°\"\n";

static const char draw[] =
    "  set multiplot title title font \",16\" offset 0,0.2\n"
    "  set lmargin at screen 0.065; set rmargin at screen 0.455\n"
    "  set bmargin at screen 0.215; set tmargin at screen 0.89\n"
    "  set xrange [0:90]; set yrange [0:90]; set xtics 0,15; set ytics 0,15\n"
    "  set tics out nomirror\n"
    "  set xlabel \"t_1 (degrees), w_1 = (cos t_1, sin t_1)\"\n"
    "  set ylabel \"t_2 (degrees), w_2 = (cos t_2, −sin t_2)\"\n"
    "  set key at screen 0.26, screen 0.025 center bottom maxrows 2 samplen 4 width 1\n"
    "  set style textbox opaque noborder fc rgb \"white\" margins 0.3, 0.3\n"
    "  set label 1 \"tight-balance\" at 25, 19.5 front boxed; set label 2 \"copy\" at 3, 86 front "
    "boxed\n"
    "  set label 3 \"copy\" at 87, 4 right front boxed; set label 4 \"same-copy\" at 8, 2.5 front "
    "boxed\n"
    "  set label 5 \"balance\" at 48, 45 front boxed; set label 6 \"tight-balance\" at 70, 65 "
    "front boxed\n"
    "  set label 7 about at screen 0.985, screen 0.022 right font \",10\" tc rgb \"#606060\"\n"
    "  plot $levels using (level(1)):(level(2)) with lines lw 0.6 lc rgb \"#c8c8c8\" notitle, \\\n"
    "    for [i=1:runs] data skip 1 using (of(i, 3)):(of(i, 4)) with lines lw width(i) \\\n"
    "      dt i lc rgb colour(i) title name(i), \\\n"
    "    for [i=1:runs] data skip 1 using ($2 == 0 ? of(i, 3) : NaN):(of(i, 4)) with points \\\n"
    "      pt 6 ps 0.8 lw 1.5 lc rgb colour(i) notitle, \\\n"
    "    for [s in \"13 7 5\"] $marks using (mark(s, 2)):(mark(s, 3)) with points \\\n"
    "      pt int(s) ps 1.1 lc rgb \"black\" notitle\n"
    "  unset label; set label 7 \"\"; unset key; unset ylabel\n"
    "  set lmargin at screen 0.555; set rmargin at screen 0.985\n"
    "  set tmargin at screen 0.89; set bmargin at screen 0.575\n"
    "  set logscale x; set xrange [0.01:last]; set format x \"\"; unset xlabel\n"
    "  set xtics 10 autofreq; set grid lc rgb \"#e0e0e0\" lw 0.7\n"
    "  set ylabel \"loss L\"; set yrange [0:1.08]; set ytics 0,0.25\n"
    "  set arrow 1 from graph 0, first 0.75 to graph 1, first 0.75 nohead lw 1 dt (2,4) \\\n"
    "    lc rgb \"#404040\" back\n"
    "  set label 1 \"3/4\" at graph 0.97, first 0.8 right\n"
    "  plot for [i=1:runs] data skip 1 using ($2 > 0 ? of(i, 2) : NaN):(of(i, 5)) with lines \\\n"
    "    lw width(i) dt i lc rgb colour(i)\n"
    "  set tmargin at screen 0.54; set bmargin at screen 0.215\n"
    "  set format x \"10^{%T}\"; set xlabel \"time\"; unset arrow 1; unset label 1\n"
    "  set ylabel sprintf(\"overlaps, %s\", name(shown)); set yrange [-1.06:1.06]; set ytics 0.5\n"
    "  set key at screen 0.77, screen 0.065 center bottom maxrows 1 samplen 4 width 1\n"
    "  names = \"w_1·v_1 w_1·v_2 w_2·v_1 w_2·v_2\"\n"
    "  plot for [i=1:4] data skip 1 using ($2 > 0 ? of(shown, 2) : NaN):(of(shown, 5 + i)) \\\n"
    "    with lines lw 2 dt i lc rgb colour(i) title word(names, i)\n"
    "  unset multiplot; unset logscale; unset arrow; unset label; unset grid; set format x "
    "\"%h\"\n";

struct writer {
  struct cpf_problem problem;
  FILE *out;
  int run;
};

static void write_row(void *ctx, double t, const double *W) {
  const struct writer *w = ctx;
  fprintf(w->out, "%d,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g\r\n", w->run, t,
          atan2(W[1], W[0]) * degree, atan2(-W[3], W[2]) * degree, cpf_loss(&w->problem, W), W[0],
          W[1], W[2], W[3]);
}

static enum cpf_status write_runs(const struct cpf_figure_flow *flow, struct cpf_figure_set *set,
                                  struct cpf_figure_flow_end ends[RUNS], struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct writer writer = {.problem = cpf_figure_flow_pair(2, RHO)};
  CPF_TRY(cpf_figure_open(set, ".csv", &writer.out, err));
  fputs("run,time,t1_degrees,t2_degrees,loss,w1_v1,w1_v2,w2_v1,w2_v2\r\n", writer.out);
  for (int i = 0; i < RUNS; i++) {
    double W[4];
    writer.run = i + 1;
    cpf_figure_flow_point(2, start / degree, (start + deltas[i]) / degree, W);
    CPF_TRY(cpf_figure_flow_trace(flow, &writer.problem, W, write_row, &writer, &ends[i], err));
  }
cleanup:
  return cpf_figure_close(set, &writer.out, status, err);
}

static enum cpf_status write_ends(struct cpf_figure_set *set,
                                  const struct cpf_figure_flow_end ends[RUNS],
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  CPF_TRY(cpf_figure_open(set, "-runs.csv", &out, err));
  fputs("run,t1_degrees,t2_degrees,end,label,time\r\n", out);
  for (int i = 0; i < RUNS; i++)
    fprintf(out, "%d,%.17g,%.17g,%s,%s,%.17g\r\n", i + 1, start, start + deltas[i],
            cpf_flow_end_name(ends[i].end), ends[i].label, ends[i].time);
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

static enum cpf_status write_script(const struct cpf_figure_flow *flow,
                                    const struct cpf_figure_flow_end ends[RUNS],
                                    struct cpf_figure_set *set, struct cpf_error *err) {
  char settings[SETTINGS], about[CPF_FIGURE_ABOUT];
  double last = 1.0;
  int used = 0;
  char list[SETTINGS / 4] = "";
  for (int i = 0; i < RUNS; i++) {
    last = fmax(last, ends[i].end == CPF_FLOW_ARRIVED ? ends[i].time : 0.0);
    used += snprintf(list + used, sizeof list - (size_t)used, "%s%g", i > 0 ? " " : "", deltas[i]);
  }
  cpf_figure_flow_about(flow, about);
  (void)snprintf(settings, sizeof settings,
                 "title = \"Gradient flow of P(2,2,2,%d) from starts beside v_1: t_1 = %g°, "
                 "t_2 = t_1 + δ\"\n"
                 "about = \"%s\"\nruns = %d; deltas = \"%s\"; shown = %d\nlast = %g\n",
                 RHO, start, about, RUNS, list, SHOWN, cpf_figure_flow_decade(last));
  struct cpf_figure_script script = {1150, 620, settings, prepare, draw, false};
  return cpf_figure_script_write(&script, set, err);
}

enum cpf_status cpf_figure_4(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_figure_flow flow = {.table = NULL};
  struct cpf_figure_flow_end ends[RUNS] = {{.time = 0.0}};
  CPF_TRY(cpf_figure_flow_open(request, &flow, err));
  CPF_TRY(write_runs(&flow, set, ends, err));
  CPF_TRY(write_ends(set, ends, err));
  CPF_TRY(cpf_figure_flow_grid(RHO, 0, TO, -1, set, err));
  CPF_TRY(cpf_figure_flow_settings(&flow, set, "n = k = d = 2; rho = 4; r = 1",
                                   "t1 = 5 degrees; t2 in -runs.csv", "", err));
  CPF_TRY(write_script(&flow, ends, set, err));
cleanup:
  cpf_figure_flow_close(&flow);
  return status;
}
