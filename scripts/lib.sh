# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# For the scripts beside it, which set root: the folder of the project.
: "${root:?}"

# build NAME TARGET MESON-OPTION...: brings TARGET in build/NAME up to date. Silent; on failure
# the build's own output goes to standard error and the script ends with 4.
build() {
  local name=$1 target=$2 dir=$root/build/$1 log=$root/build/$1.log
  shift 2
  mkdir -p "$root/build"
  # One build at a time in a folder, also when two scripts are started together.
  (
    flock 9
    # A copied or moved project brings along a build that points at the old place.
    if [ -e "$dir" ] && [ "$(cat "$dir/.source" 2>/dev/null)" != "$root" ]; then
      rm -rf -- "$dir"
    fi
    if [ ! -e "$dir/build.ninja" ]; then
      [ ! -t 2 ] || printf 'building cpfind in build/%s ...\n' "$name" >&2
      mkdir -p "$dir"
      printf '%s\n' "$root" >"$dir/.source"
      meson setup "$dir" "$root" "$@" >"$log" 2>&1 9>&- || exit 1
    fi
    ninja -C "$dir" "$target" >"$log" 2>&1 9>&-
  ) 9>"$root/build/$name.lock" || {
    cat "$log" >&2
    printf 'scripts/%s: the build in %s failed; its output stands above\n' "${0##*/}" "$dir" >&2
    exit 4
  }
}

# run_tests BUILD-FOLDER MESON-TEST-ARGUMENT...: runs the tests of a finished build and prints the
# closing line of each test program and the sum. Returns nonzero when a test failed.
run_tests() {
  local dir=$1 failed=0
  shift
  rm -f "$dir/meson-logs/testlog.json"
  meson test -C "$dir" --no-rebuild --print-errorlogs "$@" || failed=$?
  python3 "$root/scripts/summary.py" "$dir/meson-logs/testlog.json" || failed=1
  return "$failed"
}
