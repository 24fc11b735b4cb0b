// SPDX-License-Identifier: GPL-3.0-or-later
// The four condition functions of section 2.3: their zeros over a = w_1.v_1 = cos p and
// b = w_2.v_1 = cos q in one panel, with the critical points, and a heat map of each over the
// angles p and q, where the grid is even.
#include "report/figure.h"

#include <math.h>

#include "report/figure_condition.h"
#include "report/figure_points.h"
#include "report/figure_script.h"
#include "status/try.h"

enum { STEPS = 160, FUNCTIONS = 4, SETTINGS = 512 };
static const double degree = 57.295779513082320877; // degrees in a radian
static const double pi = 3.14159265358979323846;
static const double same_angle = 1e-9; // radians, as in figure_points.c

static const char prepare[] = CPF_FIGURE_SCRIPT_MARKERS
    "set contour base; unset surface\n"
    "set cntrparam levels discrete 0\n"
    "set table $zero1\n"
    "splot stem.\"-f1.csv\" nonuniform matrix using 1:2:3\n"
    "set table $zero2\n"
    "splot stem.\"-f2.csv\" nonuniform matrix using 1:2:3\n"
    "set table $zero3\n"
    "splot stem.\"-f3.csv\" nonuniform matrix using 1:2:3\n"
    "set table $zero4\n"
    "splot stem.\"-f4.csv\" nonuniform matrix using 1:2:3\n"
    "unset table; unset contour; set surface\n"
    "points = stem.\"-points.csv\"\n"
    "over(i) = cos(level(i) * pi / 180)\n"
    "panel = \"plot stem.'-f%d.csv' nonuniform matrix using 1:2:3 with image, \" .\\\n"
    "  \"$zero%d using (level(1)):(level(2)) with lines lw 1.2 lc rgb 'black', \" .\\\n"
    "  \"points skip 1 using 6:7 with points pt 7 ps 0.55 lc rgb 'white', \" .\\\n"
    "  \"points skip 1 using 6:7 with points pt 7 ps 0.4 lc rgb 'black'\"\n";

static const char draw[] =
    "  set multiplot\n"
    "  unset colorbox\n"
    "  set title title font \",16\" offset 0,1.4\n"
    "  set lmargin at screen 0.1; set rmargin at screen 0.61\n"
    "  set tmargin at screen 0.877; set bmargin at screen 0.367\n"
    "  set border back; set tics out nomirror back; set size noratio\n"
    "  set xrange [-1:1]; set yrange [-1:1]; set x2range [-1:1]; set y2range [-1:1]\n"
    "  set xtics -1,0.5 format \"%g\" font \",14\"\n"
    "  set ytics -1,0.5 format \"%g\" font \",14\"\n"
    "  set x2tics (\"π\\n180°\" -1, \"3π/4\\n135°\" -sqrt(0.5), \"π/2\\n90°\" 0, \\\n"
    "    \"π/4\\n45°\" sqrt(0.5), \"0\\n0°\" 1)\n"
    "  set y2tics (\"180°, π\" -1, \"135°, 3π/4\" -sqrt(0.5), \"90°, π/2\" 0, \\\n"
    "    \"45°, π/4\" sqrt(0.5), \"0°, 0\" 1)\n"
    "  set xlabel \"a = cos p = w_1·v_1, above: p, the angle of student 1\"\n"
    "  set ylabel \"b = cos q = w_2·v_1, right: q, the angle of student 2\"\n"
    "  set key at screen 0.735,0.885 left top reverse Left spacing 1.25 samplen 4\n"
    "  set arrow 1 from -1,-1 to -1,1 nohead lw 6 lc rgb \"#8cc9ee\" front\n"
    "  set arrow 2 from 1,-1 to 1,1 nohead lw 6 lc rgb \"#8cc9ee\" front\n"
    "  set arrow 3 from -1,-1 to 1,-1 nohead lw 6 lc rgb \"#f5cf80\" front\n"
    "  set arrow 4 from -1,1 to 1,1 nohead lw 6 lc rgb \"#f5cf80\" front\n"
    "  plot $zero1 using (over(1)):(over(2)) with lines lw 6 lc rgb \"#8cc9ee\" \\\n"
    "      title \"f_1(a, b) = 0, also a = ±1\", \\\n"
    "    $zero3 using (over(1)):(over(2)) with lines lw 6 lc rgb \"#f5cf80\" \\\n"
    "      title \"f_3(a, b) = 0, also b = ±1\", \\\n"
    "    $zero2 using (over(1)):(over(2)) with lines lw 2 dt (6,4) lc rgb \"#004f7d\" \\\n"
    "      title \"f_2(a, b) = 0, also a = 0\", \\\n"
    "    $zero4 using (over(1)):(over(2)) with lines lw 2 dt (2,3) lc rgb \"#a33c00\" \\\n"
    "      title \"f_4(a, b) = 0, also b = 0\"\n"
    "  unset arrow; unset title; unset key\n"
    "  # The same panel again, over the lines at its edge, with the points alone.\n"
    "  set label 1 heading at screen 0.735, screen 0.762\n"
    "  unset border; unset tics; unset x2tics; unset y2tics; set xlabel \" \"; set ylabel \" \"\n"
    "  plot for [s in shapes] points skip 1 using (is(s, 10) ? $4 : NaN):5 \\\n"
    "      with points pt point(s) ps outer(s) lc rgb rim(s), \\\n"
    "    for [s in shapes] points skip 1 using (is(s, 10) ? $4 : NaN):5 \\\n"
    "      with points pt point(s) ps inner(s) lc rgb fill(s), \\\n"
    "    for [s in shapes] points skip 1 using (is(s, 10) ? $4 : NaN):5:1 \\\n"
    "      with labels font \",11\" tc rgb ink(s)\n"
    "  unset label 1\n"
    "  # The functions one by one, blue where negative, orange where positive.\n"
    "  set palette defined (-1 \"#0072b2\", 0 \"#f7f7f7\", 1 \"#e69f00\")\n"
    "  set cbrange [-bound:bound]\n"
    "  set tmargin at screen 0.235; set bmargin at screen 0.07\n"
    "  set xrange [0:180]; set yrange [0:180]; set border 15 front\n"
    "  set xtics out nomirror 0,90 format \"%g°\" font \",11\"\n"
    "  set xlabel \"p\" offset 0,0.7; set ylabel \"q\" offset 1.5,0\n"
    "  do for [i=1:4] {\n"
    "    left = 0.1 + 0.2 * (i - 1)\n"
    "    set lmargin at screen left; set rmargin at screen left + 0.165\n"
    "    set ytics out nomirror 0,90 format i == 1 ? \"%g°\" : \"\" font \",11\"\n"
    "    if (i == 2) { set ylabel \" \" }\n"
    "    if (i == 4) {\n"
    "      set colorbox user origin screen 0.9, screen 0.07 size screen 0.015, screen 0.165\n"
    "      set cbtics autofreq format \"%g\"\n"
    "    }\n"
    "    set title sprintf(\"over the angles: f_%d\", i) offset 0,-0.6 font \",14\"\n"
    "    eval sprintf(panel, i, i)\n"
    "  }\n";

