// SPDX-License-Identifier: GPL-3.0-or-later
// The figures' data against independent formulas, and what goes with every figure.
#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/model.h"
#include "cpfind/theta.h"
#include "report/figure_condition.h"
#include "figure_files.h"

enum { GRID_STEP = 7 };

// Values below 10 are sums of at most 10 products, each with at most some rho = 7 roundings.
static const double rounding = 1e-13;
static const double pi = 3.14159265358979323846;

static double loss_by_hand(int rho, double p, double q) {
  return pow(fabs(cos(p - q)), rho) * (rho % 2 != 0 && cos(p - q) < 0.0 ? -1.0 : 1.0) -
         cpf_powi(cos(p), rho) - cpf_powi(sin(p), rho) - cpf_powi(cos(q), rho) -
         cpf_powi(sin(q), rho) + 2.0;
}

Test(figure, conditions_are_the_gradient) {
  for (int rho = 3; rho <= 7; rho++) {
    struct cpf_problem p = {.n = 2, .k = 2, .d = 2, .rho = rho, .repulsion = 1.0};
    for (int i = 0; i <= 180; i += GRID_STEP) {
      for (int j = 0; j <= 180; j += GRID_STEP) {
        double s = i * pi / 180.0, t = j * pi / 180.0, f[4], G[4];
        double W[4] = {cos(s), sin(s), cos(t), sin(t)};
        cpf_gradient(&p, W, G, NULL);
        cpf_figure_conditions(rho, W[0], W[2], f);
        for (int c = 0; c < 4; c++)
          cr_expect_float_eq(rho * f[c], G[c], rounding, "rho %d, (%d, %d), f%d", rho, i, j, c + 1);
        // f1 and f2 share the zeros of tau: f1 = -sin(s) tau, f2 = cos(s) tau.
        cr_expect_float_eq(f[0] * W[0] + f[1] * W[1], 0.0, rounding);
      }
    }
  }
}

Test(figure, landscape_is_the_loss) {
  static const int degrees[] = {2, 3, 4, 5, 6};
  for (size_t d = 0; d < sizeof degrees / sizeof degrees[0]; d++) {
    int rho = degrees[d];
    struct cpf_figure_set set = make("landscape", rho);
    double axis[MOST_CELLS], cells[MOST_CELLS];
    char *text = text_of(&set, set.files[0].name);
    size_t columns = row(&text, axis), rows = 0;
    cr_assert_eq(columns, (size_t)242);
    cr_expect_float_eq(axis[columns - 1], rho % 2 == 0 ? 180.0 : 360.0, 0.0);
    for (size_t count = row(&text, cells); count > 0; count = row(&text, cells), rows++) {
      cr_assert_eq(count, columns);
      for (size_t i = 1; i < columns; i++)
        cr_expect_float_eq(cells[i], loss_by_hand(rho, axis[i] * pi / 180.0, cells[0] * pi / 180.0),
                           rounding);
    }
    cr_expect_eq(rows, columns - 1);
    cpf_figure_set_free(&set);
  }
}

struct expected {
  int rho;
  size_t points;
};

// Every point is critical, and there are as many as the search counts: for even rho, a quarter.
Test(figure, landscape_has_every_point) {
  static const struct expected expected[] = {{4, 12}, {6, 20}, {40, 20}, {3, 30}, {5, 42}, {7, 54}};
  for (size_t e = 0; e < sizeof expected / sizeof expected[0]; e++) {
    int rho = expected[e].rho;
    struct cpf_figure_set set = make("landscape", rho);
    struct cpf_problem p = {.n = 2, .k = 2, .d = 2, .rho = rho, .repulsion = 1.0};
    char *text = text_of(&set, set.files[1].name);
    double cells[MOST_CELLS];
    size_t count = 0;
    row(&text, cells);
    for (; row(&text, cells) > 0; count++) {
      double W[4] = {cos(cells[5]), sin(cells[5]), cos(cells[6]), sin(cells[6])}, G[4];
      cr_expect_lt(cpf_gradient(&p, W, G, NULL), rho * rounding);
      cr_expect_float_eq(cells[7], cpf_loss(&p, W), rounding);
      cr_expect_float_eq(cells[3] * pi / 180.0, cells[5], rounding);
    }
    cr_expect_eq(count, expected[e].points, "rho %d: %zu points", rho, count);
    cr_expect_str_empty(set.note);
    cpf_figure_set_free(&set);
  }
}

