// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "status/try.h"

enum { FIRST_BYTES = 1 << 16 };

static enum cpf_status fail(const struct cpf_input *in, int error, struct cpf_error *err) {
  return cpf_fail(err, CPF_EIO, "cannot read '%.300s': %s", in->name, strerror(error));
}

static enum cpf_status too_large(const struct cpf_input *in, size_t limit, struct cpf_error *err) {
  return cpf_fail(err, CPF_EIO, "cannot read '%.300s': larger than the %zu MiB allowed", in->name,
                  limit >> 20);
}

static enum cpf_status check_kind(const struct cpf_input *in, int file, size_t limit,
                                  struct cpf_error *err) {
  struct stat st;
  if (fstat(file, &st) != 0)
    return fail(in, errno, err);
  if (S_ISDIR(st.st_mode))
    return fail(in, EISDIR, err);
  if (S_ISREG(st.st_mode) && st.st_size > (off_t)limit)
    return too_large(in, limit, err);
  return CPF_OK;
}

static enum cpf_status grow(struct cpf_input *in, size_t *room, size_t limit,
                            struct cpf_error *err) {
  size_t more = *room == 0 ? FIRST_BYTES : *room * 2;
  if (more > limit + 1)
    more = limit + 1;
  char *text = realloc(in->text, more + 1);
  if (text == NULL)
    return cpf_fail(err, CPF_ENOMEM, "cannot read '%.300s': out of memory", in->name);
  in->text = text;
  *room = more;
  return CPF_OK;
}

static enum cpf_status read_all(struct cpf_input *in, int file, size_t limit,
                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t room = 0;
  for (;;) {
    if (in->length == room)
      CPF_TRY(grow(in, &room, limit, err));
    ssize_t got = read(file, in->text + in->length, room - in->length);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return fail(in, errno, err);
    if (got == 0)
      break;
    in->length += (size_t)got;
    if (in->length > limit)
      return too_large(in, limit, err);
  }
  in->text[in->length] = '\0';
cleanup:
  return status;
}

enum cpf_status cpf_input_read(const char *path, size_t limit, struct cpf_input *in,
                               struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  bool standard = strcmp(path, "-") == 0;
  *in = (struct cpf_input){.name = standard ? "<stdin>" : path};
  int file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return fail(in, errno, err);
  CPF_TRY(check_kind(in, file, limit, err));
  CPF_TRY(read_all(in, file, limit, err));
cleanup:
  if (!standard)
    close(file);
  if (status != CPF_OK)
    cpf_input_clear(in);
  return status;
}

void cpf_input_clear(struct cpf_input *in) {
  free(in->text);
  in->text = NULL;
  in->length = 0;
}
