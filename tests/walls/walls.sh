#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The walls between the folders of the project at ROOT (CONTRIBUTING.md):
#
#   tests/walls/walls.sh ROOT
#
# prints "file:line: reason" for each breach, and fails when there is one.
#   1. A file of src/ includes only from its own folder or from rows below its folder's row.
#   2. A foreign library is included only where it has its home.
#   3. Only report and cli write to standard output.
#   4. Every file carries the licence line.
set -euo pipefail

cd -- "$1"
mapfile -d '' files < <(
  find src include tests benchmarks scripts .ci \( -name '*.[ch]' -o -name '*.sh' -o -name '*.py' \
    -o -path 'scripts/*' -o -path '.ci/*' \) -type f -print0 | LC_ALL=C sort -z
)

awk '
BEGIN {
  rows = "status;team;model;theta solver;classify certify;search;assemble flow;verify store cluster;report;cli"
  nrows = split(rows, row, ";")
  for (i = 1; i <= nrows; i++) {
    n = split(row[i], folder, " ")
    for (j = 1; j <= n; j++) rank[folder[j]] = i
  }
  # The folder that a public header belongs to, where its name is not the folder'"'"'s.
  home["problem"] = home["jet"] = home["ball"] = "model"
  home["family"] = home["table"] = home["orbit"] = "classify"
  home["certificate"] = home["check"] = "certify"
  home["cpfind"] = "cli"

  # Foreign headers and the files they may be included from.
  wall("^pcre2(posix)?[.]h$", "^src/classify/(table|expression|lexer)[.]c$", "PCRE2")
  wall("^(nauty/)?(nauty|naut[a-z]+|sparsegraph|nausparse|traces|gtools)[.]h$", \
       "^src/classify/orbit[^/]*$", "nauty")
  wall("^sqlite3[.]h$", "^src/store/", "SQLite")
  wall("^(flint/)?(arb|acb|arf|acf|mag|fmp[zqr]|flint|nmod|ulong_extras|fmpz|fmpq)[a-z_]*[.]h$", \
       "/[^/]*ball[^/]*$", "Arb and FLINT")
  wall("^gmp[.]h$", "^src/assemble/", "GMP")
  wall("^mpi[.]h$", "^src/cluster/mpi[.]c$", "MPI")
  wall("^Random123/", "^src/solver/random[.]c$", "Random123")
}

function wall(header, where, name) {
  nwalls++
  wall_header[nwalls] = header; wall_where[nwalls] = where; wall_name[nwalls] = name
}
function breach(reason) { printf "%s:%d: %s\n", FILENAME, FNR, reason; bad = 1 }

# The folder of src/ that the running file belongs to; of a public header, the one it stands for.
function folder_of(path,   part) {
  split(path, part, "/")
  if (part[1] == "src") return part[2]
  if (path ~ /^include\/cpfind\/[^\/]*[.]h$/) return public_home(part[3])
  return ""
}
function public_home(name) {
  sub(/[.]h$/, "", name)
  if (name in home) return home[name]
  if (name in rank) return name
  sub(/_.*/, "", name)
  if (name in home) return home[name]
  return name
}

function check_include(line,   name, system_header, target, i) {
  system_header = line ~ /^[ \t]*#[ \t]*include[ \t]*</
  name = line
  sub(/^[^<"]*[<"]/, "", name); sub(/[>"].*$/, "", name)
  for (i = 1; i <= nwalls; i++)
    if (name ~ wall_header[i]) {
      # Tests and benchmarks may use what the part they measure uses.
      if (FILENAME ~ /^(src|include)\// && FILENAME !~ wall_where[i])
        breach(wall_name[i] " is not for this file: <" name ">")
      return
    }
  if (system_header || mine == "") return
  if (name ~ /(^|\/)[.][.]?\//) { breach("a path is relative to src, without dots: \"" name "\""); return }
  if (name ~ /^cpfind\//) { sub(/^cpfind\//, "", name); target = public_home(name) }
  else if (name ~ /\//) { target = name; sub(/\/.*/, "", target) }
  else target = mine
  if (!(target in rank)) breach("includes from a folder that no row knows: " target)
  else if (target == mine) return
  else if (rank[target] == rank[mine]) breach(mine " includes from its sibling " target)
  else if (rank[target] > rank[mine]) breach(mine " includes upwards, from " target)
}

# The line without strings, characters and comments; in_comment lives from line to line.
function code_of(line,   out, c, two) {
  out = ""
  while (line != "") {
    two = substr(line, 1, 2); c = substr(line, 1, 1)
    if (in_comment) {
      if (two == "*/") { in_comment = 0; line = substr(line, 3) } else line = substr(line, 2)
    } else if (two == "//") break
    else if (two == "/*") { in_comment = 1; line = substr(line, 3) }
    else if (c == "\"" || c == "\047") {
      line = substr(line, 2)
      while (line != "" && substr(line, 1, 1) != c)
        line = substr(line, substr(line, 1, 1) == "\\" ? 3 : 2)
      line = substr(line, 2)
      out = out " \"\" "
    } else { out = out c; line = substr(line, 2) }
  }
  return out
}

function end_file() { if (file != "" && !licence) { printf "%s:1: no SPDX licence line\n", file; bad = 1 } }

FNR == 1 {
  end_file()
  file = FILENAME; licence = 0; in_comment = 0; mine = folder_of(FILENAME)
  is_c = FILENAME ~ /[.][ch]$/
  if (is_c && FILENAME ~ /^(src|include)\// && !(mine in rank)) breach("in a folder that no row knows: " mine)
}
FNR <= 3 && /SPDX-License-Identifier: GPL-3[.]0-or-later/ { licence = 1 }
!is_c { next }
!in_comment && /^[ \t]*#[ \t]*include[ \t]*[<"]/ { check_include($0); next }
{
  code = code_of($0)
  if (FILENAME !~ /^src\//) next
  if (mine != "report" && mine != "cli" &&
      code ~ /(^|[^A-Za-z0-9_])(stdout|STDOUT_FILENO|(printf|vprintf|puts|putchar|putchar_unlocked)[ \t]*\()/)
    breach("only report and cli write to standard output")
  if ($0 ~ /gnuplot/ && !in_comment && $0 !~ /^[ \t]*\/\// && FILENAME !~ /^src\/(report\/figure[^\/]*|cli\/help[.]c)$/)
    breach("gnuplot is only for src/report/figure*")
}
END { end_file(); exit bad }
' "${files[@]}"