Test(figure, continua_are_drawn) {
  struct cpf_figure_set set = make("landscape", 2);
  char *text = text_of(&set, "landscape-rho-2-points.csv");
  double cells[MOST_CELLS];
  row(&text, cells);
  size_t count = 0;
  for (; row(&text, cells) > 0; count++) {
    double apart = fabs(cells[3] - cells[4]);
    cr_expect(fabs(apart - 90.0) < 1e-9 || apart < 1e-9, "%g", apart);
  }
  cr_expect_eq(count, (size_t)192, "96 points on each of the two lines");
  cr_expect_not_null(strstr(text_of(&set, "landscape-rho-2.gp"), "continua = 1"));
  cpf_figure_set_free(&set);
}

Test(figure, figure_1_marks_zeros_of_all_four) {
  for (int rho = 3; rho <= 6; rho++) {
    struct cpf_figure_set set = make("1", rho);
    char *text = text_of(&set, set.files[4].name);
    double cells[MOST_CELLS], f[4];
    size_t count = 0;
    row(&text, cells);
    for (; row(&text, cells) > 0; count++) {
      cpf_figure_conditions(rho, cells[3], cells[4], f);
      for (int c = 0; c < 4; c++)
        cr_expect_float_eq(f[c], 0.0, rounding, "rho %d, (%g, %g)", rho, cells[3], cells[4]);
    }
    // 12 points in a period; those at 0 degrees stand at 180 degrees too (same-copy four times).
    if (rho == 4)
      cr_expect_eq(count, (size_t)17);
    cr_expect_gt(count, (size_t)8);
    cpf_figure_set_free(&set);
  }
}

Test(figure, figure_2_vanishes_at_its_zeros) {
  struct cpf_figure_set set = make("2", 0);
  char *text = text_of(&set, "figure-2-points.csv");
  double cells[MOST_CELLS], theta = 0.0;
  size_t count = 0;
  row(&text, cells);
  for (; row(&text, cells) > 0; count++) {
    bool left_out = cells[1] == 0.0;
    cr_expect_float_eq(cells[4], left_out ? -1.0 : 0.0, rounding);
    cr_expect_float_eq(sin(cells[3]), cells[1], rounding);
  }
  cr_expect_eq(count, (size_t)14);
  text = text_of(&set, "figure-2.csv");
  row(&text, cells);
  while (row(&text, cells) > 0) {
    double t = cells[2]; // a = sin t, so 1 - 2 a^2 = cos 2t
    for (int rho = 4; rho <= 6; rho += 2)
      cr_expect_float_eq(cells[rho / 2 + 1],
                         -2.0 * cpf_powi(cos(2.0 * t), rho - 1) - cpf_powi(sin(t), rho - 2) +
                             cpf_powi(cos(t), rho - 2),
                         rounding);
  }
  cr_expect(cpf_theta(4, &theta));
  cr_expect_float_eq(cpf_figure_tight(4, sin(theta)), 0.0, rounding);
  cpf_figure_set_free(&set);
}

Test(figure, figure_3_is_theta) {
  struct cpf_figure_set set = make("3", 60);
  char *text = text_of(&set, "figure-3-rho-60.csv");
  double cells[MOST_CELLS], before = 1.0;
  int rho = 4;
  row(&text, cells);
  for (; row(&text, cells) > 0; rho += 2) {
    double theta = 0.0;
    cr_expect(cpf_theta(rho, &theta));
    cr_expect_eq((int)cells[0], rho);
    cr_expect_eq(cells[1], theta, "17 digits give the same double back");
    cr_expect_float_eq(cells[2], theta * 180.0 / pi, rounding);
    cr_expect_lt(theta, before);
    // The law's relative error falls like 1/rho.
    cr_expect_lt(fabs(cells[3] - theta), theta / rho);
    before = theta;
  }
  cr_expect_eq(rho, 62);
  cpf_figure_set_free(&set);
}

// The gradient of the loss with |x|^rho at w_1 = (cos t0, sin t0), w_2 = (cos t1, -sin t1).
static void real_slopes(double rho, double t0, double t1, double slopes[2]) {
  double t[2] = {t0, t1}, pull = rho * pow(cos(t0 + t1), rho - 1.0) * sin(t0 + t1);
  for (int i = 0; i < 2; i++)
    slopes[i] = -pull + rho * (pow(cos(t[i]), rho - 1.0) * sin(t[i]) -
                               pow(sin(t[i]), rho - 1.0) * cos(t[i]));
}

