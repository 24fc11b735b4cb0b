// SPDX-License-Identifier: GPL-3.0-or-later
// A printed table of critical points against computed ones: which rows hold, which need a
// correction, which rows are missing.
#ifndef CPF_SEARCH_COMPARE_H
#define CPF_SEARCH_COMPARE_H

#include "cpfind/search.h"

enum cpf_compare_verdict {
  CPF_COMPARE_AS_PRINTED = 0, // the condition as printed picks out exactly one isolated family
  CPF_COMPARE_CORRECTED,      // it does not, and that of the reference table does
  CPF_COMPARE_INEXACT,        // it holds at critical points, but not at exactly one isolated family
  CPF_COMPARE_ABSENT,         // neither holds at a critical point
  CPF_COMPARE_UNDECIDED,      // it holds at a critical point that is not among the families
  CPF_COMPARE_ADDED           // a family that no row describes
};
enum { CPF_COMPARE_VERDICTS = CPF_COMPARE_ADDED + 1, CPF_COMPARE_STUDENTS = 2 };

// "as printed", "corrected", "inexact", "absent", "undecided", "not in the paper".
const char *cpf_compare_verdict_name(enum cpf_compare_verdict v);

// The direction of a student in the plane, from v1 towards v2, in (-pi, pi].
struct cpf_compare_angle {
  double radians, degrees;
  bool exact; // proved to be numerator * pi / denominator, in lowest terms
  int numerator, denominator;
};

struct cpf_compare_row {
  char name[CPF_LABEL_MAX]; // of the row; for a family that no row describes, its label
  char *printed;            // owned; the condition as printed, NULL where the paper has none
  enum cpf_compare_verdict verdict;
  char *reason;    // owned; what is wrong with it, a sentence; NULL: nothing
  char *corrected; // owned; the condition that holds, for rows that are printed otherwise; or NULL
  char *condition; // owned; the condition that holds at the family, NULL: none is known
  bool exact;      // the condition is in closed form, not in decimals
  bool angle;      // the condition speaks of theta, by that name
  int family;      // its number in result->families; -1: none
  struct cpf_compare_angle students[CPF_COMPARE_STUDENTS]; // of the family's W
};

struct cpf_comparison {
  const struct cpf_find_result *result; // borrowed
  bool theta_known;                     // the tight-balance angle exists
  double theta;
  size_t nrows;
  struct cpf_compare_row *rows; // owned; the printed rows in their order, then those added, by loss
  int count[CPF_COMPARE_VERDICTS];
};

struct cpf_compare_options {
  double tol;      // 1e-10: how near a point must be to a row of a table
  double gradient; // 1e-8: a point with |grad L| up to this times rho counts as critical
};
struct cpf_compare_options cpf_compare_options_default(void);

// Compares the rows of `printed`, each of which speaks of the whole point, with the families of *r,
// critical points of P(2,2,2,rho). A family that fits no printed row, but bears the label of one,
// is that row's, and the reference table's row of that name is the correction. Conditions are
// evaluated in double precision; closed forms are proved (certify/angle_ball.h). *r and the tables
// must outlive *c. CPF_EINVAL for another problem.
enum cpf_status cpf_compare(const struct cpf_find_result *r, const struct cpf_table *printed,
                            const struct cpf_table *reference,
                            const struct cpf_compare_options *opt, struct cpf_comparison **c,
                            struct cpf_error *err);
void cpf_comparison_free(struct cpf_comparison *c); // NULL is allowed

#endif
