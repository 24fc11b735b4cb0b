// SPDX-License-Identifier: GPL-3.0-or-later
// The figures of single trajectories (4, 6, 7, plateau) and of the bounds (9), against reduced
// equations, a plain integration and independent formulas.
#include <criterion/criterion.h>

#include <math.h>

#include "../flow/gather.h"
#include "cpfind/theta.h"
#include "figure_files.h"

enum { RUNS_4 = 5, MOST_TIMES = 64 };
static const double pi = 3.14159265358979323846;
static const double rounding = 1e-13;

// P(2,2,2,4) in p = cos 2(t1+t2), c = cos 2(t1-t2).
struct reduced {
  double p, c;
};

static struct reduced reduced_field(struct reduced x) {
  return (struct reduced){-4.0 * (1.0 - x.p * x.p) * (x.p + 1.0 - x.c),
                          4.0 * x.p * (1.0 - x.c * x.c)};
}

static struct reduced along(struct reduced x, double h, struct reduced f) {
  return (struct reduced){x.p + h * f.p, x.c + h * f.c};
}

// By `time`, in steps of the classical Runge-Kutta method of at most 1/200.
static struct reduced reduced_flow(struct reduced x, double time) {
  int steps = (int)ceil(200.0 * time);
  double h = steps > 0 ? time / steps : 0.0;
  for (int i = 0; i < steps; i++) {
    struct reduced k1 = reduced_field(x), k2 = reduced_field(along(x, 0.5 * h, k1));
    struct reduced k3 = reduced_field(along(x, 0.5 * h, k2)), k4 = reduced_field(along(x, h, k3));
    x.p += h / 6.0 * (k1.p + 2.0 * k2.p + 2.0 * k3.p + k4.p);
    x.c += h / 6.0 * (k1.c + 2.0 * k2.c + 2.0 * k3.c + k4.c);
  }
  return x;
}

// sum_j cos^4, sin^4 = (3 + cos 4 t_j) / 4, and cos^4(t1+t2) = (1+p)^2 / 4.
static double reduced_loss(struct reduced x) {
  return 0.5 + 0.25 * (1.0 + x.p) * (1.0 + x.p) - 0.5 * x.p * x.c;
}

static struct reduced reduced_of(double t1, double t2) {
  return (struct reduced){cos(2.0 * (t1 + t2) * pi / 180.0), cos(2.0 * (t1 - t2) * pi / 180.0)};
}

// The loss of each run over the time. A step's error of 1e-9 shifts the time at which a run of
// offset delta leaves by some 1e-9 / (8 delta^3), and the loss falls by at most 2 a unit of time.
Test(figure_flow, figure_4_follows_the_reduced_equation) {
  static const double allowed[RUNS_4] = {1e-7, 1e-6, 1e-4, 1e-2, 1e-7};
  struct cpf_figure_set set = make("4", 0);
  char *text = text_of(&set, "figure-4.csv");
  double cells[MOST_CELLS], before = 0.0;
  struct reduced x = {0.0, 0.0};
  int runs = 0;
  size_t rows = 0;
  row(&text, cells);
  for (; row(&text, cells) == 9; rows++) {
    int run = (int)cells[0];
    if (cells[1] == 0.0) {
      runs++;
      x = reduced_of(cells[2], cells[3]);
    } else {
      x = reduced_flow(x, cells[1] - before);
    }
    before = cells[1];
    cr_assert_eq(run, runs);
    cr_expect_float_eq(cells[4], reduced_loss(x), allowed[run - 1], "run %d, time %g: %g", run,
                       cells[1], cells[4] - reduced_loss(x));
    cr_expect_float_eq(cells[4], reduced_loss(reduced_of(cells[2], cells[3])), rounding);
    cr_expect_float_eq(cells[5], cos(cells[2] * pi / 180.0), rounding);
    cr_expect_float_eq(cells[8], -sin(cells[3] * pi / 180.0), rounding);
  }
  cr_expect_eq(runs, (int)RUNS_4);
  cr_expect_gt(rows, (size_t)500);
  cpf_figure_set_free(&set);
}

// The starts off the diagonal become copies, the later the nearer; the one on it stays.
Test(figure_flow, figure_4_ends) {
  struct cpf_figure_set set = make("4", 0);
  char *text = text_of(&set, "figure-4-runs.csv"), *words[MOST_CELLS];
  double before = 0.0;
  split(&text, words);
  for (int i = 0; i < RUNS_4; i++) {
    cr_assert_eq(split(&text, words), (size_t)6);
    bool last = i == RUNS_4 - 1;
    cr_expect_str_eq(words[3], last ? "captured" : "arrived");
    cr_expect_str_eq(words[4], last ? "tight-balance" : "copy");
    cr_expect(last || strtod(words[5], NULL) > before);
    before = strtod(words[5], NULL);
  }
  cpf_figure_set_free(&set);
}

