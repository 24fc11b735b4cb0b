// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/setters.h"

#include <string.h>

#include "cli/number.h"
#include "cli/select.h"
#include "cli/shard.h"
#include "cpfind/assemble.h"
#include "cpfind/search.h"

bool cpf_set_integer(const char *value, int most, int *member) {
  int64_t number = 0;
  if (!cpf_number_integer(value, 1, most, &number))
    return false;
  *member = (int)number;
  return true;
}

bool cpf_set_counter(const char *value, int64_t least, int64_t most, uint64_t *member) {
  int64_t number = 0;
  if (!cpf_number_integer(value, least, most, &number))
    return false;
  *member = (uint64_t)number;
  return true;
}

bool cpf_set_real(const char *value, double least, double most, double *member) {
  double number = 0.0;
  if (!cpf_number_real(value, &number) || !(number >= least && number <= most))
    return false;
  *member = number;
  return true;
}

int cpf_position(const char *value, const char *const *names) {
  for (int i = 0; names[i] != NULL; i++)
    if (strcmp(value, names[i]) == 0)
      return i;
  return -1;
}

bool cpf_set_n(struct cpf_args *args, const char *value) {
  return cpf_set_integer(value, CPF_SIZE_MAX, &args->n);
}

bool cpf_set_k(struct cpf_args *args, const char *value) {
  return cpf_set_integer(value, CPF_SIZE_MAX, &args->k);
}

bool cpf_set_d(struct cpf_args *args, const char *value) {
  return cpf_set_integer(value, CPF_SIZE_MAX, &args->d);
}

bool cpf_set_rho(struct cpf_args *args, const char *value) {
  return cpf_set_integer(value, CPF_RHO_MAX, &args->rho);
}

bool cpf_set_repulsion(struct cpf_args *args, const char *value) {
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

bool cpf_set_loss(struct cpf_args *args, const char *value) {
  static const char *const names[] = {"squared", "correlation", NULL};
  int i = cpf_position(value, names);
  if (i < 0)
    return false;
  args->loss = names[i];
  args->repulsion = i == 0 ? 1.0 : 0.0;
  return true;
}

bool cpf_set_seed(struct cpf_args *args, const char *value) {
  return cpf_set_counter(value, 0, INT64_MAX, &args->seed);
}

bool cpf_set_starts(struct cpf_args *args, const char *value) {
  return cpf_set_counter(value, 1, INT64_C(1000000000000), &args->starts);
}

bool cpf_set_threads(struct cpf_args *args, const char *value) {
  return cpf_set_integer(value, 1024, &args->threads);
}

bool cpf_set_method(struct cpf_args *args, const char *value) {
  const char *const *names = cpf_method_names();
  int i = cpf_position(value, names);
  if (i >= 0)
    args->method = names[i];
  return i >= 0;
}

bool cpf_set_table(struct cpf_args *args, const char *value) {
  args->table = value;
  return *value != '\0';
}

bool cpf_set_memory(struct cpf_args *args, const char *value) {
  return cpf_number_size(value, &args->memory) && args->memory >= ((size_t)1 << 20);
}

bool cpf_set_format(struct cpf_args *args, const char *value) {
  int i = cpf_position(value, cpf_report_format_names());
  if (i >= 0)
    args->format = (enum cpf_report_format)i;
  return i >= 0;
}

bool cpf_set_output(struct cpf_args *args, const char *value) {
  args->output = value;
  return *value != '\0';
}

bool cpf_set_radius(struct cpf_args *args, const char *value) {
  double number = 0.0;
  if (!cpf_number_real(value, &number) || !(number > 0.0 && number <= 1e6))
    return false;
  args->radius = number;
  return true;
}

bool cpf_set_normalise(struct cpf_args *args, const char *value) {
  (void)value;
  return args->normalise = true;
}

bool cpf_set_certify(struct cpf_args *args, const char *value) {
  (void)value;
  args->certify = CPF_CERTIFY_ON;
  return true;
}

bool cpf_set_no_certify(struct cpf_args *args, const char *value) {
  (void)value;
  return args->no_certify = true;
}

bool cpf_set_prove(struct cpf_args *args, const char *value) {
  (void)value;
  return args->prove = true;
}

bool cpf_set_complete(struct cpf_args *args, const char *value) {
  (void)value;
  return args->complete = true;
}

bool cpf_set_boxes(struct cpf_args *args, const char *value) {
  return cpf_set_counter(value, 1, INT64_C(1000000000000), &args->boxes);
}

bool cpf_set_store(struct cpf_args *args, const char *value) {
  args->store = value;
  return *value != '\0';
}

bool cpf_set_shard(struct cpf_args *args, const char *value) {
  int shard, shards;
  args->shard = value;
  return strcmp(value, "auto") == 0 || cpf_shard_parse(value, &shard, &shards);
}

bool cpf_set_label(struct cpf_args *args, const char *value) {
  args->label = value;
  return *value != '\0';
}

bool cpf_set_kind(struct cpf_args *args, const char *value) {
  static const char *const names[] = {"minimum", "saddle", "maximum", "undecided", NULL};
  args->kind = value;
  return cpf_position(value, names) >= 0;
}

bool cpf_set_id(struct cpf_args *args, const char *value) {
  args->id = value;
  return *value != '\0' && strlen(value) < CPF_ID_MAX &&
         strspn(value, "0123456789abcdef") == strlen(value);
}

bool cpf_set_losses(struct cpf_args *args, const char *value) {
  args->loss_given = true;
  return cpf_select_range(value, &args->least_loss, &args->most_loss);
}

bool cpf_set_index(struct cpf_args *args, const char *value) {
  args->index_given = true;
  return cpf_select_range(value, &args->least_index, &args->most_index);
}

bool cpf_set_certified(struct cpf_args *args, const char *value) {
  (void)value;
  return args->certified = true;
}

bool cpf_set_assemble(struct cpf_args *args, const char *value) {
  return cpf_set_integer(value, CPF_ASSEMBLE_BLOCK_MAX, &args->assemble);
}

bool cpf_set_blocks_teachers(struct cpf_args *args, const char *value) {
  return cpf_set_integer(value, CPF_ASSEMBLE_BLOCK_MAX, &args->blocks_teachers);
}

bool cpf_set_list(struct cpf_args *args, const char *value) {
  return cpf_set_counter(value, 1, 1000000, &args->list);
}

bool cpf_set_quiet(struct cpf_args *args, const char *value) {
  (void)value;
  return args->quiet = true;
}

bool cpf_set_verbose(struct cpf_args *args, const char *value) {
  (void)value;
  return args->verbose = true;
}

bool cpf_set_help(struct cpf_args *args, const char *value) {
  (void)value;
  return args->help = true;
}

bool cpf_set_version(struct cpf_args *args, const char *value) {
  (void)value;
  return args->version = true;
}

bool cpf_set_degrees(struct cpf_args *args, const char *value) {
  args->degrees = value;
  return *value != '\0';
}

bool cpf_set_real_degrees(struct cpf_args *args, const char *value) {
  args->real_degrees = value;
  return *value != '\0';
}

bool cpf_set_digits(struct cpf_args *args, const char *value) {
  return cpf_set_integer(value, 10000, &args->digits);
}
