// SPDX-License-Identifier: GPL-3.0-or-later
// The worst starts that cpfind verify finds for lemmas 3.1 and 3.2, followed by cpfind flow to
// where docs/flow.md says that they end.
#include <jansson.h>
#include <math.h>

#include "program.h"

#define LEMMAS_TEST(name)                                                                          \
  Test(lemmas_command, name, .init = program_setup, .fini = program_teardown, .timeout = 120)
enum { LINE_BYTES = 1 << 18 };

struct ends {
  int count, arrived; // trajectories; in the basin of a minimum
  int own, copies;    // at a copy: each student at its own teacher; all
  int tight;          // at tight-balance
  double last;        // time of the last arrival
};

static bool is_own(const json_t *W) {
  for (size_t i = 0; i < json_array_size(W); i++)
    if (fabs(json_number_value(json_array_get(json_array_get(W, i), i))) < 0.9)
      return false;
  return true;
}

static void count_line(const json_t *o, struct ends *ends) {
  const char *family = json_string_value(json_object_get(o, "family"));
  ends->count++;
  if (strcmp(json_string_value(json_object_get(o, "end")), "arrived") != 0)
    return;
  ends->arrived++;
  ends->copies += strcmp(family, "copy") == 0;
  ends->tight += strcmp(family, "tight-balance") == 0;
  ends->own += strcmp(family, "copy") == 0 && is_own(json_object_get(o, "W"));
  ends->last = fmax(ends->last, json_number_value(json_object_get(o, "time")));
}

// Follows trajectories from the starts of the claim; one claim to a test.
static struct ends follow(const char *claim, const char *options) {
  static char line[LINE_BYTES];
  struct ends ends = {.count = 0};
  int code =
      shell("test -s worst.json || \"$CPFIND\" verify %s --format json -o worst.json", claim);
  cr_assert(code == 0 || code == 1, "%s", err_text); // 1: it does not hold
  cr_assert_eq(
      shell("\"$CPFIND\" flow --init worst.json --radius 0 --format ndjson -o ends %s", options), 0,
      "%s: %s", options, err_text);
  FILE *f = fopen("ends", "r");
  cr_assert_not_null(f);
  while (fgets(line, sizeof line, f) != NULL) {
    json_t *o = json_loads(line, 0, NULL);
    cr_assert_not_null(o);
    if (strcmp(json_string_value(json_object_get(o, "type")), "trajectory") == 0)
      count_line(o, &ends);
    json_decref(o);
  }
  fclose(f);
  return ends;
}

// In the plane: no spread of 5e-5 leads out of the square.
LEMMAS_TEST(plane) {
  static const char *const options[] = {
      "--rho 4 --trajectories 6", "--rho 6 --trajectories 6", "--rho 16 --trajectories 6",
      "--rho 4 --spread 5e-5 --trajectories 60", "--rho 8 --spread 5e-5 --trajectories 60"};
  for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
    struct ends ends = follow("lemma-3.1", options[i]);
    cr_expect_gt(ends.count, 0);
    cr_expect_eq(ends.own, ends.count, "%s: %d of %d", options[i], ends.own, ends.count);
  }
}

// In space: rho = 4 returns after a long time, or exchanges its teachers; rho = 6 is lost.
LEMMAS_TEST(space) {
  struct ends ends = follow("cone-counterexample", "--rho 4 --repulsion 1 --trajectories 1");
  cr_expect(ends.count == 1 && ends.own == 1 && ends.last > 1e5, "%g", ends.last);
  ends = follow("cone-counterexample", "--rho 4 --repulsion 1 --spread 1e-2 --trajectories 100");
  cr_expect(ends.count == 100 && ends.tight == 0 && ends.own > 10 && ends.copies - ends.own > 10,
            "%d of %d", ends.own, ends.copies);
  ends = follow("cone-counterexample", "--rho 6 --spread 1e-3 --trajectories 50");
  cr_expect(ends.count == 50 && ends.tight == 50, "%d", ends.tight);
}

// Lemma 3.2: the first student goes to the teacher without a student.
LEMMAS_TEST(cones) {
  struct ends ends = follow("lemma-3.2", "--trajectories 1");
  cr_expect(ends.copies == 1 && ends.own == 0 && ends.last < 6);
  ends = follow("lemma-3.2", "--rho 8 --n 9 --spread 1e-5 --trajectories 20");
  cr_expect(ends.copies == 20 && ends.own == 0, "%d, %d", ends.copies, ends.own);
  ends = follow("lemma-3.2", "--rho 10 --spread 1e-4 --trajectories 40");
  cr_expect(ends.copies == 40 && ends.own > 0 && ends.own < 40, "%d", ends.own);
}
