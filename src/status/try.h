// SPDX-License-Identifier: GPL-3.0-or-later
// One way to pass a failure on: CPF_TRY leaves by the function's single cleanup label.
#ifndef CPF_STATUS_TRY_H
#define CPF_STATUS_TRY_H

#include "cpfind/status.h"

// Needs `enum cpf_status status` and a label `cleanup` in scope.
#define CPF_TRY(call)                                                                              \
  do {                                                                                             \
    status = (call);                                                                               \
    if (status != CPF_OK)                                                                          \
      goto cleanup;                                                                                \
  } while (0)

// Allocates count zeroed objects into ptr or leaves with CPF_ENOMEM.
#define CPF_TRY_ALLOC(ptr, count, err)                                                             \
  do {                                                                                             \
    size_t cpf_count_ = (count);                                                                   \
    (ptr) = calloc(cpf_count_ > 0 ? cpf_count_ : 1, sizeof *(ptr));                                \
    if ((ptr) == NULL) {                                                                           \
      (void)cpf_fail((err), CPF_ENOMEM, "out of memory: %zu objects of %zu bytes", cpf_count_,     \
                     sizeof *(ptr));                                                               \
      status = CPF_ENOMEM;                                                                         \
      goto cleanup;                                                                                \
    }                                                                                              \
  } while (0)

#endif
