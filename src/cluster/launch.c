// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/launch.h"

#include <stdlib.h>

// What OpenMPI's mpirun tells each process that it starts.
static const char size_name[] = "OMPI_COMM_WORLD_SIZE", rank_name[] = "OMPI_COMM_WORLD_RANK";

static long variable(const char *name, long otherwise) {
  const char *text = getenv(name);
  char *end;
  long value = text != NULL ? strtol(text, &end, 10) : otherwise;
  return text != NULL && (end == text || *end != '\0') ? otherwise : value;
}

bool cpf_launch_mpirun(void) {
  return getenv(size_name) != NULL;
}

long cpf_launch_size(void) {
  return variable(size_name, 1);
}

bool cpf_launch_first(void) {
  return variable(rank_name, 0) == 0;
}
