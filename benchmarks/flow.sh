#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Trajectories per second for n = k = 2, rho = 4, on one core: cpfind flow against scipy's solve_ivp
# (RK45) at the same tolerance and against a batched numpy Runge-Kutta method, from the same uniform
# starts, in one run:
#
#   benchmarks/flow.sh BUILD [D]...          BUILD: the build folder, D: 2 8 32
#
# RUNS (5) rounds; in each, all programs one after the other on the starts of that round: BATCH
# (2000) for cpfind and numpy, the first FEW (100) of them for solve_ivp. Processor time, so that
# other work on the machine counts little; rates and ratios are medians over the rounds. A
# trajectory ends where |grad L| < 1e-6 or at the time in the second column. `agree`: trajectories
# that end with the same loss, to 1e-6, as cpfind's. The last column is cpfind's rate with the end
# of each trajectory decided and proved. Writes a Markdown table. Without python3-numpy or
# python3-scipy: "not installed: skipped".
set -euo pipefail

build=$1
shift
dimensions=("$@")
((${#dimensions[@]})) || dimensions=(2 8 32)
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
python=${PYTHON:-/usr/bin/python3}
runs=${RUNS:-5} batch=${BATCH:-2000} few=${FEW:-100}
tolerance=1e-8 stop=1e-6
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
export OMP_NUM_THREADS=1

mine() { "$build/benchmarks/bench_flow" "$@"; }

# theirs KIND D TIME: on $work/starts, to $work/KIND; false when it is not installed.
theirs() {
  local code=0
  "$python" "$here/solve_ivp.py" "$1" 2 2 "$2" 4 $tolerance $stop "$3" <"$work/starts" \
    >"$work/$1" || code=$?
  if ((code != 0 && code != 77)); then exit "$code"; fi
  return "$code"
}

# rate FILE: trajectories per second, from the seconds in the first line and the losses after it.
rate() { awk 'NR == 1 { seconds = $1 } END { printf "%.17g\n", (NR - 1) / seconds }' "$1"; }

median() { sort -g | awk '{ a[NR] = $1 } END { if (NR) printf "%.17g\n", (a[int((NR + 1) / 2)] + a[int(NR / 2) + 1]) / 2 }'; }

# column FILE FORMAT: the median of its numbers, or what stands in place of one.
column() { if [[ -s $1 ]]; then median <"$1" | awk -v f="$2" '{ printf f, $1 }'; else printf 'not installed: skipped'; fi; }

# compare KIND: rate, ratio and agreement of one program with $work/mine, appended to its lists.
compare() {
  rate "$work/$1" >>"$work/$1.rate"
  awk -v a="$(rate "$work/mine")" -v b="$(rate "$work/$1")" 'BEGIN { print a / b }' >>"$work/$1.ratio"
  paste "$work/mine" "$work/$1" | awk 'NR > 1 && NF == 2 { n++; d = $1 - $2; same += d < 1e-6 && d > -1e-6 }
    END { print 100 * same / n }' >>"$work/$1.agree"
}

row() {
  local d=$1 limit=$2 ends=$3 run
  rm -f "$work"/*.rate "$work"/*.ratio "$work"/*.agree
  for ((run = 0; run < runs; run++)); do
    mine follow 2 2 "$d" 4 $((run * batch)) "$batch" $tolerance $stop "$limit" >"$work/mine"
    rate "$work/mine" >>"$work/mine.rate"
    mine starts 2 2 "$d" 4 $((run * batch)) "$few" >"$work/starts"
    if theirs scipy "$d" "$limit"; then compare scipy; fi
    if [[ $limit != 1e12 ]]; then
      mine starts 2 2 "$d" 4 $((run * batch)) "$batch" >"$work/starts"
      if theirs numpy "$d" "$limit"; then compare numpy; fi
    fi
    if [[ $ends == yes ]]; then
      mine follow 2 2 "$d" 4 $((run * batch)) "$batch" $tolerance 0 1e12 >"$work/ends"
      rate "$work/ends" >>"$work/ends.rate"
    fi
  done
  printf '| %s | %s | %s | %s | %s | %s | ' "$d" "${limit/1e12/none}" \
    "$(column "$work/mine.rate" %.0f)" "$(column "$work/scipy.rate" %.1f)" \
    "$(column "$work/scipy.ratio" %.0f)" "$(column "$work/scipy.agree" %.0f%%)"
  if [[ $limit != 1e12 ]]; then
    printf '%s | %s | %s | ' "$(column "$work/numpy.rate" %.0f)" \
      "$(column "$work/numpy.ratio" %.0f)" "$(column "$work/numpy.agree" %.0f%%)"
  else
    printf -- '- | - | - | '
  fi
  if [[ $ends == yes ]]; then
    printf '%s |\n' "$(column "$work/ends.rate" %.0f)"
  else
    printf -- '- |\n'
  fi
}

echo '| d | to time | cpfind, 1/s | solve_ivp, 1/s | ratio | agree | numpy batch, 1/s | ratio | agree | cpfind, proved ends, 1/s |'
echo '|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|'
for d in "${dimensions[@]}"; do
  row "$d" 200 no
  row "$d" 1e12 yes
done
