// SPDX-License-Identifier: GPL-3.0-or-later
// The loss of P(2,2,2,rho) over one period of the students' angles p and q:
//   L = cos^rho(p-q) - cos^rho p - sin^rho p - cos^rho q - sin^rho q + 2,
// as a heat map with level lines, and every critical point.
#include "report/figure.h"

#include <math.h>

#include "report/figure_points.h"
#include "report/figure_script.h"
#include "status/try.h"

enum {
  STEPS = 240,
  FLAT_RHO = 16,
  CROWDED_RHO = 60,
  SETTINGS = 512
}; // a multiple of 8: 45 degrees are on the grid

static const char prepare[] = CPF_FIGURE_SCRIPT_MARKERS
    "set table $levels\n"
    "set contour base; unset surface\n"
    "set cntrparam levels incremental start, step, 6\n"
    "splot stem.\".csv\" nonuniform matrix using 1:2:3\n"
    "unset table; unset contour; set surface\n"
    "points = stem.\"-points.csv\"\n"
    "# A point on the left or lower edge stands on the opposite edge too.\n"
    "shift(x, i) = i == 0 ? x : x == 0 ? period : NaN\n";

static const char draw[] =
    "  set multiplot\n"
    "  unset key\n"
    "  set title title font \",16\" offset 0,0.6\n"
    "  set lmargin at screen 0.09; set rmargin at screen 0.59\n"
    "  set bmargin at screen 0.105; set tmargin at screen 0.819\n"
    "  set xrange [0:period]; set yrange [0:period]; set size noratio\n"
    "  set border back; set tics out nomirror back; set cbrange [0:top]\n"
    "  set xtics 0,tick; set ytics 0,tick\n"
    "  set x2range [0:period]; set y2range [0:period]\n"
    "  set x2tics (\"0\" 0); set y2tics (\"0\" 0)\n"
    "  do for [i=1:4] {\n"
    "    set x2tics add (word(radians, i) i * period / 4)\n"
    "    set y2tics add (word(radians, i) i * period / 4)\n"
    "  }\n"
    "  set xlabel \"angle p of student 1 (degrees; above: radians)\"\n"
    "  set ylabel \"angle q of student 2 (degrees; right: radians)\"\n"
    "  set colorbox user origin screen 0.66, screen 0.105 size screen 0.018, screen 0.22\n"
    "  set cbtics 2 * step; set cblabel \"\"\n"
    "  set label 1 \"loss L\" at screen 0.66, screen 0.352\n"
    "  set label 2 sprintf(\"level lines\\n%g, %g, …\", start, start + step) \\\n"
    "    at screen 0.73, screen 0.23 font \",12\"\n"
    "  set label 3 \"critical points\" at screen 0.66, screen 0.835\n"
    "  plot stem.\".csv\" nonuniform matrix using 1:2:3 with image, \\\n"
    "    $levels using (level(1)):(level(2)) with lines lw 0.7 lc rgb 0x60ffffff, \\\n"
    "    for [c=1:continua] for [i=0:1] for [j=0:1] points skip 1 \\\n"
    "      using (is(\"continuum\", 10) ? shift($4, i) : NaN):(shift($5, j)) \\\n"
    "      with points pt 7 ps 0.45 lc rgb 0x000000, \\\n"
    "    for [i=0:1] for [j=0:1] for [s in shapes] points skip 1 \\\n"
    "      using (is(s, 10) ? shift($4, i) : NaN):(shift($5, j)) \\\n"
    "      with points pt point(s) ps outer(s) lc rgb rim(s), \\\n"
    "    for [i=0:1] for [j=0:1] for [s in shapes] points skip 1 \\\n"
    "      using (is(s, 10) ? shift($4, i) : NaN):(shift($5, j)) \\\n"
    "      with points pt point(s) ps inner(s) lc rgb fill(s), \\\n"
    "    for [i=0:1] for [j=0:1] for [s in shapes] points skip 1 \\\n"
    "      using (is(s, 10) ? shift($4, i) : NaN):(shift($5, j)):1 \\\n"
    "      with labels font \",\".digits tc rgb ink(s)\n";

