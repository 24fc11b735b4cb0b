// SPDX-License-Identifier: GPL-3.0-or-later
// What is found out of a point before it is compared with the list of families for good.
#ifndef CPF_SEARCH_SIGHTING_H
#define CPF_SEARCH_SIGHTING_H

#include "search/known.h"
#include "search/pool.h"

// Zero it before use.
struct cpf_sighting {
  bool looked;           // seen, known and compared are set
  struct cpf_orbit seen; // of the point as it was given
  int known;             // the first family with that orbit, -1: none of the first `compared`
  int compared;
  bool described; // the rest is set
  double *W;      // owned; the point, sharpened
  bool critical;
  struct cpf_family family;
  struct cpf_orbit orbit;
  double scale; // of the Hessian's eigenvalues (cpf_refiner_scale)
};

void cpf_sighting_clear(struct cpf_sighting *s);

// The point's orbit, unless it is there already, and the comparison with the families that it was
// not yet compared with.
enum cpf_status cpf_sighting_look(const struct cpf_known_list *list, const double *given,
                                  struct cpf_sighting *s, struct cpf_error *err);

// The description: cpf_describe of the point, sharpened.
enum cpf_status cpf_sighting_describe(const struct cpf_known_list *list,
                                      struct cpf_refiner *refiner, const double *given,
                                      struct cpf_sighting *s, struct cpf_error *err);

enum { CPF_AHEAD = 64 };

// Zero it before use.
struct cpf_ahead {
  size_t count;
  size_t at[CPF_AHEAD]; // places in the pool
  struct cpf_sighting items[CPF_AHEAD];
};

void cpf_ahead_clear(struct cpf_ahead *a);

// cpf_known_add for the point at place i of the pool, of fate CPF_FATE_POINT. When it has not been
// looked at yet, the next CPF_AHEAD such points before place `end` are, by all threads of the pool.
enum cpf_status cpf_ahead_add(struct cpf_ahead *a, struct cpf_known_list *list,
                              struct cpf_pool *pool, size_t i, size_t end,
                              const volatile sig_atomic_t *stop, int *index, bool *is_new,
                              struct cpf_error *err);

#endif
