// SPDX-License-Identifier: GPL-3.0-or-later
// The options of flow.
#include "cli/setters.h"
#include "cpfind/flow.h"

bool cpf_set_flow_method(struct cpf_args *args, const char *value) {
  const char *const *names = cpf_flow_method_names();
  int i = cpf_position(value, names);
  if (i >= 0)
    args->method = names[i];
  return i >= 0;
}

bool cpf_set_init(struct cpf_args *args, const char *value) {
  args->flow.init = value;
  return *value != '\0';
}

bool cpf_set_spread(struct cpf_args *args, const char *value) {
  args->flow.spread_given = true;
  return cpf_set_real(value, 0.0, 1e4, &args->flow.spread);
}

bool cpf_set_trajectories(struct cpf_args *args, const char *value) {
  return cpf_set_counter(value, 1, INT64_C(1000000000000), &args->flow.trajectories);
}

bool cpf_set_trajectory(struct cpf_args *args, const char *value) {
  args->flow.number_given = true;
  return cpf_set_counter(value, 0, INT64_MAX, &args->flow.number);
}

bool cpf_set_time(struct cpf_args *args, const char *value) {
  return cpf_set_real(value, 0.0, 1e15, &args->flow.time) && args->flow.time > 0.0;
}

bool cpf_set_tolerance(struct cpf_args *args, const char *value) {
  return cpf_set_real(value, 1e-15, 1e-2, &args->flow.tolerance);
}

bool cpf_set_gradient(struct cpf_args *args, const char *value) {
  return cpf_set_real(value, 1e-13, 1.0, &args->flow.gradient);
}

bool cpf_set_stop_gradient(struct cpf_args *args, const char *value) {
  return cpf_set_real(value, 1e-13, 1.0, &args->flow.stop_gradient);
}

bool cpf_set_flow_radius(struct cpf_args *args, const char *value) {
  args->flow.radius_given = true;
  return cpf_set_real(value, 0.0, 1.0, &args->radius);
}

bool cpf_set_samples(struct cpf_args *args, const char *value) {
  return cpf_set_counter(value, 1, 1000000, &args->flow.samples);
}

bool cpf_set_spacing(struct cpf_args *args, const char *value) {
  static const char *const names[] = {"linear", "log", "steps", NULL};
  int i = cpf_position(value, names);
  if (i >= 0)
    args->flow.spacing = (enum cpf_spacing)i;
  return i >= 0;
}

bool cpf_set_watch(struct cpf_args *args, const char *value) {
  args->flow.watch = value;
  return *value != '\0';
}