Test(figure, bifurcation_is_critical_and_turns_at_4) {
  struct cpf_figure_set set = make("bifurcation", 0);
  char *text = text_of(&set, "bifurcation.csv");
  double cells[MOST_CELLS], before = 2.0, slopes[2];
  size_t branches = 0;
  row(&text, cells);
  while (row(&text, cells) == 9) {
    double rho = cells[0];
    cr_expect_gt(rho, before);
    before = rho;
    real_slopes(rho, cells[2], cells[2], slopes);
    cr_expect_float_eq(slopes[0], 0.0, rounding);
    cr_expect((rho < 4.0 && cells[3] < 0.0) || (rho > 4.0 && cells[3] > 0.0) ||
                  (rho == 4.0 && fabs(cells[3]) < rounding),
              "rho %g: lambda_a %g", rho, cells[3]);
    cr_expect_gt(cells[4], 0.0);
    cr_expect_eq(isnan(cells[7]), rho <= 4.0);
    if (rho > 4.0) {
      branches++;
      real_slopes(rho, cells[7], cells[8], slopes);
      cr_expect_float_eq(fabs(slopes[0]) + fabs(slopes[1]), 0.0, 10.0 * rounding, "rho %g", rho);
      cr_expect(cells[7] < cells[2] && cells[2] < cells[8]);
    }
  }
  cr_expect_gt(branches, (size_t)400);
  cr_expect_float_eq(before, 12.0, 0.0);
  cpf_figure_set_free(&set);
}

// No NaN, no infinity; every line of a CSV file ends in CR LF.
static void check_data(const struct cpf_figure_file *file) {
  for (char *c = strchr(file->text, '\n'); c != NULL; c = strchr(c + 1, '\n'))
    cr_assert_eq(c[-1], '\r', "%s", file->name);
  cr_expect(strstr(file->text, "nan") == NULL && strstr(file->text, "inf") == NULL, "%s",
            file->name);
}

static void check_script(const struct cpf_figure_file *script) {
  const char *root = getenv("CPF_SOURCE_ROOT");
  cr_assert_not_null(root);
  char path[512], *golden = malloc(script->size + 2);
  (void)snprintf(path, sizeof path, "%s/tests/report/%s.golden", root, script->name);
  FILE *in = fopen(path, "r");
  cr_assert_not_null(in, "%s", path);
  cr_assert_not_null(golden);
  golden[fread(golden, 1, script->size + 1, in)] = '\0';
  fclose(in);
  cr_expect_str_eq(golden, script->text, "%s", script->name);
  free(golden);
}

// The script comes last and is the golden one.
Test(figure, files_are_clean_and_scripts_golden) {
  for (const struct cpf_figure *f = cpf_figures; f->name != NULL; f++) {
    struct cpf_figure_set set = make(f->name, 0);
    for (int i = 0; i < set.count; i++) {
      struct cpf_figure_file *file = &set.files[i];
      bool script = strcmp(file->name + strlen(file->name) - 3, ".gp") == 0;
      cr_expect_eq(script, i == set.count - 1, "%s", file->name);
      cr_expect_eq(strlen(file->text), file->size);
      cr_expect_eq(strncmp(file->name, f->stem, strlen(f->stem)), 0);
      if (script)
        check_script(file);
      else
        check_data(file);
    }
    cpf_figure_set_free(&set);
  }
}

struct refused {
  const char *name;
  int rho;
  const char *words;
};

Test(figure, degrees_are_checked) {
  static const struct refused refused[] = {
      {"1", 2, "whole numbers from 3 to 1000"},       {"1", 1, "whole numbers from 3"},
      {"2", 5, "even numbers from 6 to 1000"},        {"2", 4, "even numbers from 6"},
      {"3", 7, "even numbers from 6 to 1000"},        {"landscape", 1, "whole numbers from 2"},
      {"bifurcation", 6, "shows a range of degrees"},
  };
  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
    struct cpf_figure_request request = {.rho = refused[i].rho};
    struct cpf_figure_set set;
    struct cpf_error err = {CPF_OK, ""};
    cr_expect_eq(cpf_figure_make(cpf_figure_find(refused[i].name), &request, &set, &err),
                 CPF_EINVAL);
    cr_expect_not_null(strstr(err.text, refused[i].words), "%s", err.text);
    cr_expect_eq(set.count, 0);
  }
  cr_expect_null(cpf_figure_find("8"));
}

Test(figure, a_signal_stops_it) {
  volatile sig_atomic_t stop = 15;
  struct cpf_figure_request request = {.stop = &stop};
  struct cpf_error err = {CPF_OK, ""};
  static const char *const names[] = {"1", "landscape", "bifurcation"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    struct cpf_figure_set set;
    cr_expect_eq(cpf_figure_make(cpf_figure_find(names[i]), &request, &set, &err),
                 CPF_EINTERRUPTED);
    cr_expect_eq(set.count, 0);
  }
}
