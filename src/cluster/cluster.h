// SPDX-License-Identifier: GPL-3.0-or-later
// The processes that mpirun, srun or the like have started together, as a team.
//
// In a build without MPI (mpi=disabled) there is never one.
#ifndef CPF_CLUSTER_CLUSTER_H
#define CPF_CLUSTER_CLUSTER_H

#include "team/team.h"

// *team is NULL when this process was started alone. `asked`: the flag that signals set in this
// process. Where MPI cannot do what is needed it ends all processes, with one reason of each.
enum cpf_status cpf_cluster_open(const volatile sig_atomic_t *asked, struct cpf_team **team,
                                 struct cpf_error *err);

// Why each of several processes that were started together does all of the work, where that is so:
// they have not become a team. NULL otherwise.
const char *cpf_cluster_lonely(const struct cpf_team *team);

// After cpf_team_end, by all. NULL is allowed.
void cpf_cluster_close(struct cpf_team *team);

#endif
