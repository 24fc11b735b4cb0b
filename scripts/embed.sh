#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# embed.sh FILE OUT NAME HEADER: writes FILE as the C array NAME, and NAME_length, to OUT.
set -eu
{
  printf '// Made by scripts/embed.sh from %s. Do not edit.\n' "${1##*/}"
  printf '#include "%s"\n\nconst unsigned char %s[] = {\n' "$4" "$3"
  od -An -v -tu1 "$1" | sed 's/[0-9][0-9]*/&,/g'
  printf '};\nconst size_t %s_length = sizeof %s;\n' "$3" "$3"
} > "$2"