// The squares of the split cone are never left; the loss never rises; every run ends at a copy.
Test(figure_flow, figure_6_stays_in_its_cones) {
  struct cpf_figure_set set = make("6", 0);
  char *text = text_of(&set, "figure-6.csv"), *words[MOST_CELLS];
  double cells[MOST_CELLS], loss = INFINITY;
  size_t ends = 0;
  row(&text, cells);
  while (row(&text, cells) == 6) {
    double p = cells[3] * pi / 180.0, q = cells[4] * pi / 180.0;
    double expected = 2.0 + pow(cos(p - q), 4) - pow(cos(p), 4) - pow(sin(p), 4) - pow(cos(q), 4) -
                      pow(sin(q), 4);
    cr_expect_float_eq(cells[5], expected, rounding);
    cr_expect(cells[2] == 0.0 || cells[5] <= loss + rounding, "run %g rises", cells[0]);
    loss = cells[5];
    if (cells[1] < 3.0) {
      double first = cells[1] == 1.0 ? 0.0 : 90.0;
      cr_expect_lt(fabs(cells[3] - first), 45.0);
      cr_expect_lt(fabs(cells[4] - (90.0 - first)), 45.0);
    }
  }
  text = text_of(&set, "figure-6-runs.csv");
  split(&text, words);
  for (; split(&text, words) == 7; ends++) {
    cr_expect_str_eq(words[4], "arrived");
    cr_expect_str_eq(words[5], "copy");
  }
  cr_expect_eq(ends, (size_t)48);
  cpf_figure_set_free(&set);
}

// Both runs against a plain integration from the same start. The students leave tight-balance from
// an offset of 1/20: as above, the steps' errors shift the time by 1e-6, and an overlap or the loss
// changes by less than 8 a unit of time. The correlation loss pulls each student to the teacher
// next to it, monotonically.
Test(figure_flow, figure_7_follows_a_plain_integration) {
  struct cpf_figure_set set = make("7", 0);
  char *text = text_of(&set, "figure-7.csv"), *words[MOST_CELLS];
  struct cpf_problem p = problem(2, 2, 3, 4);
  double W[6] = {0}, before = 0.0, overlaps[2] = {0.0, 0.0};
  int runs = 0;
  split(&text, words);
  while (split(&text, words) == 10) {
    double cells[10];
    for (int i = 1; i < 10; i++)
      cells[i] = strtod(words[i], NULL);
    if (cells[1] == 0.0) {
      runs++;
      p.repulsion = strcmp(words[0], "squared") == 0 ? 1.0 : 0.0;
      const double start[6] = {cells[2], cells[3], cells[8], cells[4], cells[5], cells[9]};
      memcpy(W, start, sizeof W);
    } else {
      int steps = (int)ceil((cells[1] - before) / 0.005);
      for (int i = 0; i < steps; i++)
        plain_step(&p, (cells[1] - before) / steps, W);
      if (p.repulsion == 0.0) {
        cr_expect_geq(cells[2], overlaps[0] - rounding);
        cr_expect_geq(cells[4], overlaps[1] - rounding);
      }
    }
    before = cells[1];
    overlaps[0] = cells[2], overlaps[1] = cells[4];
    const double expected[8] = {W[0], W[1], W[3], W[4], inner(3, W, W + 3), cpf_loss(&p, W),
                                W[2], W[5]};
    for (int i = 0; i < 8; i++)
      cr_expect_float_eq(cells[2 + i], expected[i], 1e-5, "%s, time %g, column %d: %g", words[0],
                         cells[1], i, cells[2 + i] - expected[i]);
  }
  cr_expect_eq(runs, 2);
  text = text_of(&set, "figure-7-runs.csv");
  split(&text, words);
  cr_assert_eq(split(&text, words), (size_t)5);
  cr_expect_str_eq(words[3], "copy");
  cr_assert_eq(split(&text, words), (size_t)5);
  cr_expect_str_eq(words[3], "same-copy");
  cpf_figure_set_free(&set);
}

// The bracket whose zero figure 9 draws, by powers and roots: positive below it, negative above.
static long double bracket(int rho, long double beside, long double epsilon) {
  long double s = sqrtl(0.5L) + epsilon, sigma = sqrtl(1.0L - s * s);
  long double K = powl(1.0L - 1.0L / rho, rho - 1) / rho;
  long double push = beside > 0.0L ? beside * s * s * powl(sigma, rho - 2) : K * powl(s, -rho);
  return powl(sigma / s, rho - 2) * (1.0L + push) - 1.0L;
}

