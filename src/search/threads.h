// SPDX-License-Identifier: GPL-3.0-or-later
// The few OpenMP calls, with their meaning in a build without it.
#ifndef CPF_SEARCH_THREADS_H
#define CPF_SEARCH_THREADS_H

#ifdef _OPENMP
#include <omp.h>
static inline int cpf_threads_available(void) {
  return omp_get_num_procs();
}
static inline int cpf_thread_number(void) {
  return omp_get_thread_num();
}
#else
static inline int cpf_threads_available(void) {
  return 1;
}
static inline int cpf_thread_number(void) {
  return 0;
}
#endif

#endif
