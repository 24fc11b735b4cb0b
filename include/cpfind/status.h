// SPDX-License-Identifier: GPL-3.0-or-later
// What every call that can fail returns, and where it says why.
#ifndef CPFIND_STATUS_H
#define CPFIND_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CPF_PUBLIC __attribute__((visibility("default")))
#define CPF_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define CPF_PUBLIC
#define CPF_PRINTF(fmt, args)
#endif

// 0 is success. The program's exit code for each is in brackets.
enum cpf_status {
  CPF_OK = 0,
  CPF_EINVAL,      // an argument or option outside its domain (2)
  CPF_EPARSE,      // a file that does not follow its format (2)
  CPF_EIO,         // a file that cannot be read or written (3)
  CPF_ENOMEM,      // memory refused, or more than the limit asked for (3)
  CPF_EINTERNAL,   // a broken invariant: a defect of the library (4)
  CPF_EINTERRUPTED // the caller asked to stop; what was found is valid (128+signal)
};

// The reason of a failure: what was wrong, where, the value seen, the values allowed.
struct cpf_error {
  enum cpf_status status;
  char text[480];
};

// Writes the formatted reason to err (which may be NULL) and returns status, so that a function
// can end with `return cpf_fail(err, CPF_EINVAL, ...)`. A text too long is cut.
CPF_PUBLIC enum cpf_status cpf_fail(struct cpf_error *err, enum cpf_status status, const char *fmt,
                                    ...) CPF_PRINTF(3, 4);

// A short constant name of a status, for logs: "invalid argument", "parse error", ...
CPF_PUBLIC const char *cpf_status_name(enum cpf_status status);

#ifdef __cplusplus
}
#endif
#endif
