// SPDX-License-Identifier: GPL-3.0-or-later
// Writes what `flow` followed: one trajectory with its samples, or an ensemble.
#ifndef CPF_REPORT_FLOW_H
#define CPF_REPORT_FLOW_H

#include <jansson.h>

#include "cpfind/flow.h"
#include "report/report.h"

// The options that were used, as they are printed.
struct cpf_flow_setting {
  const char *init; // "uniform", "split-cone", "near:LABEL", or the name of a file
  size_t npoints;   // points that were given, 0: none
  double spread;    // about them
  const char *method;
  double tolerance, time, gradient, stop_gradient, radius;
  uint64_t steps;
};

// One point of a trajectory.
struct cpf_flow_sample {
  double t, loss, gradient;
  int visit;       // of the record, that covers t; -1: none
  const double *W; // n*d
};

// The distances at which the trajectories that came nearer to a watched family are counted.
enum { CPF_FLOW_DISTANCES = 6 };
extern const double cpf_flow_distances[CPF_FLOW_DISTANCES];

struct cpf_flow_watched {
  char label[CPF_LABEL_MAX], id[CPF_ID_MAX];
  uint64_t within[CPF_FLOW_DISTANCES]; // trajectories that came nearer than each distance
};

struct cpf_flow_report {
  const struct cpf_flow_result *result;
  struct cpf_flow_setting setting;
  const struct cpf_flow_watched *watched; // result->nwatch of them
  // One trajectory; NULL: an ensemble.
  const struct cpf_flow_record *record;
  const struct cpf_flow_sample *samples;
  size_t nsamples;
  bool begun; // of an ensemble: cpf_flow_begin was called
};

// What stands before the results of an ensemble: the table's title, the bracket of JSON, the
// headings of CSV. To be written as soon as there is a result to come, so that a stream that takes
// nothing (CPF_EIO) is known before the work is done. Flushes.
enum cpf_status cpf_flow_begin(FILE *out, const struct cpf_flow_report *r,
                               const struct cpf_report_style *style, struct cpf_error *err);

// The table and JSON of both; NDJSON and CSV of one trajectory, a line per sample. Flushes. Numbers
// that are NaN or infinite are refused with CPF_EINTERNAL before anything is written; CPF_EIO when
// the stream takes no more; CPF_ENOMEM.
enum cpf_status cpf_report_flow(FILE *out, const struct cpf_flow_report *r,
                                const struct cpf_report_style *style, struct cpf_error *err);

// NDJSON and CSV of an ensemble: a line per trajectory as the run goes, after cpf_flow_begin; then
// the summary (nothing for CSV). CPF_EIO as soon as the stream takes no more.
enum cpf_status cpf_flow_rows_put(FILE *out, enum cpf_report_format format,
                                  const struct cpf_flow_result *result,
                                  const struct cpf_flow_record *record,
                                  const struct cpf_flow_watched *watched, struct cpf_error *err);
enum cpf_status cpf_flow_rows_tail(FILE *out, enum cpf_report_format format,
                                   const struct cpf_flow_report *r, struct cpf_error *err);

// Counts a trajectory's nearest approaches.
void cpf_flow_watched_count(struct cpf_flow_watched *watched, size_t nwatched,
                            const struct cpf_flow_record *record);

// The parts.

bool cpf_flow_certified(const struct cpf_flow_result *result, int family);

// CPF_EINTERNAL names the number that is not finite.
enum cpf_status cpf_flow_check_record(const struct cpf_flow_result *result,
                                      const struct cpf_flow_record *record, struct cpf_error *err);
enum cpf_status cpf_flow_check(const struct cpf_flow_report *r, struct cpf_error *err);

// The label, and the id where other families met bear the same label. "?" for -1.
enum { CPF_FLOW_NAME = CPF_LABEL_MAX + CPF_ID_MAX + 1 };
void cpf_flow_name(const struct cpf_flow_result *result, int family, char name[CPF_FLOW_NAME]);
// "arrived at copy (certified minimum) at t = 12.5", without a line end.
void cpf_flow_words_end(FILE *out, const struct cpf_flow_result *result,
                        const struct cpf_flow_record *record);
// What was followed, and how: lines.
void cpf_flow_words_title(FILE *out, const struct cpf_flow_report *r,
                          const struct cpf_report_style *style);
void cpf_flow_words_numbers(FILE *out, const struct cpf_flow_report *r,
                            const struct cpf_report_style *style);

enum cpf_status cpf_flow_write_path(FILE *out, const struct cpf_flow_report *r,
                                    const struct cpf_report_style *style, struct cpf_error *err);
enum cpf_status cpf_flow_write_ensemble(FILE *out, const struct cpf_flow_report *r,
                                        const struct cpf_report_style *style,
                                        struct cpf_error *err);
enum cpf_status cpf_flow_write_json(FILE *out, const struct cpf_flow_report *r,
                                    struct cpf_error *err);
enum cpf_status cpf_flow_write_samples(FILE *out, const struct cpf_flow_report *r,
                                       enum cpf_report_format format, struct cpf_error *err);

// New references; NULL when memory runs out.
json_t *cpf_flow_json_record(const struct cpf_flow_result *result,
                             const struct cpf_flow_record *record,
                             const struct cpf_flow_watched *watched);
json_t *cpf_flow_json_sample(const struct cpf_flow_report *r, size_t i);
json_t *cpf_flow_json_ensemble(const struct cpf_flow_result *result);
json_t *cpf_flow_json_families(const struct cpf_flow_result *result, bool tallies);
json_t *cpf_flow_json_watch(const struct cpf_flow_report *r);
// "label" and "id" of a family, null for -1, as the members `label` and `id`.
bool cpf_flow_json_set_name(json_t *o, const char *label, const char *id,
                            const struct cpf_flow_result *result, int family);
// Everything but the trajectory: what stands before it, and after.
bool cpf_flow_json_set_head(json_t *o, const struct cpf_flow_report *r);
bool cpf_flow_json_set_tail(json_t *o, const struct cpf_flow_report *r);
// CPF_EIO with the reason in errno.
enum cpf_status cpf_flow_no_output(struct cpf_error *err);
// A line; takes the reference. CPF_ENOMEM for NULL.
enum cpf_status cpf_flow_json_put_line(FILE *out, json_t *value, struct cpf_error *err);

#endif
