// SPDX-License-Identifier: GPL-3.0-or-later
#include "team/parcel.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

enum { FIRST_CAPACITY = 1024 };

void cpf_parcel_clear(struct cpf_parcel *p) {
  if (p == NULL)
    return;
  free(p->bytes);
  memset(p, 0, sizeof *p);
}

enum cpf_status cpf_parcel_room(struct cpf_parcel *p, size_t needed, struct cpf_error *err) {
  if (needed <= p->capacity)
    return CPF_OK;
  size_t capacity = p->capacity > 0 ? p->capacity : FIRST_CAPACITY;
  while (capacity < needed && capacity <= SIZE_MAX / 2)
    capacity *= 2;
  unsigned char *bytes = capacity >= needed ? realloc(p->bytes, capacity) : NULL;
  if (bytes == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: %zu bytes for other processes", needed);
  p->bytes = bytes;
  p->capacity = capacity;
  return CPF_OK;
}

enum cpf_status cpf_parcel_put(struct cpf_parcel *p, const void *data, size_t count,
                               struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  if (count > SIZE_MAX - p->count)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: %zu more bytes for other processes", count);
  CPF_TRY(cpf_parcel_room(p, p->count + count, err));
  if (count > 0)
    memcpy(p->bytes + p->count, data, count);
  p->count += count;
cleanup:
  return status;
}

static enum cpf_status too_short(const struct cpf_parcel *p, size_t count, size_t size,
                                 struct cpf_error *err) {
  return cpf_fail(err, CPF_EINTERNAL,
                  "another process sent %zu bytes where %zu times %zu were expected",
                  p->count - p->read, count, size);
}

enum cpf_status cpf_parcel_get(struct cpf_parcel *p, void *data, size_t count,
                               struct cpf_error *err) {
  if (count > p->count - p->read)
    return too_short(p, 1, count, err);
  if (count > 0)
    memcpy(data, p->bytes + p->read, count);
  p->read += count;
  return CPF_OK;
}

enum cpf_status cpf_parcel_get_array(struct cpf_parcel *p, size_t count, size_t size, void **array,
                                     struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  *array = NULL;
  if (count > (p->count - p->read) / size) // before memory is asked for
    return too_short(p, count, size, err);
  *array = malloc(count > 0 ? count * size : 1);
  if (*array == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: %zu objects of %zu bytes", count, size);
  CPF_TRY(cpf_parcel_get(p, *array, count * size, err));
cleanup:
  return status;
}