// The zeros, bracketed by a relative 1e-6 (the long double's rounding over epsilon = 1e-8 is
// 1e-11); at rho = 4, n -> infinity, x = s^2 is the root of x^3 - 2x^2 - x + 1.
Test(figure_flow, figure_9_vanishes_at_its_bounds) {
  static const long double beside[3] = {0.5L, 1.0L, -1.0L}; // columns 3, 4, 5; the last: proved
  struct cpf_figure_set set = make("9", 0);
  char *text = text_of(&set, "figure-9.csv");
  double cells[MOST_CELLS];
  int rho = 4;
  row(&text, cells);
  for (; row(&text, cells) == 6; rho += 2) {
    cr_assert_eq((int)cells[0], rho);
    cr_expect_float_eq(cells[1], 1.0 / (40.0 * (rho - 3.9)), rounding);
    for (int i = 0; i < 3; i++) {
      cr_expect_gt(bracket(rho, beside[i], cells[2 + i] * (1.0L - 1e-6L)), 0.0L, "rho %d", rho);
      cr_expect_lt(bracket(rho, beside[i], cells[2 + i] * (1.0L + 1e-6L)), 0.0L, "rho %d", rho);
    }
    cr_expect(cells[2] < cells[3] && cells[3] < cells[4]);
    cr_expect_eq(cells[5], cells[1] >= cells[4] ? 1.0 : 0.0);
    cr_expect_eq(cells[5], rho == 4 ? 1.0 : 0.0, "rho %d", rho);
    double x = (cells[3] + sqrt(0.5)) * (cells[3] + sqrt(0.5));
    if (rho == 4)
      cr_expect_float_eq(((x - 2.0) * x - 1.0) * x + 1.0, 0.0, rounding);
  }
  cr_expect_eq(rho, 42);
  cpf_figure_set_free(&set);
}

// Slope and height of the line through the points (x, y).
static void fit(int count, const double *x, const double *y, double *slope, double *height) {
  double mx = 0.0, my = 0.0, xx = 0.0, xy = 0.0;
  for (int i = 0; i < count; i++)
    mx += x[i] / count, my += y[i] / count;
  for (int i = 0; i < count; i++) {
    xx += (x[i] - mx) * (x[i] - mx);
    xy += (x[i] - mx) * (y[i] - my);
  }
  *slope = xy / xx;
  *height = my - *slope * mx;
}

static double setting(struct cpf_figure_set *set, const char *file, const char *line) {
  const char *found = strstr(text_of(set, file), line);
  cr_assert_not_null(found, "%s", line);
  return strtod(found + strlen(line), NULL);
}

// Rows of plateau.csv for rho = 4. The law less 1/(16 delta^2) at the radius 0.1, where delta = 0.1
// sqrt(2), holds up to O(log(1/delta)) and what the error of the steps, 1e-9, adds up to; the fit
// is the line through the measured times, and its exponent is -2.
Test(figure_flow, plateau_obeys_its_law) {
  struct cpf_figure_set set = make("plateau", 0);
  char *text = text_of(&set, "plateau.csv");
  double cells[MOST_CELLS], x[MOST_TIMES], y[MOST_TIMES], slope = 0.0, height = 0.0;
  int count = 0, rows = 0;
  row(&text, cells);
  for (; row(&text, cells) == 7 && cells[0] == 4.0; rows++) {
    double delta = cells[1], law = 1.0 / (16.0 * delta * delta);
    cr_expect_float_eq(cells[6], law, 1e-12 * law);
    if (delta < 0.02)
      cr_expect_lt(fabs(cells[2] - law + 1.0 / 0.32), 1.0 + log(1.0 / delta) + 1e-6 * law,
                   "delta %g", delta);
    if (delta < 1.01e-3) {
      cr_assert_lt(count, (int)MOST_TIMES);
      x[count] = log(delta);
      y[count++] = log(cells[2]);
    }
    cr_expect(isnan(cells[2]) || cells[2] < cells[5], "leaves before it arrives");
  }
  cr_expect_eq(rows, 24);
  fit(count, x, y, &slope, &height);
  cr_expect_eq(count, 13);
  cr_expect_float_eq(slope, -2.0, 1e-5);
  cr_expect_float_eq(16.0 * exp(height), 1.0, 1e-4);
  cr_expect_float_eq(setting(&set, "plateau-settings.csv", "\r\nfitted_exponent,"), slope, 1e-9);
  cr_expect_float_eq(16.0 * setting(&set, "plateau-settings.csv", "\r\nfitted_factor,"),
                     16.0 * exp(height), 1e-8);
  cpf_figure_set_free(&set);
}

