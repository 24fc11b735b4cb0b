// SPDX-License-Identifier: GPL-3.0-or-later
// The paper's figure 6: the split cone, n = k = d = 2, rho = 4. w_1 = (cos p, sin p), w_2 = (cos q,
// sin q), modulo 180 degrees since rho is even. Student i is nearest to teacher i where |p| < 45
// and |q - 90| < 45: an invariant square around a copy, and so is the one with p and q exchanged.
// The starts stand just inside the squares' edges; a few others start where both students are
// nearest to one teacher, and leave.
#include "report/figure.h"

#include <math.h>

#include "cpfind/model.h"
#include "report/figure_flow.h"
#include "report/figure_script.h"
#include "status/try.h"

enum { RHO = 4, FROM = -45, TO = 135, EDGE = 3, SETTINGS = 512 };
enum { PER_SQUARE = 4 * EDGE, RUNS = 4 * PER_SQUARE };
static const double degree = 57.295779513082320877; // degrees in a radian
static const double inside = 2.0;                   // degrees from the square's edges
static const double offset = 0.35; // of the starts on a side: none is on an axis of symmetry

static const char prepare[] = CPF_FIGURE_SCRIPT_CURVES
    "set table $levels\n"
    "set contour base; unset surface\n"
    "set cntrparam levels incremental 0.1, 0.2, 2\n"
    "splot stem.\"-loss.csv\" nonuniform matrix using 1:2:3\n"
    "unset table; unset contour; set surface\n"
    "level(i) = real(word(strcol(1), i))\n"
    "data = stem.\".csv\"\n"
    "$points << EOD\n"
    "7,0,90\n7,90,0\n"
    "13,22.5,-22.5\n13,-22.5,22.5\n13,67.5,112.5\n13,112.5,67.5\n"
    "EOD\n"
    "mark(s, c) = $1 == s ? column(c) : NaN\n"
    "# A line breaks where a run begins: its first sample, time 0, is a hole.\n"
    "run(from, to, c) = $1 >= from && $1 <= to && $3 > 0 ? column(c) : NaN\n"
    "first(to, c) = $1 <= to && $3 == 0 ? column(c) : NaN\n"
    "# Students on the circle: each run at a radius of its own.\n"
    "radius(i) = 0.94 - 0.055 * i\n"
    "x(angle) = radius($1) * cos(angle * pi / 180)\n"
    "y(angle) = radius($1) * sin(angle * pi / 180)\n";

