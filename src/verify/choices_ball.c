// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/choices_ball.h"

bool cpf_choice_set(struct cpf_rational *c, uint64_t code) {
  uint64_t base = 2 * (uint64_t)c->k, rest = code;
  for (int i = 0; i < c->n; i++)
    rest /= base;
  if (rest > 0)
    return false;
  for (int i = 0; i < c->n; i++, code /= base)
    cpf_rational_copy(c, i, (int)(code % base / 2), code % 2 == 0 ? 1 : -1);
  return true;
}

bool cpf_choice_is_distinct(const struct cpf_rational *c, uint64_t code) {
  uint64_t base = 2 * (uint64_t)c->k, seen = 0;
  for (int i = 0; i < c->n; i++, code /= base) {
    uint64_t teacher = UINT64_C(1) << (code % base / 2);
    if ((seen & teacher) != 0)
      return false;
    seen |= teacher;
  }
  return true;
}
