#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# cpfind under mpirun, in a build with MPI:
#
#   tests/mpi/test_mpi.sh CPFIND MPIRUN
#
# Two and four processes print what one prints, byte for byte but for the timing; a process that
# dies ends the run, and the store goes on from there to the same catalogue; a signal to one of them
# stops all; an error is said once.
set -uo pipefail

cpfind=$(readlink -f -- "$1")
mpirun=$2
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cd "$work" || exit 1
# Containers run as root, and may not read each other's memory.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_btl_vader_single_copy_mechanism=none OMP_WAIT_POLICY=passive
readonly PATIENCE=120 # seconds for one run; a process that waits for ever is a failure
two=(-n 2)
[ "$(nproc)" -ge 2 ] || two=(--oversubscribe -n 2)
four=(--oversubscribe -n 4)
passed=0
failed=0

ok() {
  passed=$((passed + 1))
  printf 'ok: %s\n' "$1"
}
not_ok() {
  failed=$((failed + 1))
  printf 'not ok: %s\n' "$1"
  [ $# -lt 2 ] || head -c 3000 "$2"
}

# share OPTION-OF-MPIRUN... -- ARGUMENT-OF-CPFIND...: the exit status is cpfind's.
share() {
  local options=()
  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  shift
  timeout "$PATIENCE" "$mpirun" "${options[@]}" "$cpfind" "$@"
}

# A file without what may differ.
plain() { sed 's/,\{0,1\} *"timing": *{[^}]*}//' "$1"; }

same() { # WHAT FILE OTHER
  if cmp -s <(plain "$2") <(plain "$3"); then
    ok "$1"
  else
    diff <(plain "$2") <(plain "$3") >"$work/diff"
    not_ok "$1" "$work/diff"
  fi
}

# alike ARGUMENT...: one, two and four processes print the same and end with the same status.
alike() {
  local expected got processes
  "$cpfind" "$@" >one 2>one.err
  expected=$?
  for processes in 2 4; do
    if ((processes == 2)); then share "${two[@]}" -- "$@"; else share "${four[@]}" -- "$@"; fi \
      >many 2>many.err
    got=$?
    if [ "$got" -eq "$expected" ] && [ -s one ]; then
      same "$processes processes: cpfind $*" one many
    else
      not_ok "$processes processes: cpfind $*: status $got, expected $expected" many.err
    fi
  done
}

# ---- one catalogue ---------------------------------------------------------------------------

alike find --n 2 --k 2 --rho 4
alike find --n 3 --k 3 --rho 4 --format json
alike find --n 2 --k 3 --rho 4 --d 5 --format csv
alike find --n 2 --k 2 --rho 2 --starts 3000 --format ndjson --seed 7
alike find --n 2 --k 2 --rho 6 --complete --format json
alike find --n 3 --k 2 --rho 4 --complete --no-certify --verbose --format json
alike find --n 2 --k 2 --rho 4 --prove --format json
alike find --n 2 --k 2 --rho 6 --prove --boxes 30 # not proved: status 1
alike flow --n 2 --k 2 --rho 4 --trajectories 500
alike flow --n 2 --k 2 --rho 4 --d 4 --trajectories 200 --watch copy --format ndjson
alike flow --n 3 --k 3 --rho 4 --init split-cone --trajectories 150 --format csv
alike flow --n 2 --k 2 --rho 4 --init near:tight-balance --trajectories 60 --format json
alike flow --n 2 --k 2 --rho 4 --samples 5 # one trajectory: the first process alone
alike theta --rho 4:8 --format json

share -n 1 -- find --n 2 --k 2 --rho 4 >many 2>many.err && "$cpfind" find --n 2 --k 2 --rho 4 >one
same 'mpirun -n 1' one many
share "${two[@]}" -- find --n 2 --k 2 --rho 4 --format csv -o file >many 2>many.err &&
  "$cpfind" find --n 2 --k 2 --rho 4 --format csv >one
same 'an output file' one file

# ---- a store -----------------------------------------------------------------------------------

share "${two[@]}" -- find --n 2 --k 3 --rho 4 --store s.db --format json >many 2>many.err
"$cpfind" show s.db --format json >one
same 'a store shows what was printed' many one
"$cpfind" find --n 2 --k 3 --rho 4 --format json >one
same 'and that is what one process finds' many one
share "${four[@]}" -- find --n 2 --k 3 --rho 4 --store s.db --format json >many 2>many.err
same 'a finished store is printed again' one many

# rank_of LAUNCHER RANK: the process of that rank.
rank_of() {
  local child
  for child in $(pgrep -P "$1"); do
    if tr '\0' '\n' <"/proc/$child/environ" 2>/dev/null | grep -qx "OMPI_COMM_WORLD_RANK=$2"; then
      echo "$child"
    fi
  done
}

# begin: the search with a store, in the background, until something is on record. Sets launcher.
search=(find --n 4 --k 3 --rho 3 --no-certify --format json) # spends its whole budget
starts=400000
begin() {
  rm -f -- s.db s.db-journal out.json
  "$mpirun" "${two[@]}" "$cpfind" "${search[@]}" --starts "$starts" --store "$work/s.db" -o out.json \
    >many 2>many.err &
  launcher=$!
  local turn
  for ((turn = 0; turn < 20 * PATIENCE; turn++)); do
    if "$cpfind" show s.db --format json 2>/dev/null | grep -q '"starts": *[1-9]'; then
      return
    fi
    kill -0 "$launcher" 2>/dev/null || return 0 # it has ended already
    sleep 0.05
  done
  not_ok 'nothing came into the store' many.err
}

# go_on WHAT: what is in the store leads to the catalogue of a search without a break.
go_on() {
  "$cpfind" "${search[@]}" --starts "$starts" >one 2>one.err
  cp s.db copy.db
  if ! "$cpfind" "${search[@]}" --starts "$starts" --store copy.db >again 2>again.err; then
    not_ok "$1: the store does not go on" again.err
  fi
  same "$1: one process goes on" one again
  share "${two[@]}" -- "${search[@]}" --starts "$starts" --store s.db >again 2>again.err
  same "$1: two processes go on" one again
}

# strike WHO SIGNAL: begins searches, longer and longer ones, until one is struck under way. Sets
# status.
strike() {
  local victim
  for (( ; starts < 1000000000; starts *= 4)); do
    begin
    case $1 in
    launcher) victim=$launcher ;;
    *) victim=$(rank_of "$launcher" "$1") ;;
    esac
    [ -z "$victim" ] || kill "-$2" "$victim" 2>/dev/null
    wait "$launcher" 2>/dev/null
    status=$?
    # The launcher's children outlive its sudden end for a moment.
    while pgrep -f -- "--store $work/s.db -o out.json" >/dev/null && ((status == 137)); do sleep 0.1; done
    [ "$status" -eq 0 ] || return 0
  done
  not_ok "no search was long enough for signal $2 to $1"
}

