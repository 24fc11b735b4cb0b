// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two points are no images of each other when an invariant of the symmetry group differs: sums over
// students, teachers and pairs of powers of the overlaps w_i.v_j and w_i.w_q, even powers where
// signs are symmetries. Enclosed over the boxes of both certificates; disjoint enclosures prove it.
#include <string.h>

#include "certify/enclosure_ball.h"
#include "certify/exact_ball.h"
#include "model/ball.h"

enum { DEGREES = 4, SUMS = 5, INVARIANTS = DEGREES * SUMS };

// out[5 e + ...] for e = 1..DEGREES, with x^(2e) or x^e in place of x: the sum of all overlaps; of
// all inner products; the squares of the rows' sums, of the columns' sums, and of the sums of a
// student's inner products.
static void invariants(const struct cpf_enclosure *e, arb_ptr out) {
  const struct cpf_problem *p = &e->p;
  slong prec = e->prec;
  arb_t x, row, column;
  arb_init(x), arb_init(row), arb_init(column);
  for (int degree = 1; degree <= DEGREES; degree++, out += SUMS) {
    ulong power = (ulong)(cpf_problem_has_signs(p) ? 2 * degree : degree);
    for (int i = 0; i < p->n; i++) {
      arb_zero(row);
      for (int j = 0; j < p->k; j++) {
        arb_pow_ui(x, arb_mat_entry(e->W, i, j), power, prec);
        arb_add(row, row, x, prec);
      }
      arb_add(out, out, row, prec);
      arb_addmul(out + 2, row, row, prec);
      arb_zero(row);
      for (int q = 0; q < p->n; q++) {
        if (q == i)
          continue;
        arb_dot(x, NULL, 0, e->W->rows[i], 1, e->W->rows[q], 1, p->d, prec);
        arb_pow_ui(x, x, power, prec);
        arb_add(row, row, x, prec);
      }
      arb_add(out + 1, out + 1, row, prec);
      arb_addmul(out + 4, row, row, prec);
    }
    for (int j = 0; j < p->k; j++) {
      arb_zero(column);
      for (int i = 0; i < p->n; i++) {
        arb_pow_ui(x, arb_mat_entry(e->W, i, j), power, prec);
        arb_add(column, column, x, prec);
      }
      arb_addmul(out + 3, column, column, prec);
    }
  }
  arb_clear(x), arb_clear(row), arb_clear(column);
}

// The invariants of one certified point; false when its box proves no critical point.
static bool enclose(const struct cpf_problem *p, const struct cpf_certificate *c, arb_ptr out) {
  struct cpf_enclosure e = {.prec = 0};
  bool ok = c->center != NULL && cpf_enclosure_read(p, c, &e, NULL) == CPF_OK &&
            (cpf_enclosure_exists(&e) || cpf_exact_exists(&e));
  if (ok)
    invariants(&e, out);
  cpf_enclosure_clear(&e);
  return ok;
}

static bool differ(arb_srcptr a, arb_srcptr b) {
  for (int v = 0; v < INVARIANTS; v++)
    if (!arb_overlaps(a + v, b + v))
      return true;
  return false;
}

bool cpf_certificates_distinct(const struct cpf_problem *p, const struct cpf_certificate *list,
                               int count, int *first, int *second) {
  arb_ptr values = _arb_vec_init((slong)count * INVARIANTS);
  bool distinct = true;
  *first = *second = -1;
  for (int i = 0; i < count && distinct; i++) {
    if (list[i].theorem == CPF_THEOREM_NONE)
      continue;
    distinct = enclose(p, list + i, values + (ptrdiff_t)i * INVARIANTS);
    if (!distinct)
      *first = *second = i;
    for (int q = 0; q < i && distinct; q++) {
      if (list[q].theorem == CPF_THEOREM_NONE)
        continue;
      distinct = differ(values + (ptrdiff_t)q * INVARIANTS, values + (ptrdiff_t)i * INVARIANTS);
      if (!distinct)
        *first = q, *second = i;
    }
  }
  _arb_vec_clear(values, (slong)count * INVARIANTS);
  return distinct;
}
