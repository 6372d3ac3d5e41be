#!/bin/sh
# What a release is made of: `files.sh` lists its files, one a line, sorted; `files.sh time` says of which second it is.
# In a checkout git knows, also of files that are not committed yet; in an unpacked release every file is of that second.
set -eu
cd "$(dirname "$0")/.."
if [ "${1:-}" = time ]; then
    git log -1 --format=%ct 2>/dev/null || stat -c %Y meson.build
elif git rev-parse --git-dir >/dev/null 2>&1 && [ -e .git ]; then
    git ls-files -co --exclude-standard | while read -r file; do
        [ ! -e "$file" ] || echo "$file"
    done
else
    find . -type f ! -path './build*' ! -path './.git/*' ! -path ./.git ! -path '*/__pycache__/*' | sed 's,^\./,,'
fi | LC_ALL=C sort
