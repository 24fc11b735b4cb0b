// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whenever something is exchanged all processes meet first: each tells its status, whether it was
// asked to stop, what it took from the shared number and how many bytes it has. A process that
// fails between two meetings comes to the next one with its failure, wherever that is in the
// others' programs: it ends all, and nobody waits for ever.
#include "team/meeting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"

// What a process says in a meeting.
struct cpf_team_note {
  int32_t status, stop;
  uint64_t taken, bytes, check;
};

bool cpf_team_writes(const struct cpf_team *team) {
  return team == NULL || team->rank == 0;
}

const volatile sig_atomic_t *cpf_team_stop(const struct cpf_team *team,
                                           const volatile sig_atomic_t *asked) {
  return team != NULL ? &team->stop : asked;
}

const volatile sig_atomic_t *cpf_team_asked(const struct cpf_team *team,
                                            const volatile sig_atomic_t *asked) {
  return team != NULL ? team->asked : asked;
}

// FNV-1a on words.
uint64_t cpf_team_check(uint64_t check, uint64_t value) {
  static const uint64_t PRIME = 0x100000001b3;
  return (check ^ value) * PRIME;
}

uint64_t cpf_team_check_real(uint64_t check, double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return cpf_team_check(check, bits);
}

uint64_t cpf_team_check_text(uint64_t check, const char *text) {
  for (; text != NULL && *text != '\0'; text++)
    check = cpf_team_check(check, (unsigned char)*text);
  return cpf_team_check(check, text != NULL);
}

bool cpf_team_is_set(const volatile sig_atomic_t *flag) {
  return flag != NULL && *flag != 0;
}

// What the notes say together, in the same words for all; *who is the process that failed.
static enum cpf_status judge(const struct cpf_team *team, int *who, struct cpf_error *err) {
  const struct cpf_team_note *notes = team->notes;
  *who = -1;
  for (int r = 0; r < team->size; r++)
    if (notes[r].status != CPF_OK) {
      *who = r;
      return (enum cpf_status)notes[r].status;
    }
  for (int r = 1; r < team->size; r++)
    if (notes[r].check != notes[0].check)
      return cpf_fail(err, CPF_EINTERNAL,
                      "processes 1 and %d of %d have come to different results: all must run the "
                      "same program, with the same input, on machines of one kind",
                      r + 1, team->size);
  return CPF_OK;
}

// The reason of process `who`, for all.
static void spread_reason(struct cpf_team *team, int who, const struct cpf_error *mine,
                          struct cpf_error *err) {
  team->link.swap(team->link.ctx, mine->text, team->reasons, CPF_TEAM_REASON);
  const char *text = team->reasons[who];
  if (who == 0)
    memcpy(err->text, text, CPF_TEAM_REASON);
  else
    snprintf(err->text, sizeof err->text, "process %d of %d: %.440s", who + 1, team->size, text);
}

// team->bytes[r] gets what rank r has to send.
static enum cpf_status meet(struct cpf_team *team, enum cpf_status status, uint64_t check,
                            size_t bytes, struct cpf_error *err) {
  struct cpf_error own = {.text = ""}, why = {.text = ""};
  int who = -1;
  if (team->failed.status != CPF_OK)
    return cpf_fail(err, team->failed.status, "%s", team->failed.text);
  if (status != CPF_OK && err != NULL)
    own = *err;
  const struct cpf_team_note note = {
      .status = (int32_t)status,
      .stop = cpf_team_is_set(team->asked) ? (int32_t)*team->asked : 0,
      .taken = team->mine,
      .bytes = bytes,
      .check = cpf_team_check(check, ++team->meetings),
  };
  team->link.swap(team->link.ctx, &note, team->notes, sizeof note);
  team->mine = 0;
  for (int r = 0; r < team->size; r++) {
    const struct cpf_team_note *n = &team->notes[r];
    team->taken += n->taken;
    if (n->stop != 0 && team->stop == 0)
      team->stop = n->stop;
    team->bytes[r] = (size_t)n->bytes;
  }
  status = judge(team, &who, &why);
  if (who >= 0)
    spread_reason(team, who, &own, &why);
  if (status != CPF_OK) {
    why.status = status;
    team->failed = why;
    return cpf_fail(err, status, "%s", why.text);
  }
  return CPF_OK;
}

enum cpf_status cpf_team_hand_round(struct cpf_team *team, enum cpf_status status, uint64_t check,
                                    const struct cpf_parcel *mine, struct cpf_parcel *all,
                                    struct cpf_error *err) {
  size_t total = 0;
  status = meet(team, status, check, mine->count, err);
  if (status != CPF_OK)
    return status;
  for (int r = 0; r < team->size; r++)
    total += team->bytes[r];
  memcpy(team->sent, team->bytes, (size_t)team->size * sizeof *team->sent);
  if (total == 0)
    return CPF_OK;
  status = cpf_parcel_room(all, total, err);
  status = meet(team, status, check, 0, err); // the room may be missing in one of them
  if (status != CPF_OK)
    return status;
  team->link.gather(team->link.ctx, mine->bytes, all->bytes, team->sent);
  all->count = total;
  return CPF_OK;
}

enum cpf_status cpf_team_agree(struct cpf_team *team, uint64_t check, struct cpf_error *err) {
  return team == NULL ? CPF_OK : meet(team, CPF_OK, check, 0, err);
}

enum cpf_status cpf_team_tell_parcel(struct cpf_team *team, enum cpf_status status,
                                     struct cpf_parcel *parcel, struct cpf_error *err) {
  struct cpf_parcel all = {.count = 0}, nothing = {.count = 0};
  if (team == NULL)
    return status;
  status = cpf_team_hand_round(team, status, 0, team->rank == 0 ? parcel : &nothing, &all, err);
  if (status == CPF_OK && team->rank != 0) {
    cpf_parcel_clear(parcel);
    *parcel = all;
    return CPF_OK;
  }
  cpf_parcel_clear(&all);
  return status;
}

enum cpf_status cpf_team_tell(struct cpf_team *team, enum cpf_status status, void *data,
                              size_t count, struct cpf_error *err) {
  struct cpf_parcel parcel = {.count = 0};
  if (team == NULL)
    return status;
  if (team->rank == 0 && status == CPF_OK)
    status = cpf_parcel_put(&parcel, data, count, err);
  CPF_TRY(cpf_team_tell_parcel(team, status, &parcel, err));
  if (team->rank != 0)
    CPF_TRY(cpf_parcel_get(&parcel, data, count, err));
cleanup:
  cpf_parcel_clear(&parcel);
  return status;
}

enum cpf_status cpf_team_end(struct cpf_team *team, enum cpf_status status, struct cpf_error *err) {
  return team == NULL ? status : meet(team, status, 0, 0, err);
}

enum cpf_status cpf_team_prepare(struct cpf_team *team, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = (size_t)team->size;
  CPF_TRY_ALLOC(team->notes, size, err);
  CPF_TRY_ALLOC(team->reasons, size, err);
  CPF_TRY_ALLOC(team->bytes, size, err);
  CPF_TRY_ALLOC(team->sent, size, err);
cleanup:
  return status;
}

void cpf_team_clear(struct cpf_team *team) {
  if (team == NULL)
    return;
  free(team->notes);
  free(team->reasons);
  free(team->bytes);
  free(team->sent);
  team->notes = NULL;
  team->reasons = NULL;
  team->bytes = team->sent = NULL;
}