static const char draw[] =
    "  set multiplot title title font \",16\" offset 0,0.2\n"
    "  set lmargin at screen 0.02; set rmargin at screen 0.45\n"
    "  set bmargin at screen 0.16; set tmargin at screen 0.88\n"
    "  unset key; unset border; unset tics; unset xlabel; unset ylabel\n"
    "  set xrange [-1.22:1.22]; set yrange [-1.22:1.22]; set size ratio -1\n"
    "  set style fill solid 1 noborder\n"
    "  set object 1 circle at 0,0 size 1 arc [-45:45] fc rgb \"#dbe9f4\" fs solid noborder back\n"
    "  set object 2 circle at 0,0 size 1 arc [135:225] fc rgb \"#dbe9f4\" fs solid noborder back\n"
    "  set object 3 circle at 0,0 size 1 arc [45:135] fc rgb \"#fbe6cf\" fs solid noborder back\n"
    "  set object 4 circle at 0,0 size 1 arc [225:315] fc rgb \"#fbe6cf\" fs solid noborder back\n"
    "  s = sqrt(0.5)\n"
    "  set arrow 1 from -s,-s to s,s nohead lw 1.4 dt 2 lc rgb \"#404040\" back\n"
    "  set arrow 2 from -s,s to s,-s nohead lw 1.4 dt 2 lc rgb \"#404040\" back\n"
    "  set label 1 \"v_1\" at 1.05,0; set label 2 \"v_2\" at 0,1.1 center\n"
    "  set label 3 \"−v_1\" at -1.05,0 right; set label 4 \"−v_2\" at 0,-1.1 center\n"
    "  set label 5 \"nearest to v_1: w_1\" at screen 0.235, screen 0.115 center tc rgb "
    "\"#005a8f\"\n"
    "  set label 6 \"nearest to v_2: w_2\" at screen 0.235, screen 0.075 center tc rgb "
    "\"#a34700\"\n"
    "  set label 7 \"each run at a radius of its own; a ring marks its start\" \\\n"
    "    at screen 0.235, screen 0.03 center font \",11\" tc rgb \"#404040\"\n"
    "  set label 8 about at screen 0.985, screen 0.03 right font \",10\" tc rgb \"#606060\"\n"
    "  e = 4 * edge\n"
    "  plot data skip 1 using (x(run(1, e, 4))):(y($4)) with lines lw 2.4 lc rgb \"#0072b2\", \\\n"
    "    data skip 1 using (x(run(1, e, 5))):(y($5)) with lines lw 2.4 dt 3 lc rgb \"#d55e00\", "
    "\\\n"
    "    data skip 1 using (x(first(e, 4))):(y($4)) with points pt 6 ps 0.6 lw 1.5 \\\n"
    "      lc rgb \"#0072b2\", \\\n"
    "    data skip 1 using (x(first(e, 5))):(y($5)) with points pt 6 ps 0.6 lw 1.5 \\\n"
    "      lc rgb \"#d55e00\"\n"
    "  unset object; unset arrow; unset label; set label 8 \"\"; set border; set size noratio\n"
    "  set lmargin at screen 0.545; set rmargin at screen 0.985\n"
    "  set xrange [-45:135]; set yrange [-45:135]\n"
    "  set xtics -45,45 out nomirror; set ytics -45,45 out nomirror\n"
    "  set tmargin at screen 0.83\n"
    "  set xlabel \"angle p of w_1 (degrees)\"; set ylabel \"angle q of w_2 (degrees)\"\n"
    "  set arrow 1 from -45,45 to 135,45 nohead lw 1.8 dt 2 lc rgb \"black\" front\n"
    "  set arrow 2 from 45,-45 to 45,135 nohead lw 1.8 dt 2 lc rgb \"black\" front\n"
    "  set key at screen 0.765, screen 0.84 center bottom maxrows 2 samplen 3 width 1\n"
    "  plot $levels using (level(1)):(level(2)) with lines lw 0.6 lc rgb \"#c8c8c8\" notitle, \\\n"
    "    data skip 1 using (run(1, 2 * e, 4)):5 with lines lw 1.8 lc rgb \"#0072b2\" \\\n"
    "      title \"split cone\", \\\n"
    "    for [h=-1:1] for [v=-1:1] data skip 1 \\\n"
    "      using (run(2 * e + 1, 4 * e, 4) + 180 * h):($5 + 180 * v) with lines lw 1.5 dt 3 \\\n"
    "      lc rgb \"#d55e00\" notitle, \\\n"
    "    NaN with lines lw 1.5 dt 3 lc rgb \"#d55e00\" title \"one cone\", \\\n"
    "    data skip 1 using (first(4 * e, 4)):5 with points pt 6 ps 0.6 lw 1.3 \\\n"
    "      lc rgb \"#404040\" title \"start\", \\\n"
    "    $points using (mark(7, 2)):3 with points pt 7 ps 1.3 lc rgb \"black\" title \"copy\", \\\n"
    "    $points using (mark(13, 2)):3 with points pt 13 ps 1.3 lc rgb \"black\" \\\n"
    "      title \"tight-balance\"\n"
    "  unset multiplot; unset arrow; unset label\n";

