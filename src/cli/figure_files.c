// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/figure_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/output.h"
#include "report/figure_draw.h"
#include "status/try.h"

enum { NAME = 128 };

static enum cpf_status make_folder(const char *folder, struct cpf_error *err) {
  struct stat info;
  if (mkdir(folder, 0777) == 0)
    return CPF_OK;
  int reason = errno;
  if (stat(folder, &info) == 0) {
    if (S_ISDIR(info.st_mode))
      return CPF_OK;
    reason = ENOTDIR;
  }
  return cpf_fail(err, CPF_EIO, "--output: cannot make the folder '%.300s': %s", folder,
                  strerror(reason));
}

enum cpf_status cpf_figure_files_folder(const char *folder, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char *path = strdup(folder);
  if (path == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory");
  for (char *c = path + 1; *folder != '\0' && *c != '\0'; c++) {
    if (*c != '/')
      continue;
    *c = '\0';
    CPF_TRY(make_folder(path, err));
    *c = '/';
  }
  CPF_TRY(make_folder(folder, err));
cleanup:
  free(path);
  return status;
}

// FOLDER/NAME, and NAME alone in the current folder; freed by the caller, NULL without memory.
static char *join(const char *folder, const char *name) {
  size_t size = strlen(folder) + strlen(name) + 2, length = strlen(folder);
  char *path = malloc(size);
  if (path == NULL)
    return NULL;
  if (strcmp(folder, ".") == 0)
    (void)snprintf(path, size, "%s", name);
  else
    (void)snprintf(path, size, "%s%s%s", folder, length > 0 && folder[length - 1] == '/' ? "" : "/",
                   name);
  return path;
}

static enum cpf_status write_text(const char *folder, const struct cpf_figure_file *file,
                                  FILE *list, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_output output = {.stream = NULL};
  char *path = join(folder, file->name);
  if (path == NULL)
    return cpf_fail(err, CPF_ENOMEM, "out of memory");
  CPF_TRY(cpf_output_open(path, &output, err));
  (void)fwrite(file->text, 1, file->size, output.stream); // commit looks at ferror
  CPF_TRY(cpf_output_commit(&output, err));
  fprintf(list, "%s\n", path);
cleanup:
  cpf_output_discard(&output);
  free(path);
  return status;
}

// Gives the picture that was drawn as FOLDER/<prefix><name> its name.
static enum cpf_status take_picture(const char *folder, const char *prefix, const char *name,
                                    FILE *list, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char hidden[3 * NAME];
  (void)snprintf(hidden, sizeof hidden, "%s%s", prefix, name);
  char *from = join(folder, hidden), *to = join(folder, name);
  if (from == NULL || to == NULL)
    status = cpf_fail(err, CPF_ENOMEM, "out of memory");
  else if (rename(from, to) != 0)
    status = cpf_fail(err, CPF_EIO, "--output: cannot write '%.300s': %s", to, strerror(errno));
  else
    fprintf(list, "%s\n", to);
  free(from);
  free(to);
  return status;
}

static void remove_picture(const char *folder, const char *prefix, const char *name) {
  char hidden[3 * NAME];
  (void)snprintf(hidden, sizeof hidden, "%s%s", prefix, name);
  char *path = join(folder, hidden);
  if (path != NULL)
    unlink(path);
  free(path);
}

static enum cpf_status draw(const struct cpf_figure_set *set, const char *folder,
                            const char *program, const volatile sig_atomic_t *stop, FILE *list,
                            struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char prefix[64], names[2][NAME];
  (void)snprintf(prefix, sizeof prefix, ".cpfind-%ld-", (long)getpid());
  (void)snprintf(names[0], NAME, "%s.svg", set->stem);
  (void)snprintf(names[1], NAME, "%s.png", set->stem);
  CPF_TRY(cpf_figure_draw(program, folder, set->files[set->count - 1].name, prefix, stop, err));
  for (int i = 0; i < 2; i++)
    CPF_TRY(take_picture(folder, prefix, names[i], list, err));
cleanup:
  for (int i = 0; status != CPF_OK && i < 2; i++)
    remove_picture(folder, prefix, names[i]);
  return status;
}

enum cpf_status cpf_figure_files_write(const struct cpf_figure_set *set, const char *folder,
                                       const char *program, const volatile sig_atomic_t *stop,
                                       FILE *list, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  for (int i = 0; i < set->count; i++) {
    if (*stop != 0)
      return CPF_EINTERRUPTED;
    CPF_TRY(write_text(folder, &set->files[i], list, err));
  }
  if (program[0] != '\0')
    CPF_TRY(draw(set, folder, program, stop, list, err));
cleanup:
  return status;
}
