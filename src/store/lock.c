// SPDX-License-Identifier: GPL-3.0-or-later
// A lock on one byte that belongs to the open file, not to the process (F_OFD_SETLK). The byte lies
// behind those that SQLite locks, on the page that it never uses.
#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier): for F_OFD_SETLK
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// SQLite locks 512 bytes from 2^30 on (its PENDING_BYTE).
enum { LOCK_BYTE = (1 << 30) + 1024, MODE = 0666 };

static enum cpf_status fail(const char *path, const char *reason, struct cpf_error *err) {
  return cpf_fail(err, CPF_EIO, "cannot open the store '%.300s': %s", path, reason);
}

static enum cpf_status open_file(const char *path, bool only_new, int *descriptor, bool *created,
                                 struct cpf_error *err) {
  struct stat file;
  int file_flags = O_RDWR | O_CLOEXEC;
  *descriptor = open(path, file_flags | O_CREAT | O_EXCL, MODE);
  *created = *descriptor >= 0;
  if (*descriptor < 0 && errno == EEXIST && only_new)
    return fail(path, "it exists already, and a merge makes a new one", err);
  if (*descriptor < 0 && errno == EEXIST)
    *descriptor = open(path, file_flags);
  if (*descriptor < 0)
    return fail(path, strerror(errno), err);
  if (fstat(*descriptor, &file) != 0 || !S_ISREG(file.st_mode))
    return fail(path, "it is no regular file", err);
  return CPF_OK;
}

enum cpf_status cpf_store_lock(const char *path, bool only_new, int *descriptor, bool *created,
                               bool *shared, struct cpf_error *err) {
  *shared = true;
  *created = false;
  *descriptor = -1;
  enum cpf_status status = open_file(path, only_new, descriptor, created, err);
#ifdef F_OFD_SETLK
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCK_BYTE, .l_len = 1};
  if (status == CPF_OK) {
    *shared = fcntl(*descriptor, F_OFD_SETLK, &lock) != 0;
    if (*shared && (errno == EAGAIN || errno == EACCES))
      status = cpf_fail(err, CPF_EIO,
                        "the store '%.300s' is in use: another cpfind is writing to it", path);
  }
#endif
  if (status != CPF_OK && *descriptor >= 0) {
    close(*descriptor);
    *descriptor = -1;
  }
  return status;
}

enum cpf_status cpf_store_readable(const char *path, struct cpf_error *err) {
  struct stat file;
  if (stat(path, &file) != 0)
    return fail(path, strerror(errno), err);
  if (S_ISDIR(file.st_mode))
    return fail(path, strerror(EISDIR), err);
  if (!S_ISREG(file.st_mode))
    return fail(path, "it is no regular file", err);
  return access(path, R_OK) == 0 ? CPF_OK : fail(path, strerror(errno), err);
}
