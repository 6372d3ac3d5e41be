#!/usr/bin/env python3
"""Nodes on a primary with a standby that has every commit before the client hears of it. The primary is lost, later the
standby is promoted, and the old primary comes back and takes no writes; then all of it again, but the second one is told to
take no writes before it is stopped. The nodes know every server by one URL. No node gives up, and what nodes.py says must
hold.

standby.py [FILMS [NODES [FAILOVERS [SEED]]]]
"""

import contextlib
import os
import random
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "..", "tools"), os.path.join(HERE, "..")]
import nodes as many  # noqa: E402
import pgsql  # noqa: E402
import stage  # noqa: E402


def wait_for_standby(primary):
    """From here on a commit waits until the standby has it."""
    primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
    primary.sql("SELECT pg_reload_conf()")
    while primary.sql("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'").strip() != "1":
        time.sleep(0.1)


def url(servers):
    """One place after the other is tried, until one takes writes."""
    hosts = ",".join(one.folder for one in servers)
    return f"postgresql://{pgsql.USER}@/{many.DATABASE}?host={hosts}&target_session_attrs=read-write"


def fail_over(cluster, primary, standby, planned):
    """The primary dies under work, or takes no writes any more before it is stopped; for a while nobody takes any."""
    time.sleep(cluster.chance.uniform(2, 4))
    left = cluster.open_jobs()
    if planned:
        primary.sql("ALTER SYSTEM SET default_transaction_read_only = on")
        primary.sql("SELECT pg_reload_conf()")
        time.sleep(2)
    primary.stop("immediate")
    time.sleep(cluster.chance.uniform(0.5, 4))
    standby.promote()
    cluster.server = standby
    primary.return_as_standby()
    print(f"# a failover with {left} jobs to do; {cluster.open_jobs()} after it")
    time.sleep(2)
    cluster.replace()


def work_through(servers, on_stage, ids, count, chance):
    """The cluster, when all is done."""
    cluster = many.Cluster(on_stage, servers[0], chance, url(servers))
    cluster.run("migrate")
    cluster.run("import", "-", text="\n".join(ids))
    for _ in range(count):
        cluster.add()
    try:
        for number, (primary, standby) in enumerate(zip(servers, servers[1:])):
            wait_for_standby(primary)
            fail_over(cluster, primary, standby, number % 2 == 1)
        many.work_off(cluster)
    finally:
        for node in cluster.nodes:
            node.kill()
    return cluster


def main():
    numbers = [int(one) for one in sys.argv[1:]]
    films, count, failovers, seed = numbers + [(600, 5, 2, 1)[n] for n in range(len(numbers), 4)]
    os.environ.pop(pgsql.VARIABLE, None)  # some of our own
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as running:
        ids = many.make_films(os.path.join(folder, "films.json"), films)
        servers = [running.enter_context(pgsql.Server())]
        servers[0].sql(f"CREATE DATABASE {many.DATABASE}")
        for _ in range(failovers):
            servers.append(running.enter_context(pgsql.Server(follows=servers[-1])))
        with stage.Stage(2, options=("--films", os.path.join(folder, "films.json"))) as on_stage:
            began = time.monotonic()
            cluster = work_through(servers, on_stage, ids, count, random.Random(seed))
            seconds = time.monotonic() - began
            pages = many.page_times(on_stage)
        gave_up = [f"{cluster.codes[4]} nodes gave up"] if 4 in cluster.codes else []
        wrong = many.check(cluster, films, pages, gave_up)
    return many.tell(wrong, len(many.PROBLEMS) + 3, f"{films} films, {count} nodes, {failovers} failovers, exit codes "
                     f"{cluster.codes}; {len(pages)} pages in {seconds:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