// *top becomes the largest loss on the grid.
static enum cpf_status write_loss(const struct cpf_figure_points *points, double *top,
                                  struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  CPF_TRY(cpf_figure_open(set, ".csv", &out, err));
  double degrees = points->problem.rho % 2 == 0 ? 180.0 : 360.0;
  fputs("q\\p", out);
  for (int i = 0; i <= STEPS; i++)
    fprintf(out, ",%.17g", degrees * i / STEPS);
  fputs("\r\n", out);
  for (int j = 0; j <= STEPS; j++) {
    fprintf(out, "%.17g", degrees * j / STEPS);
    for (int i = 0; i <= STEPS; i++) {
      double loss, norm;
      cpf_figure_points_values(points, points->period * i / STEPS, points->period * j / STEPS,
                               &loss, &norm);
      *top = fmax(*top, loss);
      fprintf(out, ",%.17g", loss);
    }
    fputs("\r\n", out);
  }
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

static enum cpf_status write_points(const struct cpf_figure_points *points,
                                    struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  CPF_TRY(cpf_figure_open(set, "-points.csv", &out, err));
  fputs("number,label,index,p_degrees,q_degrees,p_radians,q_radians,loss,gradient_norm,shape\r\n",
        out);
  double degrees = (points->problem.rho % 2 == 0 ? 180.0 : 360.0) / points->period;
  for (size_t i = 0; i < points->count; i++) {
    const struct cpf_figure_point *x = &points->items[i];
    const struct cpf_family *f = &points->result->families[x->family];
    double loss, norm;
    cpf_figure_points_values(points, x->p, x->q, &loss, &norm);
    fprintf(out, "%d,", x->family + 1);
    cpf_figure_points_text(out, f->label);
    fprintf(out, ",%d,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g,%s\r\n", f->index, x->p * degrees,
            x->q * degrees, x->p, x->q, loss, norm, cpf_figure_points_shape(f));
  }
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

// "48 critical points in 5 families".
static void count_words(const struct cpf_figure_points *points, char *text, size_t size) {
  const struct cpf_find_result *r = points->result;
  int families = r->nfamilies;
  if (r->points_known)
    (void)snprintf(text, size, "%llu critical points in %d families", (unsigned long long)r->points,
                   families);
  else
    (void)snprintf(text, size, "%d families of critical points", families);
}

static enum cpf_status write_script(const struct cpf_figure_points *points, double top,
                                    struct cpf_figure_set *set, struct cpf_error *err) {
  char settings[SETTINGS], count[80], shapes[80];
  bool even = points->problem.rho % 2 == 0;
  // Plateaus of whole loss would tear the lines there.
  bool flat = points->problem.rho >= FLAT_RHO;
  const char *marks = points->problem.rho > CROWDED_RHO ? "0.7; digits = 8"
                      : even                            ? "1; digits = 11"
                                                        : "0.9; digits = 9";
  const char *start = !flat ? "0" : even ? "0.125" : "0.25";
  int rows = points->result->nfamilies;
  int continua = cpf_figure_points_shapes(points, shapes, sizeof shapes);
  count_words(points, count, sizeof count);
  (void)snprintf(settings, sizeof settings,
                 "title = \"Loss of P(2,2,2,%d): %s%s\"\n"
                 "period = %d\ntick = %d\nradians = \"%s\"\nstep = %s; start = %s\n"
                 "rows = %d\nsize = %s\nshapes = \"%s\"\ncontinua = %d\ntop = %.6g\n"
                 "key_left = 0.65; key_right = 0.99; key_top = %s; key_row = %.4f\n",
                 points->problem.rho, count, set->note[0] != '\0' ? " (some are missing)" : "",
                 even ? 180 : 360, even ? 45 : 90, even ? "π/4 π/2 3π/4 π" : "π/2 π 3π/2 2π",
                 even ? "0.25" : "0.5", start, rows, marks, shapes, continua, top, "0.82",
                 rows > 8 ? 0.44 / rows : 0.055);
  struct cpf_figure_script script = {
      even ? 1000 : 1300, even ? 700 : 910, settings, prepare, draw, true};
  return cpf_figure_script_write(&script, set, err);
}

enum cpf_status cpf_figure_landscape(const struct cpf_figure_request *request,
                                     struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_figure_points points;
  double top = 0.0;
  CPF_TRY(cpf_figure_points_find(request, set, &points, err));
  CPF_TRY(write_loss(&points, &top, set, err));
  CPF_TRY(write_points(&points, set, err));
  CPF_TRY(cpf_figure_points_families(&points, set, err));
  CPF_TRY(write_script(&points, top, set, err));
cleanup:
  cpf_figure_points_free(&points);
  return status;
}
