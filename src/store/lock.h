// SPDX-License-Identifier: GPL-3.0-or-later
// One writer at a time, for as long as it runs. SQLite's own locks last a transaction each; this
// one lasts until the process ends, however it ends. Those who only read are not held up.
#ifndef CPF_STORE_LOCK_H
#define CPF_STORE_LOCK_H

#include <stdbool.h>

#include "cpfind/status.h"

// Opens the file for writing, makes it when it is missing (`only_new`: it must be), and takes the
// lock. *descriptor must be closed after the database: closing a file drops SQLite's locks on it.
// *created: the file was missing. *shared: this system has no such locks, use SQLite's.
// CPF_EIO, at once, when another process holds the lock, or the file cannot be opened or is none.
enum cpf_status cpf_store_lock(const char *path, bool only_new, int *descriptor, bool *created,
                               bool *shared, struct cpf_error *err);

// CPF_EIO when the file is missing, cannot be read, or is no regular file.
enum cpf_status cpf_store_readable(const char *path, struct cpf_error *err);

#endif
