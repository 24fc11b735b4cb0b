// SPDX-License-Identifier: GPL-3.0-or-later
// The table of options: each with the values it allows and the member it sets.
#include <string.h>

#include "cli/number.h"
#include "cli/options.h"
#include "cpfind/flow.h"

static bool set_integer(const char *value, int most, int *member) {
  int64_t number = 0;
  if (!cpf_number_integer(value, 1, most, &number))
    return false;
  *member = (int)number;
  return true;
}

static bool set_counter(const char *value, int64_t least, int64_t most, uint64_t *member) {
  int64_t number = 0;
  if (!cpf_number_integer(value, least, most, &number))
    return false;
  *member = (uint64_t)number;
  return true;
}

// The position of value in a NULL-terminated list, -1: not there.
static int position(const char *value, const char *const *names) {
  for (int i = 0; names[i] != NULL; i++)
    if (strcmp(value, names[i]) == 0)
      return i;
  return -1;
}

static bool set_n(struct cpf_args *args, const char *value) {
  return set_integer(value, CPF_SIZE_MAX, &args->n);
}

static bool set_k(struct cpf_args *args, const char *value) {
  return set_integer(value, CPF_SIZE_MAX, &args->k);
}

static bool set_d(struct cpf_args *args, const char *value) {
  return set_integer(value, CPF_SIZE_MAX, &args->d);
}

static bool set_rho(struct cpf_args *args, const char *value) {
  return set_integer(value, CPF_RHO_MAX, &args->rho);
}

static bool set_repulsion(struct cpf_args *args, const char *value) {
  double number = 0.0;
  args->repulsion_given = true;
  args->repulsion_is_1_over_n = strcmp(value, "1/n") == 0;
  if (args->repulsion_is_1_over_n)
    return true;
  if (!cpf_number_real(value, &number) || number < 0.0 || number > 1e9)
    return false;
  args->repulsion = number;
  return true;
}

static bool set_loss(struct cpf_args *args, const char *value) {
  static const char *const names[] = {"squared", "correlation", NULL};
  int i = position(value, names);
  if (i < 0)
    return false;
  args->loss = names[i];
  args->repulsion = i == 0 ? 1.0 : 0.0;
  return true;
}

static bool set_seed(struct cpf_args *args, const char *value) {
  return set_counter(value, 0, INT64_MAX, &args->seed);
}

static bool set_starts(struct cpf_args *args, const char *value) {
  return set_counter(value, 1, INT64_C(1000000000000), &args->starts);
}

static bool set_threads(struct cpf_args *args, const char *value) {
  return set_integer(value, 1024, &args->threads);
}

static bool set_method(struct cpf_args *args, const char *value) {
  const char *const *names = cpf_method_names();
  int i = position(value, names);
  if (i >= 0)
    args->method = names[i];
  return i >= 0;
}

static bool set_flow_method(struct cpf_args *args, const char *value) {
  const char *const *names = cpf_flow_method_names();
  int i = position(value, names);
  if (i >= 0)
    args->method = names[i];
  return i >= 0;
}

static bool set_table(struct cpf_args *args, const char *value) {
  args->table = value;
  return *value != '\0';
}

static bool set_memory(struct cpf_args *args, const char *value) {
  return cpf_number_size(value, &args->memory) && args->memory >= ((size_t)1 << 20);
}

static bool set_format(struct cpf_args *args, const char *value) {
  int i = position(value, cpf_report_format_names());
  if (i >= 0)
    args->format = (enum cpf_report_format)i;
  return i >= 0;
}

static bool set_output(struct cpf_args *args, const char *value) {
  args->output = value;
  return *value != '\0';
}

static bool set_radius(struct cpf_args *args, const char *value) {
  double number = 0.0;
  if (!cpf_number_real(value, &number) || !(number > 0.0 && number <= 1e6))
    return false;
  args->radius = number;
  return true;
}

static bool set_normalise(struct cpf_args *args, const char *value) {
  (void)value;
  return args->normalise = true;
}

