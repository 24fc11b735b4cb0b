// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes that travel between processes of one program on machines of one kind.
#ifndef CPF_TEAM_PARCEL_H
#define CPF_TEAM_PARCEL_H

#include <stdbool.h>
#include <stddef.h>

#include "cpfind/status.h"

// Zero it before use.
struct cpf_parcel {
  unsigned char *bytes; // owned
  size_t count, capacity;
  size_t read; // bytes that were taken out
};

void cpf_parcel_clear(struct cpf_parcel *p); // frees the bytes; NULL is allowed

// Room for `needed` bytes in all. CPF_ENOMEM.
enum cpf_status cpf_parcel_room(struct cpf_parcel *p, size_t needed, struct cpf_error *err);

// Appends a copy of `count` bytes. CPF_ENOMEM.
enum cpf_status cpf_parcel_put(struct cpf_parcel *p, const void *data, size_t count,
                               struct cpf_error *err);

// Takes the next `count` bytes out, into data. CPF_EINTERNAL when there are fewer.
enum cpf_status cpf_parcel_get(struct cpf_parcel *p, void *data, size_t count,
                               struct cpf_error *err);

// The same into an array made for them, which the caller frees: `count` objects of `size` bytes. It
// is there also for none of them.
enum cpf_status cpf_parcel_get_array(struct cpf_parcel *p, size_t count, size_t size, void **array,
                                     struct cpf_error *err);

#endif
