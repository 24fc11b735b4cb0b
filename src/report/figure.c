// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/figure.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/problem.h"
#include "status/try.h"

const struct cpf_figure cpf_figures[] = {
    {"1", "figure-1", "the condition functions of section 2.3", CPF_FIGURE_ANY_RHO, 4, 3,
     CPF_RHO_MAX, 0, cpf_figure_1},
    {"2", "figure-2", "the condition of tight-balance", CPF_FIGURE_EVEN_RHO, 6, 6, CPF_RHO_MAX, 0,
     cpf_figure_2},
    {"3", "figure-3", "the tight-balance angle over rho", CPF_FIGURE_EVEN_RHO, 40, 6, CPF_RHO_MAX,
     0, cpf_figure_3},
    {"4", "figure-4", "trajectories that linger at tight-balance", CPF_FIGURE_NO_RHO, 4, 0, 0, 0,
     cpf_figure_4},
    {"5", "figure-5", "the probability of encountering tight-balance over d", CPF_FIGURE_NO_RHO, 4,
     0, 0, 1000, cpf_figure_5},
    {"6", "figure-6", "the split cone", CPF_FIGURE_NO_RHO, 4, 0, 0, 0, cpf_figure_6},
    {"7", "figure-7", "squared against correlation loss", CPF_FIGURE_NO_RHO, 4, 0, 0, 0,
     cpf_figure_7},
    {"9", "figure-9", "bounds on epsilon over rho", CPF_FIGURE_EVEN_RHO, 40, 6, CPF_RHO_MAX, 0,
     cpf_figure_9},
    {"landscape", "landscape", "the loss on the torus of the students' angles", CPF_FIGURE_ANY_RHO,
     4, 2, CPF_RHO_MAX, 0, cpf_figure_landscape},
    {"bifurcation", "bifurcation", "tight-balance over a real degree", CPF_FIGURE_NO_RHO, 0, 0, 0,
     0, cpf_figure_bifurcation},
    {"plateau", "plateau", "how long tight-balance holds", CPF_FIGURE_NO_RHO, 0, 0, 0, 0,
     cpf_figure_plateau},
    {"basins", "basins", "where random starts end", CPF_FIGURE_NO_RHO, 0, 0, 0, 120,
     cpf_figure_basins},
    {NULL, NULL, NULL, CPF_FIGURE_NO_RHO, 0, 0, 0, 0, NULL},
};

const struct cpf_figure *cpf_figure_find(const char *name) {
  for (const struct cpf_figure *f = cpf_figures; f->name != NULL; f++)
    if (strcmp(f->name, name) == 0)
      return f;
  return NULL;
}

enum cpf_status cpf_figure_check(const struct cpf_figure *f,
                                 const struct cpf_figure_request *request, struct cpf_error *err) {
  int rho = request->rho;
  if (request->trajectories != 0 && f->trajectories == 0)
    return cpf_fail(err, CPF_EINVAL,
                    "--trajectories: %llu, but figure %s has no ensemble: leave it out",
                    (unsigned long long)request->trajectories, f->name);
  if (rho == 0)
    return CPF_OK;
  if (f->degrees == CPF_FIGURE_NO_RHO)
    return cpf_fail(err, CPF_EINVAL, "--rho: %d, but figure %s %s: leave it out", rho, f->name,
                    f->rho == 0 ? "shows a range of degrees" : "has one degree");
  bool even = f->degrees == CPF_FIGURE_EVEN_RHO;
  if (rho >= f->least && rho <= f->most && (!even || rho % 2 == 0))
    return CPF_OK;
  return cpf_fail(err, CPF_EINVAL, "--rho: %d is not for figure %s, %s (allowed: %s %d to %d)", rho,
                  f->name, f->title, even ? "even numbers from" : "whole numbers from", f->least,
                  f->most);
}

enum cpf_status cpf_figure_make(const struct cpf_figure *f,
                                const struct cpf_figure_request *request,
                                struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_figure_request full = *request;
  *set = (struct cpf_figure_set){.stem = ""};
  CPF_TRY(cpf_figure_check(f, request, err));
  if (full.rho == 0)
    full.rho = f->rho;
  if (full.trajectories == 0)
    full.trajectories = f->trajectories;
  set->rho = full.rho;
  if (full.rho == f->rho)
    (void)snprintf(set->stem, sizeof set->stem, "%s", f->stem);
  else
    (void)snprintf(set->stem, sizeof set->stem, "%s-rho-%d", f->stem, full.rho);
  CPF_TRY(f->make(&full, set, err));
cleanup:
  if (status != CPF_OK)
    cpf_figure_set_free(set);
  return status;
}

void cpf_figure_set_free(struct cpf_figure_set *set) {
  if (set == NULL)
    return;
  for (int i = 0; i < set->count; i++)
    free(set->files[i].text);
  set->count = 0;
}

enum cpf_status cpf_figure_open(struct cpf_figure_set *set, const char *suffix, FILE **out,
                                struct cpf_error *err) {
  if (set->count >= CPF_FIGURE_FILES)
    return cpf_fail(err, CPF_EINTERNAL, "%s: more than %d files", set->stem, CPF_FIGURE_FILES);
  struct cpf_figure_file *file = &set->files[set->count];
  file->text = NULL;
  char name[sizeof file->name];
  (void)snprintf(name, sizeof name, "%s%s", set->stem, suffix);
  memcpy(file->name, name, sizeof name);
  *out = open_memstream(&file->text, &file->size);
  if (*out == NULL)
    return cpf_fail(err, CPF_ENOMEM, "%s: out of memory", file->name);
  set->count++;
  return CPF_OK;
}

enum cpf_status cpf_figure_close(struct cpf_figure_set *set, FILE **out, enum cpf_status status,
                                 struct cpf_error *err) {
  FILE *stream = *out;
  *out = NULL;
  if (stream == NULL)
    return status;
  bool failed = ferror(stream) != 0;
  failed = fclose(stream) != 0 || failed;
  if (failed && status == CPF_OK)
    status = cpf_fail(err, CPF_ENOMEM, "%s: out of memory", set->files[set->count - 1].name);
  return status;
}
