// SPDX-License-Identifier: GPL-3.0-or-later
// For a build without MPI.
#include "cluster/cluster.h"

#include <stddef.h>

#include "cluster/launch.h"

enum cpf_status cpf_cluster_open(const volatile sig_atomic_t *asked, struct cpf_team **team,
                                 struct cpf_error *err) {
  (void)asked, (void)err;
  *team = NULL;
  return CPF_OK;
}

const char *cpf_cluster_lonely(const struct cpf_team *team) {
  return team == NULL && cpf_launch_size() > 1 ? "this program was built without MPI" : NULL;
}

void cpf_cluster_close(struct cpf_team *team) {
  (void)team;
}
