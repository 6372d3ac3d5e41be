#!/bin/sh
# Every PostgreSQL migration applied, and every statement prepared, on a throw-away server. TAP on stdout.
# usage: store_pgsql.sh PATH-TO-statements_print
# Root hands the server to nobody (PostgreSQL refuses root); Unix socket only, nothing listens on TCP.
set -eu

print=${1:?usage: store_pgsql.sh PATH-TO-statements_print}
initdb=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1)
if [ -z "$initdb" ]; then
    printf '1..1\nnot ok 1 - no PostgreSQL server under /usr/lib/postgresql: ./dev test installs one\n'
    exit 1
fi
bin=${initdb%/initdb}
dir=$(mktemp -d /tmp/understudy-pg.XXXXXX)
user=
if [ "$(id -u)" -eq 0 ]; then
    user=nobody
    if id postgres >/dev/null 2>&1; then user=postgres; fi
    chown "$user" "$dir"
fi

as_user() {
    if [ -n "$user" ]; then (cd "$dir" && runuser -u "$user" -- "$@"); else "$@"; fi
}

stop() {
    code=$?
    trap - EXIT
    if [ -f "$dir/data/postmaster.pid" ]; then
        as_user "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || :
    fi
    rm -rf "$dir"
    exit "$code"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

sql() {
    psql -X -q -h "$dir" -U tester -d postgres -v ON_ERROR_STOP=1 "$@"
}

as_user "$bin/initdb" -D "$dir/data" -U tester -A trust -E UTF8 --locale=C -N >"$dir/initdb.log" 2>&1 ||
    { sed 's/^/# /' "$dir/initdb.log"; echo "Bail out! initdb failed"; exit 1; }
as_user "$bin/pg_ctl" -D "$dir/data" -w -t 30 -l "$dir/data/log" \
    -o "-c listen_addresses='' -c unix_socket_directories='$dir' -c fsync=off" start >/dev/null ||
    { sed 's/^/# /' "$dir/data/log"; echo "Bail out! the server did not start"; exit 1; }

tests=0
failed=0
report() { # report STATUS NAME; what went wrong stands in $dir/out
    tests=$((tests + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $tests - $2"
    else
        failed=$((failed + 1))
        echo "not ok $tests - $2"
        sed 's/^/# /' "$dir/out"
    fi
}

status=0
"$print" plan >"$dir/plan.sql"
sql -f "$dir/plan.sql" >"$dir/out" 2>&1 || status=$?
report "$status" "migrations"

# Another program's table, which some statements read (facts/oban-contract.md section 1).
status=0
cat >"$dir/oban.sql" <<'END'
CREATE TABLE IF NOT EXISTS oban_jobs (id bigserial PRIMARY KEY, state text NOT NULL, args jsonb NOT NULL,
    errors jsonb[] NOT NULL, meta jsonb);
END
sql -f "$dir/oban.sql" >"$dir/out" 2>&1 || status=$?
report "$status" "oban_jobs of an application"

"$print" statements >"$dir/statements.sql"
[ -s "$dir/statements.sql" ] || { echo "Bail out! no statements"; exit 1; }
while IFS= read -r line; do
    name=${line#PREPARE \"}
    name=${name%%\"*}
    status=0
    printf '%s\n' "$line" >"$dir/one.sql"
    sql -f "$dir/one.sql" >"$dir/out" 2>&1 || status=$?
    report "$status" "$name"
done <"$dir/statements.sql"

echo "1..$tests"
[ "$failed" -eq 0 ]
