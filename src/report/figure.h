// SPDX-License-Identifier: GPL-3.0-or-later
// The figures: for each its data as CSV files and a gnuplot script that draws them as SVG and PNG.
// A new figure is a file figure_<name>.c and a line in cpf_figures.
#ifndef CPF_REPORT_FIGURE_H
#define CPF_REPORT_FIGURE_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cpfind/status.h"

enum { CPF_FIGURE_STEM = 64, CPF_FIGURE_FILES = 8 };

// What steers a figure.
struct cpf_figure_request {
  int rho;                           // 0: the figure's default
  int threads;                       // 0: one per processor
  uint64_t seed;                     // of the random starts, where there are any
  uint64_t trajectories;             // 0: the figure's default
  const volatile sig_atomic_t *stop; // may be NULL
};

struct cpf_figure_file {
  char name[CPF_FIGURE_STEM + 32];
  char *text; // owned
  size_t size;
};

// The files of a figure: its data, and last the script `stem`.gp, which writes `stem`.svg and
// `stem`.png beside itself.
struct cpf_figure_set {
  char stem[CPF_FIGURE_STEM];
  int rho;
  int count;
  struct cpf_figure_file files[CPF_FIGURE_FILES];
  char note[200]; // what the reader of the figure must know besides; empty: nothing
};

// Whether --rho means something, and which degrees are allowed.
enum cpf_figure_degrees { CPF_FIGURE_NO_RHO = 0, CPF_FIGURE_ANY_RHO, CPF_FIGURE_EVEN_RHO };

struct cpf_figure {
  const char *name;  // on the command line
  const char *stem;  // of the files; "-rho-R" follows for another degree than the default
  const char *title; // for people
  enum cpf_figure_degrees degrees;
  int rho;               // the default
  int least, most;       // degrees allowed
  uint64_t trajectories; // the default for each of its ensembles; 0: it has none
  enum cpf_status (*make)(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                          struct cpf_error *err);
};

// All figures, ended by an entry without a name.
extern const struct cpf_figure cpf_figures[];

enum cpf_status cpf_figure_1(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                             struct cpf_error *err);
enum cpf_status cpf_figure_2(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                             struct cpf_error *err);
enum cpf_status cpf_figure_3(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                             struct cpf_error *err);
enum cpf_status cpf_figure_4(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                             struct cpf_error *err);
enum cpf_status cpf_figure_5(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                             struct cpf_error *err);
enum cpf_status cpf_figure_6(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                             struct cpf_error *err);
enum cpf_status cpf_figure_7(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                             struct cpf_error *err);
enum cpf_status cpf_figure_9(const struct cpf_figure_request *request, struct cpf_figure_set *set,
                             struct cpf_error *err);
enum cpf_status cpf_figure_landscape(const struct cpf_figure_request *request,
                                     struct cpf_figure_set *set, struct cpf_error *err);
enum cpf_status cpf_figure_bifurcation(const struct cpf_figure_request *request,
                                       struct cpf_figure_set *set, struct cpf_error *err);

enum cpf_status cpf_figure_plateau(const struct cpf_figure_request *request,
                                   struct cpf_figure_set *set, struct cpf_error *err);
enum cpf_status cpf_figure_basins(const struct cpf_figure_request *request,
                                  struct cpf_figure_set *set, struct cpf_error *err);

// NULL: no such figure.
const struct cpf_figure *cpf_figure_find(const char *name);

// CPF_EINVAL when request->rho (0: not given) is not for this figure, the text names the degrees
// that are; or when trajectories are asked for that it does not follow.
enum cpf_status cpf_figure_check(const struct cpf_figure *f,
                                 const struct cpf_figure_request *request, struct cpf_error *err);

// Computes the figure's files, in memory. *set is empty on failure; CPF_EINTERRUPTED when
// *request->stop became nonzero. The caller frees it with cpf_figure_set_free.
enum cpf_status cpf_figure_make(const struct cpf_figure *f,
                                const struct cpf_figure_request *request,
                                struct cpf_figure_set *set, struct cpf_error *err);
void cpf_figure_set_free(struct cpf_figure_set *set); // NULL is allowed

// For the figures: opens the next file, named stem + suffix, as a stream in memory. Closing (*out
// may be NULL) returns the given status unless that is a success and the memory did not suffice.
enum cpf_status cpf_figure_open(struct cpf_figure_set *set, const char *suffix, FILE **out,
                                struct cpf_error *err);
enum cpf_status cpf_figure_close(struct cpf_figure_set *set, FILE **out, enum cpf_status status,
                                 struct cpf_error *err);

#endif
