#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The walls stand in the project at ROOT; and a breach of each, planted in a copy, is found.
#
#   tests/walls/test_walls.sh ROOT
set -uo pipefail

root=$1
walls=$root/tests/walls/walls.sh
passed=0 failed=0
copy=$(mktemp -d)
trap 'rm -rf -- "$copy"' EXIT

report() {
  if [ "$1" = yes ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAILED: %s\n' "$2"
  fi
}

if "$walls" "$root"; then report yes; else report no 'the walls of the project itself'; fi

# put FILE TEXT: a tree that has only that file.
put() {
  rm -rf -- "${copy:?}/tree"
  mkdir -p "$copy/tree"/{src,include/cpfind,tests,benchmarks,scripts,.ci}
  mkdir -p "$copy/tree/$(dirname "$1")"
  printf '%s\n' "$2" >"$copy/tree/$1"
}
licence='// SPDX-License-Identifier: GPL-3.0-or-later'

# plant FILE LINE REASON: a file with that line must be reported, with that reason.
plant() {
  local said
  put "$1" "$licence"$'\n\n'"$2"
  if said=$("$walls" "$copy/tree" 2>&1) || [[ $said != "$1:"*"$3"* ]]; then
    report no "planted in $1: $2: expected '$3', got '$said'"
  else
    report yes
  fi
}
# allow FILE LINE: a file with that line must pass.
allow() {
  local said
  put "$1" "$licence"$'\n\n'"$2"
  if said=$("$walls" "$copy/tree" 2>&1); then
    report yes
  else
    report no "allowed in $1: $2: got '$said'"
  fi
}

plant src/model/a.c '#include "solver/newton.h"' 'upwards'
plant src/model/a.c '#include "cpfind/search.h"' 'upwards'
plant src/status/a.c '#include "cpfind/problem.h"' 'upwards'
plant src/classify/a.c '  #  include "search/search.h"' 'upwards'
plant src/search/a.h '#include "report/json.h"' 'upwards'
plant include/cpfind/model.h '#include "cpfind/family.h"' 'upwards'
plant src/solver/a.c '#include "theta/theta.h"' 'sibling'
plant src/classify/a.c '#include "certify/krawczyk.h"' 'sibling'
plant src/verify/a.c '#include "store/store.h"' 'sibling'
plant src/verify/a.c '#include "report/report.h"' 'upwards'
plant src/report/a.c '#include "../store/store.h"' 'without dots'
plant src/cli/a.c '#include "helpers/a.h"' 'no row knows'
plant src/helpers/a.c 'int a;' 'no row knows'
plant src/classify/label.c '#include <pcre2.h>' 'PCRE2'
plant src/search/a.c '#include <nauty/nauty.h>' 'nauty'
plant src/report/a.c '#include <sqlite3.h>' 'SQLite'
plant src/theta/theta.c '#include <arb.h>' 'Arb'
plant src/certify/krawczyk.c '#include <flint/fmpq_mat.h>' 'Arb'
plant include/cpfind/theta.h '#include "arb.h"' 'Arb'
plant src/solver/seeds.c '#include <Random123/philox.h>' 'Random123'
plant src/report/json.c 'static const char *tool = "gnuplot";' 'gnuplot'
plant src/search/a.c '  printf("%d\n", 1);' 'standard output'
plant src/model/a.c '  /* out: */ puts("x");' 'standard output'
plant src/solver/a.c '  fputs("\"x", stdout);' 'standard output'
plant src/classify/a.c '  vprintf (format, args);' 'standard output'
allow src/classify/a.c '#include "model/model.h"'
allow src/classify/a.c '#include "cpfind/theta.h"'
allow src/classify/a.c '#include "local.h"'
allow src/search/a.c '#include "classify/orbit.h"'
allow src/report/a.c '#include "cpfind/verify.h"'
allow src/cli/main.c '#include "cpfind/cpfind.h"'
allow src/classify/orbit_graph.c '#include <nauty/nausparse.h>'
allow src/classify/table.c '#include <pcre2.h>'
allow src/model/jet_ball.c '#include <arb.h>'
allow src/solver/random.c '#include <Random123/philox.h>'
allow src/report/text.c '  fprintf(stdout, "%d", 1);'
allow src/model/a.c '  snprintf(text, sizeof text, "%d", 1); // then printf("x")'
allow src/model/a.c '  cpf_fail(err, CPF_EINVAL, "write to stdout with printf(");'
allow tests/model/a.c '#include <arb.h>'

# A file without the licence line.
put src/model/a.c 'int a;'
if "$walls" "$copy/tree" >/dev/null; then report no 'a file without the licence line'; else report yes; fi

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