for victim in 1 0 launcher; do
  strike "$victim" KILL
  go_on "$victim killed (status $status)"
done

for victim in 1 0; do
  strike "$victim" TERM
  if [ "$status" -eq 143 ] && grep -q '"status": *"interrupted"' out.json &&
    [ "$(grep -c '^cpfind: interrupted by signal 15$' many.err)" -eq 1 ]; then
    ok "signal 15 to $victim stops all"
  else
    not_ok "signal 15 to $victim: status $status" many.err
  fi
  go_on "$victim stopped"
done

# ---- errors are said once ------------------------------------------------------------------------

# fails STATUS TEXT ARGUMENT...
fails() {
  local expected=$1 text=$2 got
  shift 2
  share "${two[@]}" -- "$@" >many 2>many.err </dev/null
  got=$?
  if [ "$got" -eq "$expected" ] && [ ! -s many ] &&
    [ "$(grep -c '^cpfind: ' many.err)" -eq 1 ] && grep -q "^cpfind: .*$text" many.err; then
    ok "cpfind $*: status $got, said once"
  else
    not_ok "cpfind $*: status $got, expected $expected" many.err
  fi
}

mkdir folder
fails 2 "unknown option '--seeds'" find --n 2 --k 2 --rho 4 --seeds 3
fails 2 'so many orthonormal teachers do not fit' find --n 2 --k 3 --d 2 --rho 4
fails 3 'cannot write' find --n 2 --k 2 --rho 4 -o folder/there/is/none
fails 3 'cannot open the store' find --n 2 --k 2 --rho 4 --store folder
fails 2 "'-' is for one process" flow --n 2 --k 2 --rho 4 --init - --trajectories 3
fails 3 'needs about' find --n 100000 --k 100000 --rho 4

if share "${two[@]}" -- --version 2>many.err | cmp -s - <("$cpfind" --version); then
  ok 'the version is printed once'
else
  not_ok 'the version' many.err
fi

echo "$passed passed, $failed failed"
exit $((failed > 0))
