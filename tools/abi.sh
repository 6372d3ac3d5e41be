#!/bin/sh
# abi.sh [REVISION]: is libunderstudy still the binary interface of the newest release (or of REVISION)? Silent when it
# is. Without a release there is nothing to keep; tests/library/ holds names, sizes and offsets.
set -eu
cd "$(dirname "$0")/.."
base=${1:-$(git describe --tags --match 'v[0-9]*' --abbrev=0 2>/dev/null || :)}
git cat-file -e "${base:-none}:include/understudy.map" 2>/dev/null || exit 0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

build() # SOURCES DIR
{
    { meson setup "$2" "$1" -Dtests=false -Dbuildtype=debugoptimized && ninja -C "$2" library; } >"$2.log" 2>&1 || {
        tail -n 20 "$2.log"
        exit 4
    }
}

git archive --prefix=old/ "$base" | tar -xC "$folder"
build "$folder/old" "$folder/was"
build "$PWD" "$folder/is"
# What comes out of the library may grow behind its last member: nobody else makes one. After a release that did, name
# the new last member here.
printf '[suppress_type]\nname = understudy_%s\nhas_data_member_inserted_between = {offset_after(%s), end}\n' \
    record cast extraction series_id decision detail >"$folder/may-grow.ini"
abidiff --no-added-syms --suppressions "$folder/may-grow.ini" --headers-dir1 "$folder/old/include" \
    --headers-dir2 include "$folder/was/include/libunderstudy.so" "$folder/is/include/libunderstudy.so"
