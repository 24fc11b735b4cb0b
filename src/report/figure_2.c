// SPDX-License-Identifier: GPL-3.0-or-later
// The condition of tight-balance, g(a) = -2(1-2a^2)^{rho-1} - a^{rho-2} + sqrt(1-a^2)^{rho-2}, for
// rho = 4 and another even degree. It was divided by a, so a = 0 is left out; its zeros are
// +-2^{-1/2} (where w_1 and w_2 are orthogonal: balance) and +-sin(theta), +-cos(theta).
#include "report/figure.h"

#include <math.h>

#include "cpfind/theta.h"
#include "report/figure_condition.h"
#include "report/figure_script.h"
#include "status/try.h"

enum { FIRST = 4, STEPS = 800, SETTINGS = 256 };
static const double degree = 57.295779513082320877; // degrees in a radian

static const char prepare[] = "points = stem.\"-points.csv\"\n"
                              "zero(rho) = $1 == rho && $2 != 0 ? $2 : NaN\n"
                              "row_first = -1.3; row_second = -1.52\n"
                              "# Labels keep clear of each other and of the other degree's lines.\n"
                              "line(x) = abs(x * x - 0.5) < 1e-9 ? NaN : x\n"
                              "apart(x) = abs(x) < 0.07 ? sgn(x) * 0.07 : x\n"
                              "inward(x) = abs(x) > 0.9 ? sgn(x) * (abs(x) - 0.055) : apart(x)\n";

static const char draw[] =
    "  set title title font \",16\" offset 0,0.8\n"
    "  set xlabel \"a = sin t = w_1·v_1\"; set ylabel \"g(a)\"\n"
    "  set xrange [-1.08:1.08]; set x2range [-1.08:1.08]; set yrange [-1.65:1.15]\n"
    "  set xtics -1,0.25 nomirror out; set ytics -1,0.5 nomirror out\n"
    "  set x2label \"angle t (degrees, radians)\" offset 0,0.6\n"
    "  set x2tics out (\"−90°\\n−π/2\" -1, \"−60°\\n−π/3\" -sin(pi / 3), \\\n"
    "    \"−45°\\n−π/4\" -sin(pi / 4), \"−30°\\n−π/6\" -0.5, \"−15°\\n−π/12\" -sin(pi / 12), \\\n"
    "    \"0°\\n0\" 0, \"15°\\nπ/12\" sin(pi / 12), \"30°\\nπ/6\" 0.5, \\\n"
    "    \"45°\\nπ/4\" sin(pi / 4), \"60°\\nπ/3\" sin(pi / 3), \"90°\\nπ/2\" 1)\n"
    "  set tmargin 8; set bmargin 7; set rmargin 4\n"
    "  set grid ytics lc rgb \"#e0e0e0\" lw 0.7; set xzeroaxis lw 1.2 dt 1 lc rgb \"#404040\"\n"
    "  set key at screen 0.5,0.02 center bottom maxrows 2 samplen 4 width 2 spacing 1.3\n"
    "  set label 1 sprintf(\"ρ = %d\", first) at 0.545, row_first center \\\n"
    "    font \",12\" tc rgb \"#005a8f\"\n"
    "  set label 2 sprintf(\"ρ = %d\", second) at 0.545, row_second center \\\n"
    "    font \",12\" tc rgb \"#a34700\"\n"
    "  plot points skip 1 using (zero(first)):(0):(0):(row_first + 0.08) \\\n"
    "      with vectors nohead lw 1 dt (1,3) lc rgb \"#0072b2\" notitle, \\\n"
    "    points skip 1 using (line(zero(second))):(0):(0):(row_second + 0.08) \\\n"
    "      with vectors nohead lw 1 dt (1,3) lc rgb \"#d55e00\" notitle, \\\n"
    "    stem.\".csv\" skip 1 using 1:4 with lines lw 2.2 lc rgb \"#0072b2\" \\\n"
    "      title sprintf(\"ρ = %d, θ = %.4f°\", first, angle_first), \\\n"
    "    stem.\".csv\" skip 1 using 1:5 with lines lw 2.2 dt (10,5) lc rgb \"#d55e00\" \\\n"
    "      title sprintf(\"ρ = %d, θ = %.4f°\", second, angle_second), \\\n"
    "    points skip 1 using (zero(first)):(0) with points pt 7 ps 1.1 \\\n"
    "      lc rgb \"#0072b2\" title sprintf(\"zeros for ρ = %d\", first), \\\n"
    "    points skip 1 using (zero(second)):(0) with points pt 5 ps 0.7 \\\n"
    "      lc rgb \"#d55e00\" title sprintf(\"zeros for ρ = %d\", second), \\\n"
    "    points skip 1 using ($1 == first && $2 == 0 ? $2 : NaN):5 \\\n"
    "      with points pt 6 ps 1.2 lw 2 lc rgb \"black\" title \"a = 0: left out\", \\\n"
    "    points skip 1 using (inward(zero(first))):(row_first):6 with labels center \\\n"
    "      tc rgb \"#005a8f\" font \",12\" notitle, \\\n"
    "    points skip 1 using (apart(zero(second))):(row_second):6 with labels center \\\n"
    "      tc rgb \"#a34700\" font \",12\" notitle\n";