// Whether the students part, by a plain integration, up to time 200: the loss falls below 1/4.
static bool parts(int rho, double offset) {
  struct cpf_problem p = problem(2, 2, 2, rho);
  double theta = 0.0, W[4];
  cr_assert(cpf_theta(rho, &theta));
  plane_pair(theta - 0.5 * offset, -theta - 0.5 * offset, W);
  for (int i = 0; i < 20000; i++)
    plain_step(&p, 0.01, W);
  return cpf_loss(&p, W) < 0.25;
}

Test(figure_flow, plateau_limits_separate) {
  struct cpf_figure_set set = make("plateau", 0);
  char *text = text_of(&set, "plateau-limits.csv");
  double cells[MOST_CELLS], before = -1.0;
  int rho = 4;
  row(&text, cells);
  for (; row(&text, cells) == 3; rho += 2) {
    cr_assert_eq((int)cells[0], rho);
    if (rho == 4) {
      cr_expect_eq(cells[2], 0.0, "it leaves from everywhere");
    } else {
      cr_expect_lt(cells[2] - cells[1], 1e-9);
      cr_expect_not(parts(rho, 0.999 * cells[1]));
      cr_expect(parts(rho, 1.001 * cells[2]));
    }
    cr_expect_gt(cells[2], before);
    before = cells[2];
  }
  cr_expect_eq(rho, 22);
  cpf_figure_set_free(&set);
}

// At rho = 6 the distance falls with the least eigenvalue of the Hessian at tight-balance, which is
// along (1,-1): the derivative there of the slope of the loss in t1.
Test(figure_flow, plateau_falls_with_the_eigenvalue) {
  struct cpf_figure_set set = make("plateau", 0);
  char *text = text_of(&set, "plateau-runs.csv");
  double cells[MOST_CELLS], theta = 0.0, x[MOST_CELLS], y[MOST_CELLS], slope = 0.0, height = 0.0;
  int count = 0;
  cr_assert(cpf_theta(6, &theta));
  double c = cos(theta), s = sin(theta);
  double eigenvalue =
      6.0 * (pow(c, 6) + pow(s, 6)) - 30.0 * (c * c * pow(s, 4) + s * s * pow(c, 4));
  row(&text, cells);
  while (row(&text, cells) == 5) {
    if (cells[1] == 6.0 && cells[2] == 0.01 && cells[4] < 1e-5) {
      cr_assert_lt(count, (int)MOST_CELLS);
      x[count] = cells[3];
      y[count++] = log(cells[4]);
    }
  }
  cr_assert_gt(count, 5);
  fit(count, x, y, &slope, &height);
  cr_expect_gt(eigenvalue, 0.0);
  cr_expect_float_eq(slope, -eigenvalue, 1e-4 * eigenvalue, "%g against %g", slope, -eigenvalue);
  cpf_figure_set_free(&set);
}

struct refused {
  const char *name;
  int rho;
  uint64_t trajectories;
  const char *words;
};

Test(figure_flow, requests_are_checked) {
  static const struct refused refused[] = {
      {"4", 4, 0, "has one degree"},        {"5", 6, 0, "has one degree"},
      {"6", 6, 0, "has one degree"},        {"7", 6, 0, "has one degree"},
      {"9", 7, 0, "even numbers from 6"},   {"9", 4, 0, "even numbers from 6"},
      {"9", 1002, 0, "from 6 to 1000"},     {"plateau", 6, 0, "shows a range of degrees"},
      {"4", 0, 10, "has no ensemble"},      {"basins", 6, 10, "shows a range of degrees"},
      {"plateau", 0, 1, "has no ensemble"},
  };
  for (size_t i = 0; i < COUNT(refused); i++) {
    struct cpf_figure_request request = {.rho = refused[i].rho,
                                         .trajectories = refused[i].trajectories};
    struct cpf_figure_set set;
    struct cpf_error err = {CPF_OK, ""};
    cr_expect_eq(cpf_figure_make(cpf_figure_find(refused[i].name), &request, &set, &err),
                 CPF_EINVAL, "%s", refused[i].name);
    cr_expect_not_null(strstr(err.text, refused[i].words), "%s", err.text);
    cr_expect_eq(set.count, 0);
  }
}

Test(figure_flow, a_signal_stops_it) {
  static const char *const names[] = {"4", "5", "6", "7", "9", "plateau", "basins"};
  volatile sig_atomic_t stop = 15;
  struct cpf_figure_request request = {.stop = &stop, .seed = 1};
  struct cpf_error err = {CPF_OK, ""};
  for (size_t i = 0; i < COUNT(names); i++) {
    struct cpf_figure_set set;
    cr_expect_eq(cpf_figure_make(cpf_figure_find(names[i]), &request, &set, &err), CPF_EINTERRUPTED,
                 "%s", names[i]);
    cr_expect_eq(set.count, 0);
  }
}