static bool set_certify(struct cpf_args *args, const char *value) {
  (void)value;
  args->certify = CPF_CERTIFY_ON;
  return true;
}

static bool set_no_certify(struct cpf_args *args, const char *value) {
  (void)value;
  return args->no_certify = true;
}

static bool set_prove(struct cpf_args *args, const char *value) {
  (void)value;
  return args->prove = true;
}

static bool set_complete(struct cpf_args *args, const char *value) {
  (void)value;
  return args->complete = true;
}

static bool set_boxes(struct cpf_args *args, const char *value) {
  return set_counter(value, 1, INT64_C(1000000000000), &args->boxes);
}

static bool set_quiet(struct cpf_args *args, const char *value) {
  (void)value;
  return args->quiet = true;
}

static bool set_verbose(struct cpf_args *args, const char *value) {
  (void)value;
  return args->verbose = true;
}

static bool set_help(struct cpf_args *args, const char *value) {
  (void)value;
  return args->help = true;
}

static bool set_version(struct cpf_args *args, const char *value) {
  (void)value;
  return args->version = true;
}

static bool set_degrees(struct cpf_args *args, const char *value) {
  args->degrees = value;
  return *value != '\0';
}

static bool set_real_degrees(struct cpf_args *args, const char *value) {
  args->real_degrees = value;
  return *value != '\0';
}

static bool set_digits(struct cpf_args *args, const char *value) {
  return set_integer(value, 10000, &args->digits);
}

static bool set_real(const char *value, double least, double most, double *member) {
  double number = 0.0;
  if (!cpf_number_real(value, &number) || !(number >= least && number <= most))
    return false;
  *member = number;
  return true;
}

static bool set_init(struct cpf_args *args, const char *value) {
  args->flow.init = value;
  return *value != '\0';
}

static bool set_spread(struct cpf_args *args, const char *value) {
  args->flow.spread_given = true;
  return set_real(value, 0.0, 1e4, &args->flow.spread);
}

static bool set_trajectories(struct cpf_args *args, const char *value) {
  return set_counter(value, 1, INT64_C(1000000000000), &args->flow.trajectories);
}

static bool set_trajectory(struct cpf_args *args, const char *value) {
  args->flow.number_given = true;
  return set_counter(value, 0, INT64_MAX, &args->flow.number);
}

static bool set_time(struct cpf_args *args, const char *value) {
  return set_real(value, 0.0, 1e15, &args->flow.time) && args->flow.time > 0.0;
}

static bool set_tolerance(struct cpf_args *args, const char *value) {
  return set_real(value, 1e-15, 1e-2, &args->flow.tolerance);
}

static bool set_gradient(struct cpf_args *args, const char *value) {
  return set_real(value, 1e-13, 1.0, &args->flow.gradient);
}

static bool set_stop_gradient(struct cpf_args *args, const char *value) {
  return set_real(value, 1e-13, 1.0, &args->flow.stop_gradient);
}

static bool set_flow_radius(struct cpf_args *args, const char *value) {
  args->flow.radius_given = true;
  return set_real(value, 0.0, 1.0, &args->radius);
}

static bool set_samples(struct cpf_args *args, const char *value) {
  return set_counter(value, 1, 1000000, &args->flow.samples);
}

static bool set_spacing(struct cpf_args *args, const char *value) {
  static const char *const names[] = {"linear", "log", "steps", NULL};
  int i = position(value, names);
  if (i >= 0)
    args->flow.spacing = (enum cpf_spacing)i;
  return i >= 0;
}

static bool set_watch(struct cpf_args *args, const char *value) {
  args->flow.watch = value;
  return *value != '\0';
}

#define BOTH (CPF_COMMAND_FIND | CPF_COMMAND_CLASSIFY)
#define PROBLEM (BOTH | CPF_COMMAND_FLOW)
#define POINTS (BOTH | CPF_COMMAND_CHECK)
#define PAPER (CPF_COMMAND_THETA | CPF_COMMAND_TABLE | CPF_COMMAND_FIGURE | CPF_COMMAND_VERIFY)
#define ALL (POINTS | PAPER | CPF_COMMAND_FLOW)

