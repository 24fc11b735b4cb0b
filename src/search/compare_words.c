// SPDX-License-Identifier: GPL-3.0-or-later
// 1. The angle of a student is looked up among the multiples of 2 pi / TURN, and proved.
// 2. A condition names a student at a multiple of pi/2 by its teacher, one that is another up to
//    sign by that, and any other by its overlaps, brought to the first quadrant.
#include "search/compare_words.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certify/angle_ball.h"

// Multiples of pi/120: denominators 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 24, 30, 40, 60, 120.
enum { TURN = 240, QUARTER = TURN / 4, EIGHTH = TURN / 8, NUMBER = 64 };

static int divisor(int a, int b) {
  return b == 0 ? abs(a) : divisor(b, a % b);
}

static void set_exact(struct cpf_compare_angle *angle, int steps) {
  int common = divisor(steps, TURN / 2);
  angle->exact = true;
  angle->numerator = steps / common;
  angle->denominator = TURN / 2 / common;
}

// Steps of 2 pi / TURN of an exact angle.
static int steps_of(const struct cpf_compare_angle *angle) {
  return angle->numerator * (TURN / 2 / angle->denominator);
}

void cpf_compare_angles(const struct cpf_problem *p, const double *W,
                        const struct cpf_certificate *c, double tol,
                        struct cpf_compare_angle students[CPF_COMPARE_STUDENTS]) {
  const double pi = acos(-1);
  int steps[CPF_COMPARE_STUDENTS];
  bool near = true;
  for (int i = 0; i < CPF_COMPARE_STUDENTS; i++) {
    const double *w = W + 2 * (size_t)i;
    double t = atan2(w[1], w[0] + 0.0);
    steps[i] = (int)lround(t * TURN / (2 * pi));
    if (steps[i] == -TURN / 2) // -pi, by the sign of a zero or by rounding
      steps[i] = TURN / 2;
    if (t < 0 && steps[i] == TURN / 2)
      t += 2 * pi;
    near = near && fabs(t - steps[i] * 2 * pi / TURN) <= tol;
    students[i] = (struct cpf_compare_angle){.radians = t, .degrees = t * 180 / pi};
  }
  if (!near || c == NULL || !cpf_certify_angles(p, c, TURN, steps))
    return;
  for (int i = 0; i < CPF_COMPARE_STUDENTS; i++) {
    set_exact(&students[i], steps[i]);
    students[i].radians = steps[i] * 2 * pi / TURN;
    students[i].degrees = steps[i] * 360.0 / TURN;
  }
}

// "pi/8", "5*pi/24", "pi", "0".
static void put_angle(FILE *out, int numerator, int denominator) {
  if (numerator == 0) {
    putc('0', out);
    return;
  }
  if (numerator != 1)
    fprintf(out, "%d*", numerator);
  fputs("pi", out);
  if (denominator != 1)
    fprintf(out, "/%d", denominator);
}

// Twelve places, without zeros at the end.
static void put_decimal(FILE *out, double x) {
  char number[NUMBER];
  int length = snprintf(number, sizeof number, "%.12f", x);
  while (length > 1 && number[length - 1] == '0')
    number[--length] = '\0';
  if (length > 1 && number[length - 1] == '.')
    number[--length] = '\0';
  fputs(strcmp(number, "-0") == 0 ? "0" : number, out);
}

// " and w1.v1 = -cos(pi/24)" for an angle of that many steps, which is no multiple of a quarter.
static void put_overlap(FILE *out, int student, int teacher, int steps) {
  int reduced = abs(steps) <= QUARTER ? abs(steps) : TURN / 2 - abs(steps);
  bool negative = teacher == 1 ? abs(steps) > QUARTER : steps < 0;
  struct cpf_compare_angle angle;
  set_exact(&angle, reduced);
  fprintf(out, "w%d.v%d = %s", student, teacher, negative ? "-" : "");
  if (reduced == EIGHTH) {
    fputs("2^(-1/2)", out);
    return;
  }
  fputs(teacher == 1 ? "cos(" : "sin(", out);
  put_angle(out, angle.numerator, angle.denominator);
  putc(')', out);
}

static void put_exact(FILE *out, int student, const struct cpf_compare_angle *angle) {
  int steps = steps_of(angle);
  if (steps % QUARTER == 0) {
    bool negative = steps == TURN / 2 || steps == -QUARTER;
    fprintf(out, "w%d = %sv%d", student, negative ? "-" : "", steps % (TURN / 2) == 0 ? 1 : 2);
    return;
  }
  put_overlap(out, student, 1, steps);
  fputs(" and ", out);
  put_overlap(out, student, 2, steps);
}

static void put_student(FILE *out, int student, const struct cpf_compare_angle *angle, bool exact) {
  if (exact) {
    put_exact(out, student, angle);
    return;
  }
  fprintf(out, "w%d.v1 = ", student);
  put_decimal(out, cos(angle->radians));
  fprintf(out, " and w%d.v2 = ", student);
  put_decimal(out, sin(angle->radians));
}

char *cpf_compare_condition(const struct cpf_compare_angle students[CPF_COMPARE_STUDENTS]) {
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  if (out == NULL)
    return NULL;
  const struct cpf_compare_angle *x = &students[0], *y = &students[1];
  bool exact = x->exact && y->exact;
  int apart = exact ? abs(steps_of(x) - steps_of(y)) : 1;
  put_student(out, 1, x, exact);
  fputs(" and ", out);
  if (apart % (TURN / 2) == 0 && steps_of(x) % QUARTER != 0)
    fprintf(out, "w2 = %sw1", apart == TURN / 2 ? "-" : "");
  else
    put_student(out, 2, y, exact);
  if (fclose(out) == 0)
    return text;
  free(text);
  return NULL;
}

static const char theta_word[] = "theta";

// The next place of the word, NULL: none.
static const char *find_theta(const char *text) {
  size_t length = sizeof theta_word - 1;
  for (const char *at = strstr(text, theta_word); at != NULL; at = strstr(at + 1, theta_word))
    if ((at == text || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[length]))
      return at;
  return NULL;
}

bool cpf_compare_has_theta(const char *text) {
  return find_theta(text) != NULL;
}

char *cpf_compare_closed(const char *text,
                         const struct cpf_compare_angle students[CPF_COMPARE_STUDENTS]) {
  if (!students[0].exact)
    return strdup(text);
  char *closed = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&closed, &length);
  if (out == NULL)
    return NULL;
  int steps = abs(steps_of(&students[0])) % QUARTER;
  struct cpf_compare_angle angle;
  set_exact(&angle, steps <= EIGHTH ? steps : QUARTER - steps);
  for (const char *at = find_theta(text); at != NULL; at = find_theta(text)) {
    const char *behind = at + sizeof theta_word - 1;
    bool bare = at > text && at[-1] == '(' && *behind == ')'; // needs no parentheses of its own
    fprintf(out, "%.*s%s", (int)(at - text), text, bare ? "" : "(");
    put_angle(out, angle.numerator, angle.denominator);
    fputs(bare ? "" : ")", out);
    text = behind;
  }
  fputs(text, out);
  if (fclose(out) == 0)
    return closed;
  free(closed);
  return NULL;
}
