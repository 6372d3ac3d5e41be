#!/bin/sh
# ./dev bench: every figure of the issue in one run. usage: run.sh [BUILD], with the captured pages in $CORPUS
set -eu
build=${1:-build}
corpus=${CORPUS:-../shared/corpus}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
bad=0
ls "$corpus"/imdb/page-next/*.html >/dev/null || {
    echo "bench: no pages in $corpus/imdb/page-next: set CORPUS" >&2
    exit 2
}
# Pages of 2022 and 2023 as a server would send them: gzip -6. (The 2024 capture and the one saved by a browser are no such.)
for page in "$corpus"/imdb/page-next/*_*fg202[23]*.html; do
    gzip -6 -c "$page" >"$work/$(basename "$page").gz"
done
echo "gzipped title pages of 2022-23 to records, CPU time:"
"$build/tests/bench/extract_bench" 1.35 "$work"/*.gz || bad=1
echo "the largest of them around each JSON of 2025, one after the other:"
python3 "$(dirname "$0")/splice.py" "$work" \
    "$(ls -S "$corpus"/imdb/page-next/*_*fg202[23]*.html | head -1)" "$corpus"/imdb/page-reference-next/*_2025*.json || bad=1
for page in "$work"/spliced-*.gz; do
    "$build/tests/bench/extract_bench" 1.6 "$page" || bad=1
done
echo "title pages of 2009-20 to records, CPU time:"
"$build/tests/bench/legacy_bench" 1.2 "$corpus"/imdb/page-2005/*.html "$corpus"/imdb/page-2011/*.html || bad=1
largest=$(ls -S "$corpus"/imdb/page-next/*_*fg202[23]*.html | head -1)
echo "peak memory of \`understudy extract\` on the largest of them ($(wc -c <"$largest") bytes):"
kib=$("$build/tests/bench/peak_memory" "$build/understudy" extract "$largest")
page_kib=$(($(wc -c <"$largest") / 1024))
echo "  $kib KiB (bar: 12 MiB + page = $((12288 + page_kib)) KiB)"
[ "$kib" -lt $((12288 + page_kib)) ] || bad=1
python3 "$(dirname "$0")/warc_bench.py" "$build" "$corpus" || bad=1
python3 "$(dirname "$0")/lookup_bench.py" "$build/understudy" || bad=1
python3 "$(dirname "$0")/dataset_bench.py" "$build/understudy" "$build/tests/bench/dataset_find_bench" || bad=1
python3 "$(dirname "$0")/arrivals_bench.py" "$build/understudy" || bad=1
python3 "$(dirname "$0")/retention_bench.py" "$build/understudy" || bad=1
python3 "$(dirname "$0")/population.py" "$build/understudy" --films 600 || bad=1
python3 "$(dirname "$0")/jobs_pgsql_bench.py" "$build" || bad=1
"$build/tests/sim/identity_attack" 10000 || bad=1
python3 "$(dirname "$0")/waiting_bench.py" "$build/understudy" || bad=1
"$build/tests/sim/rate_bench" 6000 4 2000 || bad=1
"$build/tests/sim/year" 4000 || bad=1
python3 "$(dirname "$0")/load_bench.py" "$build/understudy" || bad=1
python3 "$(dirname "$0")/metrics.py" "$build/understudy" || bad=1
exit $bad
