#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Numbers of complex critical points by other programs, where they are installed:
#
#   tests/oracles/test_oracles.sh CPFIND
#
#   Singular: a Groebner basis over the rationals gives the number with multiplicity, and the
#   radical the number without. phc -b: numbers of solutions found, regular and singular, and real.
# Compared with cpfind --complete. Exit 77, said aloud, when neither is installed.
set -euo pipefail

cpfind=$1
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
export OMP_NUM_THREADS=2
passed=0
failed=0

# ours N K D RHO: "with-multiplicity distinct real"
ours() {
  "$cpfind" --n "$1" --k "$2" --d "$3" --rho "$4" --complete --no-certify --format json | tr -d " " >"$work/json"
  local homotopy
  homotopy=$(sed 's/.*"homotopy":{\([^}]*\)}.*/\1/' "$work/json")
  member() { sed "s/.*\"$1\":\([0-9]*\).*/\1/" <<<"$homotopy"; }
  echo "$(($(member regular) + $(member singular))) $(member roots) $(member real_roots)"
}

# compare WHAT OURS THEIRS
compare() {
  if [[ $2 == "$3" ]]; then
    printf 'ok: %s: %s\n' "$1" "$2"
    passed=$((passed + 1))
  else
    printf 'not ok: %s: cpfind says %s, the oracle %s\n' "$1" "$2" "$3"
    failed=$((failed + 1))
  fi
}

equations() { # FORM N K D RHO
  awk -v form="$1" -v n="$2" -v k="$3" -v d="$4" -v rho="$5" -f "$here/equations.awk"
}

# with_singular N K D RHO [radical]
with_singular() {
  local given="$1,$2,$3,$4" mine theirs
  mine=$(ours "$@")
  {
    equations singular "$1" "$2" "$3" "$4"
    echo 'ideal G=slimgb(I); print("count "+string(vdim(G)));'
    if [[ ${5-} == radical ]]; then
      echo 'LIB "primdec.lib"; ideal J=slimgb(radical(I)); print("count "+string(vdim(J)));'
    fi
    echo 'quit;'
  } >"$work/in.sing"
  theirs=$(Singular -q "$work/in.sing" </dev/null | sed -n 's/^count //p' | tr '\n' ' ')
  if [[ ${5-} == radical ]]; then
    compare "Singular, P($given)" "$(cut -d' ' -f1,2 <<<"$mine") " "$theirs"
  else
    compare "Singular, P($given)" "$(cut -d' ' -f1 <<<"$mine") " "$theirs"
  fi
}

# with_phc FORM N K D RHO: phc counts real solutions with their multiplicity, so that its real
# number is comparable at simple roots only; a run that crashed is tried again.
with_phc() {
  local given="$2,$3,$4,$5" mine regular singular try
  mine=$(ours "${@:2}")
  equations "$@" >"$work/in.phc"
  for try in 1 2 3; do
    rm -f "$work/out.phc"
    timeout 120 phc -b "$work/in.phc" "$work/out.phc" </dev/null >"$work/log" 2>&1 || true
    grep -q 'Number of failures' "$work/out.phc" 2>"$work/log" && break
    echo "phc, P($given): run $try did not complete"
  done
  regular=$(sed -n 's/^Number of regular solutions *: \([0-9]*\).*/\1/p' "$work/out.phc")
  singular=$(sed -n 's/^Number of singular solutions *: \([0-9]*\).*/\1/p' "$work/out.phc")
  compare "phc, P($given)" "$(cut -d' ' -f1 <<<"$mine")" "$((regular + singular))"
  if [[ $singular == 0 ]]; then
    compare "phc, P($given), real" "$(cut -d' ' -f3 <<<"$mine")" \
      "$(sed -n 's/^Number of real solutions *: \([0-9]*\).*/\1/p' "$work/out.phc")"
  fi
}

found=0
if command -v Singular >"$work/which"; then
  found=1
  with_singular 2 2 2 3 radical
  with_singular 2 2 2 4 radical
  with_singular 2 2 2 5
  with_singular 2 2 2 6
  with_singular 2 2 2 8
  with_singular 1 3 3 3
  with_singular 1 3 3 4
  with_singular 3 2 2 3
  with_singular 3 2 2 4
  with_singular 2 3 3 3
else
  echo 'SKIP: Singular is not installed'
fi
if command -v phc >"$work/which"; then
  found=1
  with_phc lagrange 2 2 2 3
  with_phc lagrange 2 2 2 4
  with_phc lagrange 1 3 3 4
else
  echo 'SKIP: phc is not installed'
fi
((found)) || exit 77
echo "$passed passed, $failed failed"
exit $((failed > 0))
