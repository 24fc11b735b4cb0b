// SPDX-License-Identifier: GPL-3.0-or-later
// Tight-balance over a real degree, with |x|^rho in the loss. The eigenvalue along (1,-1) changes
// sign at rho = 4: there a saddle becomes a minimum, and two branches of saddles leave it in a
// pitchfork, w_1 = (cos t0, sin t0) and w_2 = (cos t1, -sin t1) with t0 < theta < t1.
#include "report/figure.h"

#include <math.h>

#include "cpfind/theta.h"
#include "report/figure_script.h"
#include "status/try.h"

enum { PER_UNIT = 50, FIRST = 2, FORK = 4, LAST = 12, CLOSE_STEPS = 8 };
static const double degree = 57.295779513082320877; // degrees in a radian

static const char prepare[] = "";

static const char draw[] =
    "  set multiplot title title font \",16\" offset 0,-0.2\n"
    "  unset key\n"
    "  set lmargin at screen 0.11; set rmargin at screen 0.865\n"
    "  set xrange [2:12]; set xtics 1 out nomirror; set grid lc rgb \"#e0e0e0\" lw 0.7\n"
    "  set tmargin at screen 0.92; set bmargin at screen 0.5\n"
    "  set format x \"\"; set xlabel \"\"; set ylabel \"angle (degrees)\"; \n"
    "  set y2label \"angle (radians)\"\n"
    "  set yrange [0:45]; set ytics 0,5 out nomirror\n"
    "  set y2range [0:pi / 4]; set y2tics out (\"0\" 0, \"π/16\" pi / 16, \"π/8\" pi / 8, \\\n"
    "    \"3π/16\" 3 * pi / 16, \"π/4\" pi / 4)\n"
    "  set arrow 1 from 4, graph 0 to 4, graph 1 nohead lw 1.2 dt (2,4) lc rgb \"#404040\" back\n"
    "  set label 1 \"θ: saddle\" at 2.15, 28 tc rgb \"#a34700\"\n"
    "  set label 2 \"tight-balance θ: minimum\" at 8, 16.2 tc rgb \"#005a8f\"\n"
    "  set label 3 \"side branch t_1: saddle\" at 8, 37.5 tc rgb \"#00684c\"\n"
    "  set label 4 \"side branch t_0: saddle\" at 8, 6.2 tc rgb \"#00684c\"\n"
    "  set label 5 \"ρ = 4: θ = π/8\" at 4.3, 25 font \",12\"\n"
    "  plot stem.\".csv\" skip 1 using ($1 <= 4 ? $1 : NaN):2 with lines lw 2.4 dt (8,4) \\\n"
    "      lc rgb \"#d55e00\", \\\n"
    "    stem.\".csv\" skip 1 using ($1 >= 4 ? $1 : NaN):2 with lines lw 2.4 \\\n"
    "      lc rgb \"#0072b2\", \\\n"
    "    stem.\".csv\" skip 1 using 1:7 with lines lw 2.4 dt (2,3) lc rgb \"#009e73\", \\\n"
    "    stem.\".csv\" skip 1 using 1:6 with lines lw 2.4 dt (2,3) lc rgb \"#009e73\", \\\n"
    "    stem.\".csv\" skip 1 using ($1 == 4 ? $1 : NaN):2 with points pt 7 ps 0.8 \\\n"
    "      lc rgb \"black\"\n"
    "  unset label; unset y2tics; unset y2label; set format x \"%g\"\n"
    "  set tmargin at screen 0.46; set bmargin at screen 0.095\n"
    "  set xlabel \"degree ρ (real; the loss with |x|^ρ)\"; \n"
    "  set ylabel \"eigenvalue of the Hessian\"\n"
    "  set yrange [-3:15]; set ytics 3; set xzeroaxis lw 1.2 dt 1 lc rgb \"#404040\"\n"
    "  set label 1 \"λ_s, along (1, 1)\" at 5.6, 10.2 tc rgb \"#8a3d6b\"\n"
    "  set label 2 \"λ_a, along (1, −1): changes sign at ρ = 4\" at 6, 1.2\n"
    "  plot stem.\".csv\" skip 1 using 1:5 with lines lw 2.4 dt (10,4,2,4) lc rgb \"#cc79a7\", \\\n"
    "    stem.\".csv\" skip 1 using 1:4 with lines lw 2.4 lc rgb \"black\", \\\n"
    "    stem.\".csv\" skip 1 using ($1 == 4 ? $1 : NaN):4 with points pt 7 ps 0.8 \\\n"
    "      lc rgb \"black\"\n"
    "  unset multiplot\n";

static enum cpf_status write_row(FILE *out, double rho, struct cpf_error *err) {
  double theta, lambda[2], t[2];
  if (!cpf_theta_real(rho, &theta) || !cpf_theta_eigenvalues(rho, lambda))
    return cpf_fail(err, CPF_EINTERNAL, "theta of rho = %.17g is not known", rho);
  fprintf(out, "%.17g,%.17g,%.17g,%.17g,%.17g,", rho, theta * degree, theta, lambda[0], lambda[1]);
  if (rho > FORK && cpf_theta_branch(rho, t))
    fprintf(out, "%.17g,%.17g,%.17g,%.17g\r\n", t[0] * degree, t[1] * degree, t[0], t[1]);
  else
    fputs(",,,\r\n", out);
  return CPF_OK;
}

// Near the fork the branches part like a square root: the steps halve towards it.
static enum cpf_status write_data(const struct cpf_figure_request *request,
                                  struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  CPF_TRY(cpf_figure_open(set, ".csv", &out, err));
  fputs("rho,theta_degrees,theta_radians,lambda_a,lambda_s,t0_degrees,t1_degrees,t0_radians,"
        "t1_radians\r\n",
        out);
  for (int i = FIRST * PER_UNIT + 1; i <= LAST * PER_UNIT; i++) {
    if (request->stop != NULL && *request->stop != 0) {
      status = CPF_EINTERRUPTED;
      goto cleanup;
    }
    CPF_TRY(write_row(out, (double)i / PER_UNIT, err));
    for (int j = CLOSE_STEPS; i == FORK * PER_UNIT && j > 0; j--)
      CPF_TRY(write_row(out, FORK + ldexp(1.0 / PER_UNIT, -j), err));
  }
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

enum cpf_status cpf_figure_bifurcation(const struct cpf_figure_request *request,
                                       struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  static const char settings[] = "title = \"Tight-balance of P(2,2,2,ρ) over a real degree ρ\"\n";
  struct cpf_figure_script script = {800, 800, settings, prepare, draw, false};
  CPF_TRY(write_data(request, set, err));
  CPF_TRY(cpf_figure_script_write(&script, set, err));
cleanup:
  return status;
}
