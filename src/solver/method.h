// SPDX-License-Identifier: GPL-3.0-or-later
// What a solver method is: a table of functions. The driver (drive.h) owns the iteration and the
// stopping test, so that every method is judged alike.
#ifndef CPF_SOLVER_METHOD_H
#define CPF_SOLVER_METHOD_H

#include <stdbool.h>
#include <stdint.h>

#include "cpfind/problem.h"

// The numbers that steer the solvers; each field's default is in cpf_solver_options_default.
struct cpf_solver_options {
  double tol_gradient;  // 1e-10: converged when |grad| <= tol_gradient * rho
  int max_iterations;   // 120: steps before a start is given up
  int stall_iterations; // 14: a start is stuck when |grad| has not halved in so many steps
  double max_step;      // 0.7: longest tangent step, radians over all students
  double damping;       // 1: first Levenberg-Marquardt damping, in units of |grad|^2
  double damping_min;   // 1e-6: and its smallest value
  double arc_step;      // 0.05: first step of a continuation, arclength in (W, r)
  double arc_step_min;  // 1e-6: a path whose step falls below is given up
  double arc_step_max;  // 0.25
  int arc_steps;        // 2000: steps before a path is given up
};

struct cpf_solver_options cpf_solver_options_default(void);

struct cpf_method {
  const char *name;
  const char *summary; // one line for the help
  int lanes;           // points that one state works on at once
  // Allocates a state for the problem. The only call that allocates.
  enum cpf_status (*alloc)(const struct cpf_problem *p, const struct cpf_solver_options *opt,
                           void **state, struct cpf_error *err);
  // Puts a start (n*d doubles, unit rows) into a lane.
  void (*set)(void *state, int lane, const double *W);
  // One step of every lane.
  void (*iterate)(void *state);
  // |grad L| at the lane's current point; infinity while a path is under way, NaN when it failed.
  double (*residual)(const void *state, int lane);
  // Copies the lane's current point out.
  void (*get)(const void *state, int lane, double *W);
  // Branch points met so far by all lanes; NULL for methods that follow no path.
  uint64_t (*branch_points)(const void *state);
  void (*free)(void *state); // NULL is allowed
};

extern const struct cpf_method cpf_method_newton;       // newton.c
extern const struct cpf_method cpf_method_gsl_hybridsj; // multiroot.c
extern const struct cpf_method cpf_method_gsl_newton;   // multiroot.c
extern const struct cpf_method cpf_method_homotopy;     // homotopy.c

// The method of that name, or NULL. cpf_methods lists all, NULL terminated.
const struct cpf_method *cpf_method_find(const char *name);
extern const struct cpf_method *const cpf_methods[];

#endif
