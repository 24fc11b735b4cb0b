// SPDX-License-Identifier: GPL-3.0-or-later
// The paper's figure 9: how far above 2^{-1/2} every w_i.v_i must be so that, by the bound in the
// proof of lemma C.2, none falls. With s = 2^{-1/2} + epsilon, sigma^2 = 1 - s^2, T = sigma / s and
// the repulsion divided by n,
//   f(epsilon) = a + r/n = s^{rho-1} sigma^2 (1 - T^{rho-2} (1 + c s^2 sigma^{rho-2})),
// c = (n-1)/n, of supremum 1. The bracket grows with s: m(rho) is its only zero.
// 1. With D = s^2 - 1/2 the zero is that of
//      (rho-2)/2 log((1-2D)/(1+2D)) + log(1 + c s^2 sigma^{rho-2}),
//    which falls with D: bisection of D between 0 and 1/2, down to neighbouring numbers; no digit
//    is lost however small D is. epsilon = D / (s + 2^{-1/2}).
// 2. f is not bounded by that (docs/claims/figure-9-bound.md). What is proved there takes the
//    place of c s^2 sigma^{rho-2} by K s^{-rho}, K = (1/rho) (1-1/rho)^{rho-1}: the same bisection.
#include "report/figure.h"

#include <math.h>

#include "cpfind/model.h"
#include "report/figure_script.h"
#include "status/try.h"

enum { FIRST = 4, SETTINGS = 512 };

static const char prepare[] = "data = stem.\".csv\"\n";

static const char draw[] =
    "  set title title font \",16\" offset 0,0.3\n"
    "  set xlabel \"degree ρ (even)\"; set xrange [first - 0.03 * (last - first):last * 1.02]\n"
    "  set ylabel \"ε\"; set logscale y; set yrange [least:1]; set format y \"10^{%T}\"\n"
    "  set xtics nomirror out; set ytics nomirror out; set grid lc rgb \"#e0e0e0\" lw 0.7\n"
    "  set key at graph 0.03,0.04 left bottom reverse Left spacing 1.35 samplen 4\n"
    "  plot data skip 1 using 1:5 with linespoints lw 2 dt 1 pt 13 ps 0.9 lc rgb \"#009e73\" \\\n"
    "      title \"proved to be enough, for all n\", \\\n"
    "    data skip 1 using 1:2 with lines lw 2 dt (10,5) lc rgb \"#d55e00\" \\\n"
    "      title \"the paper's 1/(40(ρ − 3.9))\", \\\n"
    "    data skip 1 using ($6 == 1 ? $1 : NaN):2 with points pt 7 ps 1.1 lc rgb \"#d55e00\" \\\n"
    "      title \"… enough\", \\\n"
    "    data skip 1 using ($6 == 1 ? NaN : $1):2 with points pt 2 ps 1 lw 2 lc rgb \"#d55e00\" "
    "\\\n"
    "      title \"… not enough: some w_i·v_i falls\", \\\n"
    "    data skip 1 using 1:4 with linespoints lw 2 dt (3,3) pt 5 ps 0.7 lc rgb \"#0072b2\" \\\n"
    "      title \"m(ρ), the zero of the paper's bound, all n\", \\\n"
    "    data skip 1 using 1:3 with linespoints lw 1.4 dt (8,3,2,3) pt 8 ps 1 lc rgb \"black\" \\\n"
    "      title \"m(ρ) for n = 2\"\n";

// What stands beside T^{rho-2} in the bracket.
enum beside { PAPER, PROVED };

// The logarithm of what must not exceed 1. c is ignored for PROVED.
static double excess(enum beside beside, int rho, double c, double D) {
  double pull = 0.5 * (rho - 2) * (log1p(-2.0 * D) - log1p(2.0 * D));
  double s2 = 0.5 + D, sigma2 = 0.5 - D;
  double push = beside == PAPER
                    ? c * s2 * cpf_powi(sigma2, rho / 2 - 1)
                    : cpf_powi((1.0 - 1.0 / rho), rho - 1) / rho / cpf_powi(s2, rho / 2);
  return pull + log1p(push);
}

static double least_epsilon(enum beside beside, int rho, double c) {
  double low = 0.0, high = 0.5;
  for (double D = 0.25; D > low && D < high; D = 0.5 * (low + high)) {
    if (excess(beside, rho, c, D) > 0.0)
      low = D;
    else
      high = D;
  }
  return high / (sqrt(0.5 + high) + sqrt(0.5));
}

// *least: the smallest number.
static enum cpf_status write_data(const struct cpf_figure_request *request, double *least,
                                  struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  CPF_TRY(cpf_figure_open(set, ".csv", &out, err));
  fputs("rho,printed,m_n_2,m_all_n,proved,printed_is_enough\r\n", out);
  for (int rho = FIRST; rho <= request->rho; rho += 2) {
    if (request->stop != NULL && *request->stop != 0) {
      status = CPF_EINTERRUPTED;
      goto cleanup;
    }
    double printed = 1.0 / (40.0 * rho - 156.0), two = least_epsilon(PAPER, rho, 0.5);
    double all = least_epsilon(PAPER, rho, 1.0), proved = least_epsilon(PROVED, rho, 1.0);
    *least = fmin(*least, two);
    // Where the printed number is below the proved one there are exact configurations in which
    // some w_i.v_i above it falls: the claim figure-9-bound.
    fprintf(out, "%d,%.17g,%.17g,%.17g,%.17g,%d\r\n", rho, printed, two, all, proved,
            printed >= proved);
  }
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

enum cpf_status cpf_figure_9(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                             struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char settings[SETTINGS];
  double least = 1.0;
  CPF_TRY(write_data(request, &least, set, err));
  (void)snprintf(
      settings, sizeof settings,
      "title = \"Least ε such that no w_i·v_i ≥ 2^{−1/2} + ε falls, ρ = %d, %d, …, %d\"\n"
      "first = %d\nlast = %d\nleast = %.3g\n",
      FIRST, FIRST + 2, request->rho, FIRST, request->rho, 0.3 * least);
  struct cpf_figure_script script = {900, 600, settings, prepare, draw, false};
  CPF_TRY(cpf_figure_script_write(&script, set, err));
cleanup:
  return status;
}
