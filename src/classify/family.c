// SPDX-License-Identifier: GPL-3.0-or-later
#include "cpfind/family.h"

#include <stdlib.h>
#include <string.h>

#include "classify/blocks.h"

const char *cpf_kind_name(enum cpf_kind kind) {
  switch (kind) {
  case CPF_KIND_UNDECIDED:
    return "undecided";
  case CPF_KIND_MINIMUM:
    return "minimum";
  case CPF_KIND_SADDLE:
    return "saddle";
  case CPF_KIND_MAXIMUM:
    return "maximum";
  }
  return "undecided";
}

void cpf_family_clear(struct cpf_family *f) {
  if (f == NULL)
    return;
  cpf_blocks_free(f->blocks, f->nblocks);
  free(f->eigenvalues);
  free(f->W);
  memset(f, 0, sizeof *f);
}
