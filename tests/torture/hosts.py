#!/usr/bin/env python3
"""Nodes on hosts of their own (links.py), all on one PostgreSQL: one link is slow, one loses packets, one is cut twice, the
second time in the middle of a transaction that holds the lock which all writers wait for. Nodes are killed besides, and
clocks are wrong. What must hold is what nodes.py says; and while a link is cut, the others go on.

hosts.py [FILMS [NODES [KILLS [SEED]]]]
"""

import os
import random
import signal
import sys
import tempfile
import time

import links

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "..", "tools"), os.path.join(HERE, "..")]
import nodes as many  # noqa: E402
import pgsql  # noqa: E402
import stage  # noqa: E402

ADDRESS = "127.0.0.1"
SLOW_S, LOSS = 0.01, 0.03  # one way; of all packets, both ways
CUT_SHORT_S, CUT_LONG_S = 5, 40  # TCP mends the one; the other outlasts tcp_user_timeout
STANDSTILL_S = 15  # of the others, while a host that holds the lock is cut off
HOLDS = ("SELECT count(*) FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid) WHERE l.locktype = 'advisory' AND "
         "l.granted AND a.client_addr = '10.77.3.2'")


class Hosts:
    """As many as there are nodes; the first three have bad links."""

    def __init__(self, count, chance):
        self.all = [links.Host(1, delay_s=SLOW_S), links.Host(2, loss=LOSS)]
        self.all += [links.Host(number) for number in range(3, count + 1)]
        self.relay = links.Relay(self.all, chance)
        self.relay.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.relay.stop()
        for host in self.all:
            host.close()


def cut_in_transaction(cluster, host):
    """Whether the host was caught while one of its nodes held the lock."""
    for _ in range(2000):
        if cluster.server.sql(HOLDS, many.DATABASE).strip() != "0":
            host.cut = True
            time.sleep(0.3)  # what was on its way has arrived
            if cluster.server.sql(HOLDS, many.DATABASE).strip() != "0":
                return True
            host.cut = False
        if cluster.open_jobs() == 0:
            return False
    return False


def disturb(cluster, hosts, kills):
    """Cuts, and between them kills. The times of the cuts: (begin, end, whether the lock was held)."""
    cuts, victim = [], hosts.all[2]
    for number in range(kills):
        if number == kills // 4:
            began, victim.cut = time.time(), True
            time.sleep(CUT_SHORT_S)
            victim.cut = False
            cuts.append((began, time.time(), False))
        elif number == kills // 2:
            held = cut_in_transaction(cluster, victim)
            began, victim.cut = time.time(), True
            while time.time() < began + CUT_LONG_S and cluster.open_jobs() > 0:
                time.sleep(0.5)
            victim.cut = False
            cuts.append((began, time.time(), held))
        time.sleep(cluster.chance.uniform(0.3, 1.5))
        cluster.replace()
        if cluster.open_jobs() == 0:
            print(f"# all was done after {number + 1} disturbances")
            break
    return cuts


def standstills(cuts, pages):
    """Where the others waited for the one that was cut off."""
    for began, ended, held in cuts:
        times = [began, *sorted(t for t in pages if began <= t <= ended), ended]
        longest = max(b - a for a, b in zip(times, times[1:]))
        print(f"# a cut of {ended - began:.0f} s{', lock held' if held else ''}: {len(times) - 2} pages, the longest pause "
              f"{longest:.1f} s")
        if longest > STANDSTILL_S:
            yield f"no page for {longest:.0f} s while one host was cut off"
    if not any(held for *_, held in cuts):
        yield "no host was caught holding the lock"


def main():
    numbers = [int(one) for one in sys.argv[1:]]
    films, count, kills, seed = numbers + [(3000, 5, 24, 1)[n] for n in range(len(numbers), 4)]
    if (why := links.problem()) is not None:
        print(f"# left out: {why}")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    links.enter()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # nothing is left running on any way out
    os.environ.pop(pgsql.VARIABLE, None)  # one of our own, that listens to the hosts
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, pgsql.Server(listen=ADDRESS) as server, Hosts(count, chance) as hosts:
        ids = many.make_films(os.path.join(folder, "films.json"), films)
        server.sql(f"CREATE DATABASE {many.DATABASE}")
        with stage.Stage(2, options=("--films", os.path.join(folder, "films.json"))) as on_stage:
            cluster = many.Cluster(on_stage, server, chance, f"postgresql://{pgsql.USER}@{ADDRESS}/{many.DATABASE}")
            cluster.run("migrate")
            cluster.run("import", "-", text="\n".join(ids))
            began = time.monotonic()
            for host in hosts.all:
                cluster.add(host.prefix())
            try:
                cuts = disturb(cluster, hosts, kills)
                many.work_off(cluster)
            finally:
                for node in cluster.nodes:
                    node.kill()
            seconds = time.monotonic() - began
            pages = many.page_times(on_stage)
        wrong = many.check(cluster, films, pages, standstills(cuts, pages))
        print("# packets carried, lost:", ", ".join(f"{one.carried}, {one.lost}" for one in hosts.all))
    return many.tell(wrong, len(many.PROBLEMS) + 3,
                     f"{films} films, {count} hosts, exit codes {cluster.codes}; {len(pages)} pages in {seconds:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
