// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/store.h"

#include <inttypes.h>

#include "report/show.h"

enum { PARTS_SHOWN = 8 }; // without --verbose

static void put_options(FILE *out, const struct cpf_find_options *o) {
  static const char *const certify[] = {"where they cost little", "none", "all"};
  fprintf(out, "  options:  method %s, ", o->method);
  if (o->starts > 0)
    fprintf(out, "budget %" PRIu64 " starts, ", o->starts);
  else
    fputs("default budget, ", out);
  fprintf(out, "certificates: %s%s%s\n", certify[o->certify], o->complete ? ", complete" : "",
          o->prove ? ", prove" : "");
}

static void put_part(FILE *out, const struct cpf_store_part *part) {
  fprintf(out, "seed %" PRIu64, part->seed);
  if (part->shards > 0)
    fprintf(out, ", shard %d/%d", part->shard, part->shards);
  fprintf(out, ": %" PRIu64 " start%s%s\n", part->starts, part->starts == 1 ? "" : "s",
          part->finished ? "" : ", not finished");
}

static void put_parts(FILE *out, const struct cpf_store_about *a, bool all) {
  size_t shown = all || a->nparts <= PARTS_SHOWN ? a->nparts : PARTS_SHOWN;
  for (size_t i = 0; i < shown; i++) {
    fprintf(out, "  %-10s", i > 0 ? "" : a->merged ? "merged:" : "search:");
    put_part(out, &a->parts[i]);
  }
  if (shown < a->nparts)
    fprintf(out, "  %-10s... and %zu more (--verbose)\n", "", a->nparts - shown);
}

void cpf_report_about(FILE *out, const char *path, const struct cpf_store_about *a,
                      const struct cpf_report_style *style) {
  if (style->format != CPF_REPORT_TABLE || style->quiet)
    return;
  fprintf(out, "%sStore ", cpf_show_bold(style));
  cpf_show_put(out, path, 0);
  fprintf(out, "%s: %s, by cpfind ", cpf_show_plain(style),
          a->merged     ? "merged"
          : a->finished ? "finished"
                        : "not finished; the command that began it goes on");
  cpf_show_put(out, a->version, 0);
  putc('\n', out);
  put_parts(out, a, style->verbose);
  put_options(out, &a->options);
  if (!a->merged)
    fprintf(out, "  recorded: %" PRIu64 " start%s in %" PRIu64 " block%s\n", a->recorded,
            a->recorded == 1 ? "" : "s", a->blocks, a->blocks == 1 ? "" : "s");
  putc('\n', out);
}