// The cosine of a grid line's angle; exactly 0 at 90 degrees.
static double over(int line) {
  return sin(pi * (STEPS - 2 * line) / (2.0 * STEPS));
}

static enum cpf_status write_function(int rho, int function, double *bound,
                                      struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  char suffix[16];
  (void)snprintf(suffix, sizeof suffix, "-f%d.csv", function + 1);
  CPF_TRY(cpf_figure_open(set, suffix, &out, err));
  fputs("q\\p", out);
  for (int i = 0; i <= STEPS; i++)
    fprintf(out, ",%.17g", 180.0 * i / STEPS);
  fputs("\r\n", out);
  for (int j = 0; j <= STEPS; j++) {
    fprintf(out, "%.17g", 180.0 * j / STEPS);
    for (int i = 0; i <= STEPS; i++) {
      double f[FUNCTIONS];
      cpf_figure_conditions(rho, over(i), over(j), f);
      *bound = fmax(*bound, fabs(f[function]));
      fprintf(out, ",%.17g", f[function]);
    }
    fputs("\r\n", out);
  }
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

static void put_point(FILE *out, const struct cpf_figure_points *points, int family, double p,
                      double q) {
  const struct cpf_family *f = &points->result->families[family];
  double loss, norm;
  cpf_figure_points_values(points, p, q, &loss, &norm);
  fprintf(out, "%d,", family + 1);
  cpf_figure_points_text(out, f->label);
  fprintf(out, ",%d,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%s\r\n", f->index, cos(p), cos(q),
          p * degree, q * degree, loss, norm, cpf_figure_points_shape(f));
}

// The points with both students in the upper half-plane. For even rho a student at 0 is also one
// at pi, by its sign.
static enum cpf_status write_points(const struct cpf_figure_points *points,
                                    struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  bool even = cpf_problem_has_signs(&points->problem);
  CPF_TRY(cpf_figure_open(set, "-points.csv", &out, err));
  fputs("number,label,index,a,b,p_degrees,q_degrees,loss,gradient_norm,shape\r\n", out);
  for (size_t i = 0; i < points->count; i++) {
    const struct cpf_figure_point *x = &points->items[i];
    if (x->p > pi + same_angle || x->q > pi + same_angle)
      continue;
    int also_p = even && x->p == 0.0 ? 1 : 0, also_q = even && x->q == 0.0 ? 1 : 0;
    for (int k = 0; k <= also_p; k++)
      for (int l = 0; l <= also_q; l++)
        put_point(out, points, x->family, x->p + pi * k, x->q + pi * l);
  }
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

enum cpf_status cpf_figure_1(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_figure_points points;
  char settings[SETTINGS], shapes[80];
  double bound = 0.0;
  CPF_TRY(cpf_figure_points_find(request, set, &points, err));
  for (int i = 0; i < FUNCTIONS; i++)
    CPF_TRY(write_function(request->rho, i, &bound, set, err));
  CPF_TRY(write_points(&points, set, err));
  CPF_TRY(cpf_figure_points_families(&points, set, err));
  int rows = points.result->nfamilies;
  int continua = cpf_figure_points_shapes(&points, shapes, sizeof shapes);
  (void)snprintf(settings, sizeof settings,
                 "title = \"Conditions for a critical point of P(2,2,2,%d)\"\n"
                 "bound = %.6g\nrows = %d\nsize = 1; digits = 11\nshapes = \"%s\"\ncontinua = "
                 "%d\nheading = \"%s\"\n"
                 "key_left = 0.715; key_right = 0.99; key_top = 0.75; key_row = %.4f\n",
                 request->rho, bound, rows, shapes, continua,
                 request->rho % 2 == 0 ? "critical points" : "critical points (in all half-planes)",
                 rows > 8 ? 0.4 / rows : 0.05);
  struct cpf_figure_script script = {1000, 1000, settings, prepare, draw, true};
  CPF_TRY(cpf_figure_script_write(&script, set, err));
cleanup:
  cpf_figure_points_free(&points);
  return status;
}
