// SPDX-License-Identifier: GPL-3.0-or-later
// Opening and closing the database file, and what must be true of one before it is believed.
#ifndef CPF_STORE_FILE_H
#define CPF_STORE_FILE_H

#include "store/base.h"

enum cpf_file_use { CPF_FILE_READ, CPF_FILE_WRITE, CPF_FILE_NEW };

// *empty: the file holds nothing yet. On failure *store is closed and NULL, and a file that this
// call has made is gone.
enum cpf_status cpf_file_open(const char *path, enum cpf_file_use use, struct cpf_store **store,
                              bool *empty, struct cpf_error *err);

#endif
