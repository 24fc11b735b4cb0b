#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# All complex critical points: cpfind --complete against phc -b (package phcpack), in one run:
#
#   benchmarks/phc.sh CPFIND [N,K,D,RHO]...
#
# phc gets the equations in two forms (d = 2; one for d > 2) with the teachers rotated by a generic
# orthogonal matrix, without which it loses solutions, and counts with the fastest that completed; a
# run that crashed is tried again, twice. cpfind runs before and after each of them, certificates
# off, as phc gives none, on one thread, as phc; the median counts. The last two columns are
# cpfind's times for more than phc gives: a certificate for every family, and --prove, branch and
# bound over the whole space. Writes a Markdown table.
set -euo pipefail

cpfind=$1
shift
problems=("$@")
# shellcheck disable=SC2054 # a problem is one word
((${#problems[@]})) || problems=(2,2,2,4 2,2,2,8 2,3,3,3 2,3,3,4)
equations=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)/tests/oracles/equations.awk
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
limit=${PHC_SECONDS:-1200}

now() { date +%s.%N; }

# mine N K D RHO: seconds of one run, appended to $work/mine; its answer to $work/json.
mine() {
  local begin
  begin=$(now)
  "$cpfind" --n "$1" --k "$2" --d "$3" --rho "$4" --complete --no-certify --threads 1 \
    --format json | tr -d ' ' >"$work/json"
  awk -v a="$begin" -v b="$(now)" 'BEGIN { printf "%.6f\n", b - a }' >>"$work/mine"
}

# more N K D RHO OPTION...: seconds of a run of cpfind with these options.
more() {
  local begin n=$1 k=$2 d=$3 rho=$4
  shift 4
  begin=$(now)
  "$cpfind" --n "$n" --k "$k" --d "$d" --rho "$rho" --threads 1 "$@" >"$work/more" || true
  awk -v a="$begin" -v b="$(now)" 'BEGIN { printf "%.3g", b - a }'
}

# phc FORM N K D RHO: seconds of a run that completed, or nothing.
theirs() {
  local begin
  awk -v form="$1" -v n="$2" -v k="$3" -v d="$4" -v rho="$5" -f "$equations" >"$work/in"
  for _ in 1 2 3; do
    rm -f "$work/out"
    begin=$(now)
    timeout "$limit" phc -b "$work/in" "$work/out" </dev/null >"$work/log" 2>&1 || true
    if grep -q 'Number of failures' "$work/out" 2>"$work/log"; then
      awk -v a="$begin" -v b="$(now)" 'BEGIN { printf "%.3f\n", b - a }'
      return
    fi
  done
}

echo '| problem | phc -b, s | form | solutions | cpfind --complete, s | paths | ratio | certified, s | proved, s |'
echo '| --- | --- | --- | --- | --- | --- | --- | --- | --- |'
for problem in "${problems[@]}"; do
  IFS=, read -r n k d rho <<<"$problem"
  forms=(lagrange)
  if [[ $d == 2 ]]; then forms+=(plane); fi
  : >"$work/mine"
  best='' best_form=- solutions=-
  for form in "${forms[@]}"; do
    for _ in 1 2 3 4 5; do mine "$n" "$k" "$d" "$rho"; done
    seconds=$(theirs "$form" "$n" "$k" "$d" "$rho")
    [[ -n $seconds ]] || continue
    if [[ -z $best ]] || awk -v a="$seconds" -v b="$best" 'BEGIN { exit !(a < b) }'; then
      best=$seconds best_form=$form
      solutions=$(awk -F: '/^Number of (regular|singular) solutions/ { s += $2 } END { print s }' "$work/out")
    fi
  done
  for _ in 1 2 3 4 5; do mine "$n" "$k" "$d" "$rho"; done
  median=$(sort -g "$work/mine" | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }')
  paths=$(sed 's/.*"homotopy":{\([^}]*\)}.*/\1/; s/.*"regular":\([0-9]*\),"singular":\([0-9]*\).*/\1 regular, \2 singular/' "$work/json")
  printf '| P(%s) | %s | %s | %s | %s | %s | %s | %s | %s |\n' "$problem" "${best:-did not complete}" \
    "$best_form" "$solutions" "$median" "$paths" \
    "$(awk -v a="${best:-0}" -v b="$median" 'BEGIN { printf "%.0f", a / b }')" \
    "$(more "$n" "$k" "$d" "$rho" --complete --certify)" "$(more "$n" "$k" "$d" "$rho" --prove)"
done
