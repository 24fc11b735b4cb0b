// SPDX-License-Identifier: GPL-3.0-or-later
// What each option does with its value: false when the value is not allowed.
#ifndef CPF_CLI_SETTERS_H
#define CPF_CLI_SETTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/args.h"

// A whole number from 1 to most; one from least to most; a number from least to most.
bool cpf_set_integer(const char *value, int most, int *member);
bool cpf_set_counter(const char *value, int64_t least, int64_t most, uint64_t *member);
bool cpf_set_real(const char *value, double least, double most, double *member);

// The position of value in a NULL-terminated list, -1: not there.
int cpf_position(const char *value, const char *const *names);

bool cpf_set_n(struct cpf_args *args, const char *value);
bool cpf_set_k(struct cpf_args *args, const char *value);
bool cpf_set_d(struct cpf_args *args, const char *value);
bool cpf_set_rho(struct cpf_args *args, const char *value);
bool cpf_set_repulsion(struct cpf_args *args, const char *value);
bool cpf_set_loss(struct cpf_args *args, const char *value);
bool cpf_set_seed(struct cpf_args *args, const char *value);
bool cpf_set_starts(struct cpf_args *args, const char *value);
bool cpf_set_threads(struct cpf_args *args, const char *value);
bool cpf_set_method(struct cpf_args *args, const char *value);
bool cpf_set_table(struct cpf_args *args, const char *value);
bool cpf_set_memory(struct cpf_args *args, const char *value);
bool cpf_set_format(struct cpf_args *args, const char *value);
bool cpf_set_output(struct cpf_args *args, const char *value);
bool cpf_set_radius(struct cpf_args *args, const char *value);
bool cpf_set_normalise(struct cpf_args *args, const char *value);
bool cpf_set_certify(struct cpf_args *args, const char *value);
bool cpf_set_no_certify(struct cpf_args *args, const char *value);
bool cpf_set_prove(struct cpf_args *args, const char *value);
bool cpf_set_complete(struct cpf_args *args, const char *value);
bool cpf_set_boxes(struct cpf_args *args, const char *value);
bool cpf_set_store(struct cpf_args *args, const char *value);
bool cpf_set_shard(struct cpf_args *args, const char *value);
bool cpf_set_label(struct cpf_args *args, const char *value);
bool cpf_set_kind(struct cpf_args *args, const char *value);
bool cpf_set_id(struct cpf_args *args, const char *value);
bool cpf_set_losses(struct cpf_args *args, const char *value);
bool cpf_set_index(struct cpf_args *args, const char *value);
bool cpf_set_certified(struct cpf_args *args, const char *value);
bool cpf_set_assemble(struct cpf_args *args, const char *value);
bool cpf_set_blocks_teachers(struct cpf_args *args, const char *value);
bool cpf_set_list(struct cpf_args *args, const char *value);
bool cpf_set_quiet(struct cpf_args *args, const char *value);
bool cpf_set_verbose(struct cpf_args *args, const char *value);
bool cpf_set_help(struct cpf_args *args, const char *value);
bool cpf_set_version(struct cpf_args *args, const char *value);
bool cpf_set_degrees(struct cpf_args *args, const char *value);
bool cpf_set_real_degrees(struct cpf_args *args, const char *value);
bool cpf_set_digits(struct cpf_args *args, const char *value);

// setters_flow.c
bool cpf_set_flow_method(struct cpf_args *args, const char *value);
bool cpf_set_init(struct cpf_args *args, const char *value);
bool cpf_set_spread(struct cpf_args *args, const char *value);
bool cpf_set_trajectories(struct cpf_args *args, const char *value);
bool cpf_set_trajectory(struct cpf_args *args, const char *value);
bool cpf_set_time(struct cpf_args *args, const char *value);
bool cpf_set_tolerance(struct cpf_args *args, const char *value);
bool cpf_set_gradient(struct cpf_args *args, const char *value);
bool cpf_set_stop_gradient(struct cpf_args *args, const char *value);
bool cpf_set_flow_radius(struct cpf_args *args, const char *value);
bool cpf_set_samples(struct cpf_args *args, const char *value);
bool cpf_set_spacing(struct cpf_args *args, const char *value);
bool cpf_set_watch(struct cpf_args *args, const char *value);

#endif
