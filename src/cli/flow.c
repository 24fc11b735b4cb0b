// SPDX-License-Identifier: GPL-3.0-or-later
// 1. What to follow: the options, the file of starts. 2. The output is opened, so that a run whose
//    results have nowhere to go does not begin. 3. The families that near: and --watch name.
// 4. One trajectory and its samples, or an ensemble; of an ensemble, NDJSON and CSV are written as
//    it runs.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/flow_samples.h"
#include "cli/flow_start.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "status/try.h"

struct run {
  const struct cpf_args *args;
  struct cpf_flow_choice choice;
  struct cpf_flow_options options;
  struct cpf_table *table;
  struct cpf_output output;
  struct cpf_progress progress;
  bool streams; // a line per trajectory goes out as the run goes
  bool headed;  // what stands before the results has been written
  int refused;  // the error of a stream that took no more, 0: none
};

static struct cpf_flow_options options_of(const struct cpf_args *args) {
  struct cpf_flow_options o = cpf_flow_options_default();
  const struct cpf_args_flow *f = &args->flow;
  o.seed = args->seed;
  o.threads = args->threads;
  o.method = args->method != NULL ? args->method : o.method;
  o.time = f->time > 0.0 ? f->time : o.time;
  o.tolerance = f->tolerance > 0.0 ? f->tolerance : o.tolerance;
  o.gradient = f->gradient > 0.0 ? f->gradient : o.gradient;
  o.stop_gradient = f->stop_gradient;
  o.radius = f->radius_given ? args->radius : o.radius;
  o.stop = cpf_signals_stop();
  o.find.team = args->team;
  return o;
}

static struct cpf_flow_report report_of(const struct run *run,
                                        const struct cpf_flow_result *result) {
  const struct cpf_flow_options *o = &run->options;
  const struct cpf_flow_choice *c = &run->choice;
  return (struct cpf_flow_report){.result = result,
                                  .setting = {.init = c->init,
                                              .npoints = c->start.npoints,
                                              .spread = c->start.spread,
                                              .method = o->method,
                                              .tolerance = o->tolerance,
                                              .time = o->time,
                                              .gradient = o->gradient,
                                              .stop_gradient = o->stop_gradient,
                                              .radius = o->radius,
                                              .steps = o->steps},
                                  .watched = c->watched};
}

static enum cpf_status put_head(struct run *run, const struct cpf_flow_result *result,
                                struct cpf_error *err) {
  struct cpf_report_style style = cpf_command_style(run->args, &run->output);
  struct cpf_flow_report report = report_of(run, result);
  if (run->headed)
    return CPF_OK;
  run->headed = true;
  return cpf_flow_begin(run->output.stream, &report, &style, err);
}

static enum cpf_status take_record(void *ctx, const struct cpf_flow_result *result,
                                   const struct cpf_flow_record *record, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct run *run = ctx;
  cpf_flow_watched_count(run->choice.watched, run->choice.nwatch, record);
  CPF_TRY(put_head(run, result, err));
  if (!run->streams)
    goto cleanup;
  if (run->refused != 0)
    return cpf_fail(err, CPF_EIO, "cannot write the results: %s", strerror(run->refused));
  CPF_TRY(cpf_flow_rows_put(run->output.stream, run->args->format, result, record,
                            run->choice.watched, err));
cleanup:
  return status;
}

// A failure to write ends the run at the next record.
static void draw(void *ctx, uint64_t done, uint64_t total) {
  struct run *run = ctx;
  cpf_progress_stage(&run->progress, "trajectories", done, total);
  if (run->streams && fflush(run->output.stream) != 0)
    run->refused = errno;
}

// The library names its options as the program does, without the dashes, and watched points by
// their numbers. A stream that takes no more is named.
static enum cpf_status name_options(const struct run *run, enum cpf_status status,
                                    struct cpf_error *err) {
  static const char watch[] = "watch ", written[] = "cannot write the results: ";
  const struct cpf_flow_choice *c = &run->choice;
  struct cpf_error why = *err;
  char *rest = why.text;
  if (status == CPF_EINVAL && strncmp(why.text, watch, strlen(watch)) == 0) {
    size_t number = strtoul(why.text + strlen(watch), &rest, 10);
    if (number >= 1 && number <= c->nwatch)
      return cpf_fail(err, status, "--watch: '%.60s'%.300s", c->watched[number - 1].label, rest);
  }
  if (status == CPF_EINVAL && strncmp(why.text, "--", 2) != 0)
    return cpf_fail(err, status, "--%.400s", why.text);
  if (status == CPF_EIO && run->args->output != NULL && !run->output.standard &&
      strncmp(why.text, written, strlen(written)) == 0)
    return cpf_fail(err, status, "--output: cannot write '%.300s': %.100s", run->args->output,
                    why.text + strlen(written));
  return status;
}