const struct cpf_option cpf_options[] = {
    {"n", 0, PROBLEM, "N", "a whole number from 1 to 1048576", "students (required)", set_n},
    {"k", 0, PROBLEM, "K", "a whole number from 1 to 1048576, at most d", "teachers (required)",
     set_k},
    {"rho", 0, PROBLEM, "R", "a whole number from 1 to 1000",
     "degree of the Hermite activation (required)", set_rho},
    {"d", 0, PROBLEM, "D", "a whole number from 1 to 1048576, at least k",
     "dimension of the space; default: k", set_d},
    {"rho", 0, CPF_COMMAND_TABLE | CPF_COMMAND_FIGURE, "R", "a whole number from 1 to 1000",
     "degree of the activation; default: the paper's", set_rho},
    {"rho", 0, CPF_COMMAND_THETA, "R", "R, A:B or A:B:STEP, whole numbers from 1 to 1000000",
     "degrees whose angle is wanted", set_degrees},
    {"real-rho", 0, CPF_COMMAND_THETA, "X", "X, A:B or A:B:STEP, decimals above 2",
     "real degrees, with |x|^rho in the loss", set_real_degrees},
    {"digits", 0, CPF_COMMAND_THETA, "N", "a whole number from 1 to 10000",
     "decimals of the angle; default: 50", set_digits},
    {"repulsion", 0, PROBLEM, "X", "a number from 0 to 1e9, or 1/n",
     "weight of the students' repulsion; default: 1", set_repulsion},
    {"loss", 0, PROBLEM, "NAME", "squared, correlation",
     "squared: repulsion 1; correlation: repulsion 0", set_loss},
    {"table", 0, PROBLEM, "FILE", "the name of a file",
     "reference table for the labels; default: built in", set_table},
    {"seed", 0, CPF_COMMAND_FIND | CPF_COMMAND_FLOW | CPF_COMMAND_FIGURE, "S",
     "a whole number from 0 to 9223372036854775807", "key of the random starts; default: 1",
     set_seed},
    {"starts", 0, CPF_COMMAND_FIND, "COUNT", "a whole number from 1 to 1000000000000",
     "budget of starts; default: from the problem's size", set_starts},
    {"init", 0, CPF_COMMAND_FLOW, "START", "uniform, split-cone, near:LABEL, or a file of W's",
     "where trajectories start; default: uniform", set_init},
    {"spread", 0, CPF_COMMAND_FLOW, "X", "a number from 0 to pi times the square root of n",
     "how far a given start is moved; default: 0.01 with near:, 0 for files", set_spread},
    {"trajectories", 0, CPF_COMMAND_FLOW, "COUNT", "a whole number from 1 to 1000000000000",
     "follow so many; default: one, with samples", set_trajectories},
    {"trajectories", 0, CPF_COMMAND_FIGURE, "COUNT", "a whole number from 1 to 1000000000000",
     "for each ensemble of figures 5 and basins; default: the figure's own", set_trajectories},
    {"trajectory", 0, CPF_COMMAND_FLOW, "NUMBER", "a whole number from 0 to 9223372036854775807",
     "the one to follow; default: 0", set_trajectory},
    {"time", 0, CPF_COMMAND_FLOW, "T", "a number above 0 and at most 1e15",
     "follow nothing beyond this time; default: 1e12", set_time},
    {"tolerance", 0, CPF_COMMAND_FLOW, "X", "a number from 1e-15 to 1e-2",
     "local error of a step; default: 1e-9", set_tolerance},
    {"gradient", 0, CPF_COMMAND_FLOW, "X", "a number from 1e-13 to 1",
     "gradient norm below which an arrival is timed; default: 1e-6", set_gradient},
    {"stop-gradient", 0, CPF_COMMAND_FLOW, "X", "a number from 1e-13 to 1",
     "end where the gradient norm is below this, wherever that is; default: off",
     set_stop_gradient},
    {"radius", 0, CPF_COMMAND_FLOW, "X", "a number from 0 to 1",
     "how near a visit of a critical point is; default: 0.1", set_flow_radius},
    {"samples", 0, CPF_COMMAND_FLOW, "COUNT", "a whole number from 1 to 1000000",
     "samples of the one trajectory; default: 100", set_samples},
    {"spacing", 0, CPF_COMMAND_FLOW, "NAME", "linear, log, steps",
     "of the samples in time; default: linear", set_spacing},
    {"watch", 0, CPF_COMMAND_FLOW, "LABEL", "labels or ids of families, with commas between them",
     "record the nearest approach to these families", set_watch},
    {"method", 0, CPF_COMMAND_FLOW, "NAME", NULL, "integrator; default: dop853", set_flow_method},
    {"method", 0, CPF_COMMAND_FIND, "NAME", NULL, "solver; default: chain", set_method},
    {"complete", 0, CPF_COMMAND_FIND, NULL, NULL,
     "track the paths of a complex homotopy to all roots", set_complete},
    {"prove", 0, CPF_COMMAND_FIND, NULL, NULL, "prove by branch and bound that nothing is missing",
     set_prove},
    {"boxes", 0, CPF_COMMAND_FIND | CPF_COMMAND_CHECK, "COUNT",
     "a whole number from 1 to 1000000000000", "budget of boxes for branch and bound", set_boxes},
    {"radius", 0, CPF_COMMAND_CLASSIFY, "X", "a number above 0 and at most 1e6",
     "how far a W may be from its critical point; default: 0.1", set_radius},
    {"normalise", 0, CPF_COMMAND_CLASSIFY | CPF_COMMAND_FLOW, NULL, NULL,
     "scale rows to unit length instead of refusing them", set_normalise},
    {"certify", 0, BOTH, NULL, NULL, "prove each point found; exit 1 when one is not proved",
     set_certify},
    {"no-certify", 0, BOTH, NULL, NULL, "prove nothing; default: prove when that costs little",
     set_no_certify},
    {"threads", 0, ALL & ~CPF_COMMAND_THETA, "T", "a whole number from 1 to 1024",
     "threads; default: one per processor", set_threads},
    {"memory", 0, BOTH, "SIZE", "at least 1M; a whole number of bytes, or one with K, M, G or T",
     "most memory to use; default: 3/4 of the machine's", set_memory},
    {"format", 0, ALL & ~(CPF_COMMAND_TABLE | CPF_COMMAND_FIGURE), "NAME",
     "table, json, ndjson, csv", "output format; default: table", set_format},
    {"format", 0, CPF_COMMAND_TABLE, "NAME", "table, markdown, latex, json, ndjson, csv",
     "output format; default: table", set_format},
    {"output", 'o', ALL & ~CPF_COMMAND_FIGURE, "FILE",
     "the name of a file, or - for standard output", "write to FILE, whole or not at all",
     set_output},
    {"output", 'o', CPF_COMMAND_FIGURE, "DIR", "the name of a folder, made when missing",
     "write the files of the figure to DIR; default: .", set_output},
    {"quiet", 'q', ALL, NULL, NULL, "only the rows of the table, no progress line", set_quiet},
    {"verbose", 'v', PROBLEM | CPF_COMMAND_VERIFY, NULL, NULL,
     "more: hits, ids, estimates, timing; nothing cut", set_verbose},
    {"help", 0, ALL, NULL, NULL, "print this help", set_help},
    {"version", 0, ALL, NULL, NULL, "print the version and the licence", set_version},
    {NULL, 0, 0, NULL, NULL, NULL, NULL},
};

const char *const *cpf_option_methods(const struct cpf_option *o) {
  return o->set == set_flow_method ? cpf_flow_method_names() : cpf_method_names();
}

const char *cpf_option_summary(const struct cpf_option *o, const char *method) {
  return o->set == set_flow_method ? cpf_flow_method_summary(method) : cpf_method_summary(method);
}
