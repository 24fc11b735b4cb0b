// SPDX-License-Identifier: GPL-3.0-or-later
// The tight-balance angle theta over even rho, with the law it tends to. For large rho the
// condition -2 cos(2t)^{rho-1} - sin(t)^{rho-2} + cos(t)^{rho-2} = 0 becomes, with z = sin(t)^2,
// 2 exp(-2 z (rho-1)) = exp(-z (rho-2)/2), so z = 2 log(2) / (3 rho - 2).
#include "report/figure.h"

#include <math.h>

#include "cpfind/theta.h"
#include "report/figure_script.h"
#include "status/try.h"

enum { FIRST = 4, SETTINGS = 256 };
static const double degree = 57.295779513082320877; // degrees in a radian

static const char prepare[] = "law(x) = asin(sqrt(2 * log(2) / (3 * x - 2))) * 180 / pi\n"
                              "set samples 400\n";

static const char draw[] =
    "  set title title font \",16\" offset 0,0.3\n"
    "  set xlabel \"degree ρ\"; set xrange [first - 0.04 * (last - first):last * 1.02]\n"
    "  set ylabel \"angle θ (degrees)\"; set y2label \"angle θ (radians)\"\n"
    "  set yrange [0:24]; set y2range [0:24 * pi / 180]\n"
    "  set ytics 2 nomirror out\n"
    "  set y2tics out (\"0\" 0, \"0.1\" 0.1, \"0.2\" 0.2, \"0.3\" 0.3, \"π/8\" pi / 8)\n"
    "  set xtics nomirror out; set grid lc rgb \"#e0e0e0\" lw 0.7\n"
    "  set key at graph 0.96,0.94 right top spacing 1.4\n"
    "  plot sample [first:last] '+' using 1:(law($1)) with lines lw 1.6 dt (6,4) \\\n"
    "      lc rgb \"#d55e00\" title \"large ρ: sin^2θ = 2 log 2 / (3ρ − 2)\", \\\n"
    "    stem.\".csv\" skip 1 using 1:3 with points pt 7 ps (last > 100 ? 0.35 : 0.9) \\\n"
    "      lc rgb \"#0072b2\" title \"θ, even ρ\"\n";

static enum cpf_status write_data(int last, struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  CPF_TRY(cpf_figure_open(set, ".csv", &out, err));
  fputs("rho,theta_radians,theta_degrees,law_radians,law_degrees\r\n", out);
  for (int rho = FIRST; rho <= last; rho += 2) {
    double theta = 0.0, law = asin(sqrt(2.0 * log(2.0) / (3.0 * rho - 2.0)));
    if (!cpf_theta(rho, &theta)) {
      status = cpf_fail(err, CPF_EINTERNAL, "theta of rho = %d is not known", rho);
      goto cleanup;
    }
    fprintf(out, "%d,%.17g,%.17g,%.17g,%.17g\r\n", rho, theta, theta * degree, law, law * degree);
  }
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

enum cpf_status cpf_figure_3(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char settings[SETTINGS];
  (void)snprintf(settings, sizeof settings,
                 "title = \"Tight-balance angle of P(2,2,2,ρ), ρ = %d, %d, …, %d\"\n"
                 "first = %d\nlast = %d\n",
                 FIRST, FIRST + 2, request->rho, FIRST, request->rho);
  struct cpf_figure_script script = {800, 520, settings, prepare, draw, false};
  CPF_TRY(write_data(request->rho, set, err));
  CPF_TRY(cpf_figure_script_write(&script, set, err));
cleanup:
  return status;
}
