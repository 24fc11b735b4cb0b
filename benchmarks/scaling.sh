#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# How the time of a search grows with n, d, rho, the number of starts and the threads:
#
#   benchmarks/scaling.sh BUILD
#
# bench_pipeline (uniform starts, Newton, recognition, new points described and compared), one
# thread, processor time; medians of RUNS (3). Below each table the exponent: the slope of a
# least-squares line through the logarithms. Writes Markdown.
set -euo pipefail

build=$1
runs=${RUNS:-3} starts=${STARTS:-100000}

# pipeline N K D RHO STARTS THREADS: "starts/s converged/s families", medians over the runs.
pipeline() {
  local run
  for ((run = 0; run < runs; run++)); do
    "$build/benchmarks/bench_pipeline" "$@" | awk -F'|' 'END { print $5, $6, $7 }'
  done | sort -g | awk '{ row[NR] = $0 } END { print row[int((NR + 1) / 2)] }'
}

# fit: the slope of log $2 against log $1.
fit() {
  awk '{ x = log($1); y = log($2); n++; sx += x; sy += y; sxx += x * x; sxy += x * y }
    END { printf "%.2f", (n * sxy - sx * sy) / (n * sxx - sx * sx) }'
}

# table NAME WHAT VALUE... : the problem is `problem` with its NAME set; microseconds for a start.
table() {
  local name=$1 value n k d rho rate converged families points=''
  shift
  printf '\n| %s | problem | microseconds a start | converged/s | families |\n|---:|---|---:|---:|---:|\n' "$name"
  for value; do
    read -r n k d rho < <(problem "$name" "$value")
    read -r rate converged families < <(pipeline "$n" "$k" "$d" "$rho" "$starts" 1)
    printf '| %s | P(%s,%s,%s,%s) | %s | %s | %s |\n' "$value" "$n" "$k" "$d" "$rho" \
      "$(awk -v r="$rate" 'BEGIN { printf "%.3g", 1e6 / r }')" "$converged" "$families"
    points+="$value $(awk -v r="$rate" 'BEGIN { print 1 / r }')"$'\n'
  done
  printf '\nTime for a start ~ %s^%s.\n' "$name" "$(printf %s "$points" | fit)"
}

problem() {
  case $1 in
  n) echo "$2" 2 2 4 ;;
  'k = d') echo 2 "$2" "$2" 4 ;;
  rho) echo 2 2 2 "$2" ;;
  esac
}

table n 1 2 3 4 5
table 'k = d' 2 3 4 5 6
table rho 3 4 6 8 12 16

printf '\n| starts | problem | seconds | families |\n|---:|---|---:|---:|\n'
points=''
for count in 100000 200000 400000 800000 1600000; do
  read -r rate _ families < <(pipeline 3 3 3 4 "$count" 1)
  seconds=$(awk -v r="$rate" -v c="$count" 'BEGIN { printf "%.4g", c / r }')
  printf '| %s | P(3,3,3,4) | %s | %s |\n' "$count" "$seconds" "$families"
  points+="$count $seconds"$'\n'
done
printf '\nTime ~ starts^%s.\n' "$(printf %s "$points" | fit)"
