"""Hosts in network namespaces and the links to them. Each link is two TUN devices with a relay of ours between them: it
delays packets, loses some, or swallows all (`cut`), without a word to either end. Few kernels of test machines have
tc's netem, and this is what it would do.

A host reaches the loopback address of the outer namespace as if it were its own: the program speaks plain HTTP to no
other address. Everything stands in a namespace of its own (`enter()`) and is gone with its processes.
"""
from __future__ import annotations

import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import threading
import time

TUN = "/dev/net/tun"
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
PACKET_BYTES_MAX = 2048  # the devices' MTU is 1500
INSIDE = "UNDERSTUDY_TEST_IN_NAMESPACE"


def problem() -> str | None:
    """Why there can be no hosts here."""
    if os.getuid() != 0:
        return "only root may make network namespaces"
    if not os.path.exists(TUN):
        return f"there is no {TUN}"
    made = subprocess.run(["unshare", "--net", "true"], capture_output=True, text=True, check=False)
    return made.stderr.strip() or None


def enter() -> None:
    """The whole test again, in a network namespace where nothing is but a loopback device."""
    if os.environ.get(INSIDE) is None:
        os.environ[INSIDE] = "1"
        os.execvp("unshare", ["unshare", "--net", sys.executable, *sys.argv])
    del os.environ[INSIDE]
    run("ip", "link", "set", "lo", "up")
    allow_loopback()


def run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


LOCALNET = "/proc/sys/net/ipv4/conf/all/route_localnet"


def allow_loopback() -> None:
    """127.0.0.1 may come from and go to other devices than lo."""
    with open(LOCALNET, "w", encoding="ascii") as file:
        file.write("1")


def make_device(name: str) -> int:
    device = os.open(TUN, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


class Host:
    """A namespace, and the link to it."""

    def __init__(self, number: int, delay_s: float = 0, loss: float = 0) -> None:
        self.delay_s, self.loss, self.cut = delay_s, loss, False
        self.carried = self.lost = 0
        here, there = f"10.77.{number}.1", f"10.77.{number}.2"
        self.devices = make_device(f"near{number}"), make_device(f"far{number}")
        self.holder = subprocess.Popen(["unshare", "--net", "sleep", "infinity"], stdin=subprocess.DEVNULL)
        self.namespace = f"/proc/{self.holder.pid}/ns/net"
        while os.readlink(self.namespace) == os.readlink("/proc/self/ns/net"):
            time.sleep(0.01)
        run("ip", "link", "set", f"far{number}", "netns", str(self.holder.pid))
        run("ip", "address", "add", here, "peer", there, "dev", f"near{number}")
        run("ip", "link", "set", f"near{number}", "up")
        run(*self.prefix(), "sh", "-c", f"echo 1 >{LOCALNET} && ip address add {there} peer {here} dev far{number} && "
            f"ip link set far{number} up && ip route add 127.0.0.1/32 dev far{number} src {there}")

    def prefix(self) -> list[str]:
        """Before a command that is to run there."""
        return ["nsenter", f"--net={self.namespace}"]

    def close(self) -> None:
        self.holder.kill()
        self.holder.wait()
        for device in self.devices:
            os.close(device)


class Relay(threading.Thread):
    """Carries the packets of all links."""

    def __init__(self, hosts: list[Host], chance: random.Random) -> None:
        super().__init__(daemon=True)
        self.chance, self.stopping = chance, False
        self.ways = {end: (host, host.devices[1 - n]) for host in hosts for n, end in enumerate(host.devices)}
        self.waiting: list[tuple[float, int, int, bytes]] = []  # due, in order of arrival, to, packet

    def take(self, end: int) -> None:
        host, to = self.ways[end]
        try:
            packet = os.read(end, PACKET_BYTES_MAX)
        except BlockingIOError:
            return
        if host.cut or self.chance.random() < host.loss:
            host.lost += 1
            return
        host.carried += 1
        heapq.heappush(self.waiting, (time.monotonic() + host.delay_s, host.carried, to, packet))

    def give(self) -> None:
        """Hands over what is due."""
        while self.waiting and self.waiting[0][0] <= time.monotonic():
            _, _, to, packet = heapq.heappop(self.waiting)
            try:
                os.write(to, packet)
            except OSError:
                pass  # a full queue, as routers have, or a device that is down

    def run(self) -> None:
        poll = select.poll()
        for end in self.ways:
            poll.register(end, select.POLLIN)
        while not self.stopping:
            wait_s = self.waiting[0][0] - time.monotonic() if self.waiting else 0.1
            for end, _ in poll.poll(max(wait_s, 0) * 1000):
                self.take(end)
            self.give()

    def stop(self) -> None:
        self.stopping = True
        self.join()
