// SPDX-License-Identifier: GPL-3.0-or-later
#include "certify/cover_tally.h"

#include <stdlib.h>

enum cpf_status cpf_cover_push(struct cpf_cover_stack *stack, const struct cpf_cover_box *box,
                               size_t images) {
  if (stack->count == stack->capacity) {
    size_t capacity = stack->capacity > 0 ? 2 * stack->capacity : 64;
    struct cpf_cover_waiting *grown =
        capacity < SIZE_MAX / sizeof *grown ? realloc(stack->item, capacity * sizeof *grown) : NULL;
    if (grown == NULL)
      return CPF_ENOMEM;
    stack->item = grown;
    stack->capacity = capacity;
  }
  stack->item[stack->count++] = (struct cpf_cover_waiting){*box, images};
  return CPF_OK;
}

double cpf_cover_volume(int N, const struct cpf_cover_box *box) {
  double product = 1;
  for (int c = 0; c < N; c++)
    product *= box->hi[c] - box->lo[c];
  return product;
}

double cpf_cover_width(int N, const struct cpf_cover_box *box) {
  double most = 0;
  for (int c = 0; c < N; c++)
    most = cpf_max(most, box->hi[c] - box->lo[c]);
  return most;
}

// Takes the box as the one to show when it tells more than that of the tally.
static void show_left(const struct cpf_cover_box *box, double size, enum cpf_cover_left kind,
                      struct cpf_cover_tally *tally) {
  if (kind < tally->left_kind ||
      (kind == tally->left_kind && (kind == CPF_COVER_LEFT_ROOT || size <= tally->left_width)))
    return;
  tally->left_box = *box;
  tally->left_width = size;
  tally->left_kind = kind;
}

void cpf_cover_leave(int N, const struct cpf_cover_box *box, enum cpf_cover_left kind,
                     struct cpf_cover_tally *tally) {
  show_left(box, cpf_cover_width(N, box), kind, tally);
  tally->left++;
  tally->left_volume += cpf_cover_volume(N, box);
}

void cpf_cover_add(const struct cpf_cover_tally *from, struct cpf_cover_tally *to) {
  if (from->left > 0)
    show_left(&from->left_box, from->left_width, from->left_kind, to);
  to->boxes += from->boxes;
  to->excluded += from->excluded;
  to->matched += from->matched;
  to->left += from->left;
  to->left_volume += from->left_volume;
}

void cpf_cover_middle(const struct cpf_cover_system *s, const struct cpf_cover_box *box,
                      double *W) {
  for (int i = 0, c = 0; i < s->n; i++) {
    double square = 1, *w = W + (ptrdiff_t)i * s->d;
    for (int a = 0; a < s->d; a++) {
      w[a] = box->sign[i];
      if (a == box->face[i])
        continue;
      w[a] = 0.5 * (box->lo[c] + box->hi[c]);
      square += w[a] * w[a];
      c++;
    }
    for (int a = 0; a < s->d; a++)
      w[a] /= sqrt(square);
  }
}
