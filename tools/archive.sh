#!/bin/sh
# archive.sh OUTPUT MAP FOLDER ARCHIVE...: the static library. What the names of MAP need of the archives becomes one
# object, whose other names are made local.
set -eu
output=$1 map=$2 folder=$3
shift 3
mkdir -p "$folder"
sed -n 's/^    \(understudy_.*\);$/\1/p' "$map" >"$folder/names"
plain='' # code of -flto is compiled here, or whoever links would need this very compiler
case $(${CC:-cc} --version) in *clang*) ;; *) plain=-flinker-output=nolto-rel ;; esac
# shellcheck disable=SC2046,SC2086  # lists of words
${CC:-cc} -r -nostdlib $plain -o "$folder/understudy.o" $(sed 's/^/-Wl,-u,/' "$folder/names") "$@"
objcopy --keep-global-symbols="$folder/names" "$folder/understudy.o"
rm -f "$output"
ar rcs "$output" "$folder/understudy.o"
