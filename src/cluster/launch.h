// SPDX-License-Identifier: GPL-3.0-or-later
// What the environment says of who started this process.
#ifndef CPF_CLUSTER_LAUNCH_H
#define CPF_CLUSTER_LAUNCH_H

#include <stdbool.h>

// Started by mpirun. It gives its processes a terminal for standard output, wherever that goes to
// in the end.
bool cpf_launch_mpirun(void);

// The number of processes that were started together, as far as mpirun says; 1 otherwise. And
// whether this is the first of them.
long cpf_launch_size(void);
bool cpf_launch_first(void);

#endif