// Where run i starts, and in which square: 1 and 2 the split ones, 3 and 4 with both students
// nearest to v_1, to v_2.
static int start_of(int i, double *p, double *q) {
  static const int centre[4][2] = {{0, 90}, {90, 0}, {0, 0}, {90, 90}};
  int square = i / PER_SQUARE, side = i % PER_SQUARE / EDGE, place = i % EDGE;
  double far = 45.0 - inside, along = far * (2.0 * (place + offset) / EDGE - 1.0);
  // Around the edge against the clock.
  const double x[4] = {along, far, -along, -far}, y[4] = {-far, along, far, -along};
  *p = centre[square][0] + x[side];
  *q = centre[square][1] + y[side];
  return square + 1;
}

struct writer {
  FILE *out;
  int run, square;
  double p, q; // of the sample before: angles go on without jumps
  struct cpf_problem problem;
};

// The angle of w that is nearest to `before`, degrees.
static double angle(const double *w, double before) {
  double t = atan2(w[1], w[0]) * degree;
  return t + 360.0 * round((before - t) / 360.0);
}

static void write_row(void *ctx, double t, const double *W) {
  struct writer *w = ctx;
  w->p = angle(W, w->p);
  w->q = angle(W + 2, w->q);
  fprintf(w->out, "%d,%d,%.17g,%.17g,%.17g,%.17g\r\n", w->run, w->square, t, w->p, w->q,
          cpf_loss(&w->problem, W));
}

static enum cpf_status write_runs(const struct cpf_figure_flow *flow, struct cpf_figure_set *set,
                                  struct cpf_figure_flow_end ends[RUNS], struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct writer w = {.problem = cpf_figure_flow_pair(2, RHO)};
  CPF_TRY(cpf_figure_open(set, ".csv", &w.out, err));
  fputs("run,square,time,p_degrees,q_degrees,loss\r\n", w.out);
  for (int i = 0; i < RUNS; i++) {
    double W[4];
    w.run = i + 1;
    w.square = start_of(i, &w.p, &w.q);
    cpf_figure_flow_point(2, w.p / degree, -w.q / degree, W);
    CPF_TRY(cpf_figure_flow_trace(flow, &w.problem, W, write_row, &w, &ends[i], err));
  }
cleanup:
  return cpf_figure_close(set, &w.out, status, err);
}

static enum cpf_status write_ends(struct cpf_figure_set *set,
                                  const struct cpf_figure_flow_end ends[RUNS],
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  CPF_TRY(cpf_figure_open(set, "-runs.csv", &out, err));
  fputs("run,square,p_degrees,q_degrees,end,label,time\r\n", out);
  for (int i = 0; i < RUNS; i++) {
    double p = 0.0, q = 0.0;
    int square = start_of(i, &p, &q);
    fprintf(out, "%d,%d,%.17g,%.17g,%s,%s,%.17g\r\n", i + 1, square, p, q,
            cpf_flow_end_name(ends[i].end), ends[i].label, ends[i].time);
  }
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

enum cpf_status cpf_figure_6(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_figure_flow flow = {.table = NULL};
  struct cpf_figure_flow_end ends[RUNS] = {{.time = 0.0}};
  char settings[SETTINGS], about[CPF_FIGURE_ABOUT];
  CPF_TRY(cpf_figure_flow_open(request, &flow, err));
  CPF_TRY(write_runs(&flow, set, ends, err));
  CPF_TRY(write_ends(set, ends, err));
  CPF_TRY(cpf_figure_flow_grid(RHO, FROM, TO, 1, set, err));
  CPF_TRY(cpf_figure_flow_settings(&flow, set, "n = k = d = 2; rho = 4; r = 1", "in -runs.csv", "",
                                   err));
  cpf_figure_flow_about(&flow, about);
  (void)snprintf(settings, sizeof settings,
                 "title = \"Split cone, P(2,2,2,%d): starts %g° inside the edges\"\n"
                 "about = \"%s\"\nedge = %d\n",
                 RHO, inside, about, EDGE);
  struct cpf_figure_script script = {1150, 600, settings, prepare, draw, false};
  CPF_TRY(cpf_figure_script_write(&script, set, err));
cleanup:
  cpf_figure_flow_close(&flow);
  return status;
}