static enum cpf_status write_curves(int second, struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  CPF_TRY(cpf_figure_open(set, ".csv", &out, err));
  fprintf(out, "a,angle_degrees,angle_radians,g_rho_%d,g_rho_%d\r\n", FIRST, second);
  for (int i = -STEPS; i <= STEPS; i++) {
    double a = (double)i / STEPS, t = asin(a);
    fprintf(out, "%.17g,%.17g,%.17g,%.17g,%.17g\r\n", a, t * degree, t, cpf_figure_tight(FIRST, a),
            cpf_figure_tight(second, a));
  }
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

static enum cpf_status write_zeros(FILE *out, int rho, double *theta, struct cpf_error *err) {
  if (!cpf_theta(rho, theta))
    return cpf_fail(err, CPF_EINTERNAL, "theta of rho = %d is not known", rho);
  const struct {
    double a;
    const char *name;
  } zeros[] = {{-cos(*theta), "−cos θ"}, {-sqrt(0.5), "−1/√2"},  {-sin(*theta), "−sin θ"},
               {0.0, "left out"},        {sin(*theta), "sin θ"}, {sqrt(0.5), "1/√2"},
               {cos(*theta), "cos θ"}};
  for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++)
    fprintf(out, "%d,%.17g,%.17g,%.17g,%.17g,%s\r\n", rho, zeros[i].a, asin(zeros[i].a) * degree,
            asin(zeros[i].a), cpf_figure_tight(rho, zeros[i].a), zeros[i].name);
  return CPF_OK;
}

static enum cpf_status write_points(int second, double theta[2], struct cpf_figure_set *set,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  CPF_TRY(cpf_figure_open(set, "-points.csv", &out, err));
  fputs("rho,a,angle_degrees,angle_radians,g,name\r\n", out);
  CPF_TRY(write_zeros(out, FIRST, &theta[0], err));
  CPF_TRY(write_zeros(out, second, &theta[1], err));
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

enum cpf_status cpf_figure_2(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char settings[SETTINGS];
  double theta[2] = {0.0, 0.0};
  CPF_TRY(write_curves(request->rho, set, err));
  CPF_TRY(write_points(request->rho, theta, set, err));
  (void)snprintf(settings, sizeof settings,
                 "title = \"Condition of tight-balance, P(2,2,2,ρ), ρ = %d and %d\"\n"
                 "first = %d; angle_first = %.17g\nsecond = %d; angle_second = %.17g\n",
                 FIRST, request->rho, FIRST, theta[0] * degree, request->rho, theta[1] * degree);
  struct cpf_figure_script script = {900, 600, settings, prepare, draw, false};
  CPF_TRY(cpf_figure_script_write(&script, set, err));
cleanup:
  return status;
}
