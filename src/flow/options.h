// SPDX-License-Identifier: GPL-3.0-or-later
// The flow's options, with all checks.
#ifndef CPF_FLOW_OPTIONS_H
#define CPF_FLOW_OPTIONS_H

#include "cpfind/flow.h"

// CPF_EINVAL names the member outside its domain, the value seen and the values allowed.
enum cpf_status cpf_flow_options_check(const struct cpf_problem *p,
                                       const struct cpf_flow_options *opt, struct cpf_error *err);

#endif
