// SPDX-License-Identifier: GPL-3.0-or-later
#include "cpfind/certificate.h"

#include <stdlib.h>
#include <string.h>

const char *cpf_theorem_name(enum cpf_theorem t) {
  static const char *const names[] = {"none", "krawczyk", "krawczyk-slice", "symmetric-criticality",
                                      "exact"};
  return (unsigned)t < sizeof names / sizeof *names ? names[t] : "none";
}

void cpf_certificate_clear(struct cpf_certificate *c) {
  if (c == NULL)
    return;
  if (c->center != NULL)
    for (char **entry = c->center; *entry != NULL; entry++)
      free(*entry);
  free(c->center);
  free(c->symmetries);
  free(c->lower);
  free(c->upper);
  memset(c, 0, sizeof *c);
}
