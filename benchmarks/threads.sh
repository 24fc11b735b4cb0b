#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# How much several threads help, in searches longer than a second:
#
#   benchmarks/threads.sh BUILD [THREADS]...          THREADS: 2, or all processors
#
# Wall-clock time of whole searches, certificates off, with 1 thread and with each number of them in
# turn, RUNS (3) rounds; the ratios are medians over the rounds. The results must be the same to the
# last byte. Writes a Markdown table.
set -euo pipefail

build=$1
shift
counts=("$@")
((${#counts[@]})) || counts=("$(nproc)")
runs=${RUNS:-3}
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

now() { date +%s.%N; }
median() { sort -g | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

# search THREADS ARGUMENT...: seconds; the results without the timing to $work/THREADS.
search() {
  local threads=$1 begin
  shift
  rm -f "$work/store"
  begin=$(now)
  "$build/src/cpfind" "${@/STORE/$work/store}" --threads "$threads" --no-certify --format json >"$work/out"
  awk -v a="$begin" -v b="$(now)" 'BEGIN { print b - a }'
  sed 's/, *"timing": *{[^}]*}//' "$work/out" >"$work/$threads"
}

printf '| search | 1 thread, s |'
for threads in "${counts[@]}"; do printf ' %s threads: times as fast |' "$threads"; done
printf '\n|---|---:|'
for threads in "${counts[@]}"; do printf -- '---:|'; done
printf '\n'
while read -r -a options; do
  rm -f "$work"/*.ratio "$work/alone"
  for ((run = 0; run < runs; run++)); do
    alone=$(search 1 "${options[@]}")
    echo "$alone" >>"$work/alone"
    for threads in "${counts[@]}"; do
      both=$(search "$threads" "${options[@]}")
      cmp -s "$work/1" "$work/$threads" ||
        { echo "${options[*]}: $threads threads give other results" >&2; exit 1; }
      awk -v a="$alone" -v b="$both" 'BEGIN { print a / b }' >>"$work/$threads.ratio"
    done
  done
  # shellcheck disable=SC2016 # backquotes are Markdown's
  printf '| `%s` | %.2f |' "${options[*]}" "$(median <"$work/alone")"
  for threads in "${counts[@]}"; do printf ' %.2f |' "$(median <"$work/$threads.ratio")"; done
  printf '\n'
done <<'SEARCHES'
--n 3 --k 3 --rho 4 --starts 10000000 --shard 1/2 --store STORE
--n 4 --k 3 --rho 3 --starts 2000000
--n 4 --k 4 --rho 4 --starts 400000
--n 3 --k 3 --d 5 --rho 4
SEARCHES
