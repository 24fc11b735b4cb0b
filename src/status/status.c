// SPDX-License-Identifier: GPL-3.0-or-later
#include "cpfind/status.h"

#include <stdarg.h>
#include <stdio.h>

enum cpf_status cpf_fail(struct cpf_error *err, enum cpf_status status, const char *fmt, ...) {
  if (err != NULL) {
    va_list args;
    va_start(args, fmt);
    err->status = status;
    vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
  }
  return status;
}

const char *cpf_status_name(enum cpf_status status) {
  switch (status) {
  case CPF_OK:
    return "success";
  case CPF_EINVAL:
    return "invalid argument";
  case CPF_EPARSE:
    return "parse error";
  case CPF_EIO:
    return "input/output error";
  case CPF_ENOMEM:
    return "out of memory";
  case CPF_EINTERNAL:
    return "internal error";
  case CPF_EINTERRUPTED:
    return "interrupted";
  }
  return "unknown status";
}
