// SPDX-License-Identifier: GPL-3.0-or-later
// 1. Follow links, so that the file they lead to is replaced and not the link. 2. Write to a
//    temporary file beside the target. 3. Flush, fsync, close. 4. Rename over the target.
#define _XOPEN_SOURCE 700 // NOLINT(bugprone-reserved-identifier): for realpath
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/signals.h"
#include "status/try.h"

static enum cpf_status fail(struct cpf_error *err, const char *path) {
  return cpf_fail(err, CPF_EIO, "--output: cannot write '%.300s': %s", path, strerror(errno));
}

static enum cpf_status open_standard(struct cpf_output *o, struct cpf_error *err) {
  int flags = fcntl(STDOUT_FILENO, F_GETFL);
  if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
    return cpf_fail(err, CPF_EIO, "cannot write to standard output: it is closed");
  o->standard = true;
  o->stream = stdout;
  return CPF_OK;
}

static enum cpf_status open_in_place(const char *path, struct cpf_output *o,
                                     struct cpf_error *err) {
  o->stream = fopen(path, "w");
  return o->stream != NULL ? CPF_OK : fail(err, path);
}

// The permissions a new file gets, or those of the file it replaces.
static mode_t target_mode(const struct stat *old) {
  if (old != NULL)
    return old->st_mode & 0777;
  mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

// DIR/.cpfind-XXXXXX for DIR/NAME.
static char *temporary_name(const char *target) {
  static const char name[] = ".cpfind-XXXXXX";
  const char *slash = strrchr(target, '/');
  size_t directory = slash != NULL ? (size_t)(slash - target) + 1 : 0;
  char *text = malloc(directory + sizeof name);
  if (text != NULL) {
    memcpy(text, target, directory);
    memcpy(text + directory, name, sizeof name);
  }
  return text;
}

static enum cpf_status open_temporary(const char *path, const struct stat *old,
                                      struct cpf_output *o, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int file = -1;
  o->target = old != NULL ? realpath(path, NULL) : strdup(path);
  if (o->target == NULL)
    return fail(err, path);
  if (old != NULL && access(o->target, W_OK) != 0)
    return fail(err, path);
  o->temporary = temporary_name(o->target);
  if (o->temporary == NULL)
    return fail(err, path);
  file = mkstemp(o->temporary);
  if (file < 0) {
    status = fail(err, path);
    free(o->temporary);
    o->temporary = NULL;
    return status;
  }
  cpf_signals_remove_file(o->temporary);
  if (fchmod(file, target_mode(old)) != 0 || (o->stream = fdopen(file, "w")) == NULL) {
    status = fail(err, path);
    close(file);
  }
  return status;
}

enum cpf_status cpf_output_open(const char *path, struct cpf_output *o, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct stat old;
  *o = (struct cpf_output){.stream = NULL};
  if (path == NULL || strcmp(path, "-") == 0)
    return open_standard(o, err);
  if (path[0] != '\0' && path[strlen(path) - 1] == '/') {
    errno = EISDIR;
    return fail(err, path);
  }
  bool exists = stat(path, &old) == 0;
  if (exists && S_ISDIR(old.st_mode)) {
    errno = EISDIR;
    return fail(err, path);
  }
  if (exists && !S_ISREG(old.st_mode))
    return open_in_place(path, o, err);
  CPF_TRY(open_temporary(path, exists ? &old : NULL, o, err));
cleanup:
  if (status != CPF_OK)
    cpf_output_discard(o);
  return status;
}

enum cpf_status cpf_output_commit(struct cpf_output *o, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const char *name = o->target != NULL ? o->target : o->standard ? "standard output" : "the file";
  bool failed = fflush(o->stream) != 0 || ferror(o->stream);
  if (!failed && o->target != NULL)
    failed = fsync(fileno(o->stream)) != 0;
  FILE *stream = o->stream;
  o->stream = NULL;
  failed = fclose(stream) != 0 || failed;
  if (!failed && o->target != NULL)
    failed = rename(o->temporary, o->target) != 0;
  if (failed) {
    status = fail(err, name);
  } else if (o->temporary != NULL) {
    cpf_signals_remove_file(NULL);
    free(o->temporary);
    o->temporary = NULL;
  }
  cpf_output_discard(o);
  return status;
}

void cpf_output_discard(struct cpf_output *o) {
  if (o->stream != NULL && !o->standard)
    fclose(o->stream);
  if (o->temporary != NULL) {
    unlink(o->temporary);
    cpf_signals_remove_file(NULL);
  }
  free(o->temporary);
  free(o->target);
  *o = (struct cpf_output){.stream = NULL};
}