static enum cpf_status ensemble(struct run *run, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_flow_result *result = NULL;
  struct cpf_report_style style = cpf_command_style(run->args, &run->output);
  run->streams = style.format == CPF_REPORT_NDJSON || style.format == CPF_REPORT_CSV;
  run->options.record = take_record;
  run->options.progress = draw;
  run->options.ctx = run;
  run->progress = cpf_progress_start(run->args->quiet);
  enum cpf_status ended =
      cpf_flow_ensemble(&run->choice.problem, &run->options, run->table, &run->choice.start, 0,
                        run->args->flow.trajectories, &result, err);
  cpf_progress_end(&run->progress);
  if (ended != CPF_EINTERRUPTED || result == NULL)
    CPF_TRY(ended);
  CPF_TRY(put_head(run, result, err)); // when there was no record
  struct cpf_flow_report report = report_of(run, result);
  report.begun = true;
  CPF_TRY(cpf_report_flow(run->output.stream, &report, &style, err));
  CPF_TRY(cpf_output_commit(&run->output, err));
  status = ended;
cleanup:
  cpf_flow_result_free(result);
  return status;
}

static enum cpf_status trajectory(struct run *run, struct cpf_error *err) {
  enum cpf_status status = CPF_OK, ended = CPF_OK;
  struct cpf_flow_result *result = NULL;
  struct cpf_flow_path *path = NULL;
  struct cpf_flow_samples samples = {.count = 0};
  const struct cpf_flow_choice *c = &run->choice;
  double *W = NULL;
  CPF_TRY_ALLOC(W, (size_t)c->problem.n * (size_t)c->problem.d, err);
  CPF_TRY(cpf_flow_start_point(&c->problem, &c->start, run->args->seed, run->args->flow.number, W,
                               err));
  ended = cpf_flow_follow(&c->problem, &run->options, run->table, W, &path, &result, err);
  if (ended != CPF_EINTERRUPTED || result == NULL)
    CPF_TRY(ended);
  CPF_TRY(cpf_flow_samples_take(run->args, &c->problem, path, &samples, err));
  struct cpf_report_style style = cpf_command_style(run->args, &run->output);
  struct cpf_flow_report report = report_of(run, result);
  struct cpf_flow_record record = *cpf_flow_path_record(path);
  record.number = run->args->flow.number;
  report.record = &record;
  report.samples = samples.list;
  report.nsamples = samples.count;
  CPF_TRY(cpf_report_flow(run->output.stream, &report, &style, err));
  CPF_TRY(cpf_output_commit(&run->output, err));
  status = ended;
cleanup:
  cpf_flow_samples_clear(&samples);
  cpf_flow_path_free(path);
  cpf_flow_result_free(result);
  free(W);
  return status;
}

enum cpf_status cpf_command_flow(const struct cpf_args *args, bool *failed, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct run run = {.args = args};
  *failed = false; // lingering is no failure
  if (args->team != NULL && args->flow.init != NULL && strcmp(args->flow.init, "-") == 0)
    return cpf_fail(err, CPF_EINVAL,
                    "--init: '-' is for one process: of several, only the first has standard input "
                    "(allowed: a file that all can read)");
  CPF_TRY(cpf_flow_choose(args, &run.choice, err));
  CPF_TRY(cpf_flow_samples_check(args, &run.choice.problem, err));
  CPF_TRY(cpf_command_table(args, &run.table, err));
  cpf_signals_install();
  CPF_TRY(cpf_output_open(args->output, &run.output, err));
  CPF_TRY(cpf_flow_choose_families(args, run.table, &run.choice, err));
  run.options = options_of(args);
  run.options.watch = run.choice.watch;
  run.options.nwatch = run.choice.nwatch;
  status = args->flow.trajectories > 0 ? ensemble(&run, err) : trajectory(&run, err);
  CPF_TRY(name_options(&run, status, err));
cleanup:
  cpf_output_discard(&run.output);
  cpf_flow_choice_clear(&run.choice);
  cpf_table_free(run.table);
  return status;
}
