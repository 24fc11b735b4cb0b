// SPDX-License-Identifier: GPL-3.0-or-later
#include "classify/label.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/blocks.h"
#include "classify/match.h"
#include "cpfind/theta.h"
#include "status/try.h"

// Order of the labels in a family's label.
static const char *const reference[] = {"copy",         "average", "same-copy",     "same-balance",
                                        "same-average", "balance", "tight-balance", "null"};
static const char unlisted[] = "unlisted";
static const char more[] = "+...";

enum { REFERENCES = sizeof reference / sizeof *reference };

static enum cpf_status label_block(const struct cpf_table *table, struct cpf_match_problem *mp,
                                   struct cpf_block *block, struct cpf_error *err) {
  enum cpf_match answer = CPF_MATCH_NO;
  mp->block = block;
  mp->work = CPF_MATCH_WORK;
  strcpy(block->label, unlisted);
  for (size_t r = 0; r < table->nrows && answer == CPF_MATCH_NO; r++) {
    enum cpf_status status = cpf_match_row(mp, &table->rows[r], &answer, err);
    if (status != CPF_OK)
      return status;
    if (answer == CPF_MATCH_YES)
      memcpy(block->label, table->rows[r].name, sizeof table->rows[r].name);
  }
  return CPF_OK;
}

// Adds "+name*count" or leaves the label as it is, with "+..." when that does not fit.
static void append(char label[CPF_LABEL_MAX], const char *name, int count, bool *cut) {
  size_t at = strlen(label), room = CPF_LABEL_MAX - sizeof more + 1 - at;
  char entry[CPF_LABEL_MAX];
  if (count == 0 || *cut)
    return;
  int length = count == 1
                   ? snprintf(entry, sizeof entry, "%s%s", at > 0 ? "+" : "", name)
                   : snprintf(entry, sizeof entry, "%s%s*%d", at > 0 ? "+" : "", name, count);
  *cut = (size_t)length >= room;
  strcpy(label + at, *cut ? more : entry);
}

// How many blocks bear the name.
static int count(const struct cpf_block *blocks, int nblocks, const char *name) {
  int sum = 0;
  for (int b = 0; b < nblocks; b++)
    sum += strcmp(blocks[b].label, name) == 0;
  return sum;
}

static bool is_reference(const char *name) {
  for (size_t r = 0; r < REFERENCES; r++)
    if (strcmp(reference[r], name) == 0)
      return true;
  return false;
}

void cpf_label_join(const struct cpf_table *table, const struct cpf_block *blocks, int nblocks,
                    char label[CPF_LABEL_MAX]) {
  bool cut = false;
  if (count(blocks, nblocks, blocks[0].label) == nblocks) {
    strcpy(label, blocks[0].label);
    return;
  }
  label[0] = '\0';
  for (size_t r = 0; r < REFERENCES; r++)
    append(label, reference[r], count(blocks, nblocks, reference[r]), &cut);
  for (size_t r = 0; r < table->nrows; r++)
    if (!is_reference(table->rows[r].name))
      append(label, table->rows[r].name, count(blocks, nblocks, table->rows[r].name), &cut);
  append(label, unlisted, count(blocks, nblocks, unlisted), &cut);
}

enum cpf_status cpf_label_family(const struct cpf_problem *p, const struct cpf_table *table,
                                 const double *W, double tol, struct cpf_family *f,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_block *blocks = NULL;
  int nblocks = 0;
  struct cpf_match_problem mp = {.p = p, .W = W, .tol = tol, .theta = NAN};
  cpf_theta(p->rho, &mp.theta);
  CPF_TRY(cpf_blocks_find(p, W, tol, &blocks, &nblocks, err));
  for (int b = 0; b < nblocks; b++)
    CPF_TRY(label_block(table, &mp, &blocks[b], err));
  cpf_label_join(table, blocks, nblocks, f->label);
  f->listed = count(blocks, nblocks, unlisted) == 0;
  f->blocks = blocks;
  f->nblocks = nblocks;
  blocks = NULL;
cleanup:
  cpf_blocks_free(blocks, nblocks);
  return status;
}
