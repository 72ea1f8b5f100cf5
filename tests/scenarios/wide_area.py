"""A wide area network for the scenarios: network namespaces, one a host, and between them a switch
that delays packets, loses some, and cuts links, also in one direction.

Each namespace has a tun device, whose other end is the switch: a thread that routes IPv4 packets
by their destination. So it needs no kernel module (as `tc netem` does), only root, ip(8) and
/dev/net/tun. Nothing leaves the namespaces: they have no way out but the switch.
"""

import contextlib
import ctypes
import fcntl
import heapq
import os
import random
import secrets
import selectors
import struct
import subprocess
import threading
import time

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
PACKET_MAX = 65536
# What is under way to one host; more is lost, as in a router.
QUEUE_MAX = 4000
DESTINATION = slice(16, 20)  # of an IPv4 header


def possible():
    """Why there can be no such network on this machine; empty where there can."""
    if os.geteuid() != 0:
        return "only root may make network namespaces"
    if not os.access("/dev/net/tun", os.R_OK | os.W_OK):
        return "there is no /dev/net/tun"
    probe = f"rednode-{secrets.token_hex(3)}"
    try:
        made = subprocess.run(["ip", "netns", "add", probe], capture_output=True, check=False)
        if made.returncode != 0:
            return made.stderr.decode().strip()
        subprocess.run(["ip", "netns", "del", probe], check=True)
    except FileNotFoundError:
        return "there is no ip(8): install iproute2"
    return ""


def enter(namespace):
    """This thread, and what it starts, is in the namespace from now on."""
    with open(f"/run/netns/{namespace}", "rb") as file:
        if LIBC.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"setns {namespace}")


class Host:
    def __init__(self, number):
        self.address = f"10.77.0.{number}"
        self.packed = bytes([10, 77, 0, number])
        self.namespace = f"rednode-{secrets.token_hex(3)}-{number}"
        self.tun = -1
        with contextlib.ExitStack() as undo:
            subprocess.run(["ip", "netns", "add", self.namespace], check=True)
            undo.callback(self.close)
            worker = threading.Thread(target=self._open)  # a namespace is entered by a thread
            worker.start()
            worker.join()
            if self.tun < 0:
                raise OSError(f"no tun device in {self.namespace}")
            for words in (("addr", "add", f"{self.address}/24", "dev", "wan"),
                          ("link", "set", "wan", "up", "mtu", "1400"), ("link", "set", "lo", "up")):
                subprocess.run(["ip", "-n", self.namespace, *words], check=True)
            undo.pop_all()

    def _open(self):
        enter(self.namespace)
        tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", b"wan", IFF_TUN | IFF_NO_PI))
        self.tun = tun

    def close(self):
        if self.tun >= 0:
            os.close(self.tun)
        subprocess.run(["ip", "netns", "del", self.namespace], check=False)


class WideArea(threading.Thread):
    """Hosts and the switch between them. A context manager."""

    def __init__(self, count, delay=0.0, loss=0.0):
        super().__init__(daemon=True)
        self.delay = delay  # seconds, one way; a fifth of it more or less
        self.loss = loss    # of packets
        self.hosts = []
        self.cuts = set()   # (from, to), numbers of hosts
        self.passed = self.lost = self.blocked = 0
        self._end, self._wake = os.pipe()
        self._random = random.Random(count)
        self._waiting = []
        self._order = 0
        with contextlib.ExitStack() as undo:
            for number in range(1, count + 1):
                self.hosts.append(Host(number))
                undo.callback(self.hosts[-1].close)
            undo.pop_all()
        self._by_address = {host.packed: at for at, host in enumerate(self.hosts)}
        self._queued = [0] * count

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, value, trace):
        os.write(self._wake, b"x")
        self.join(10)
        for host in self.hosts:
            host.close()
        os.close(self._end)
        os.close(self._wake)

    def cut(self, a, b, both=True):
        self.cuts.add((a, b))
        if both:
            self.cuts.add((b, a))

    def restore(self):
        self.cuts.clear()

    def _take(self, at):
        with contextlib.suppress(BlockingIOError):
            for _ in range(64):
                self._route(at, os.read(self.hosts[at].tun, PACKET_MAX))

    def _route(self, at, packet):
        to = self._by_address.get(packet[DESTINATION])
        if to is None or packet[0] >> 4 != 4:
            return
        if (at, to) in self.cuts:
            self.blocked += 1
        elif self._random.random() < self.loss or self._queued[to] >= QUEUE_MAX:
            self.lost += 1
        else:
            due = time.monotonic() + self.delay * self._random.uniform(0.8, 1.2)
            self._order += 1
            self._queued[to] += 1
            heapq.heappush(self._waiting, (due, self._order, to, packet))

    def _give(self):
        now = time.monotonic()
        while self._waiting and self._waiting[0][0] <= now:
            _, _, to, packet = heapq.heappop(self._waiting)
            self._queued[to] -= 1
            with contextlib.suppress(BlockingIOError):
                os.write(self.hosts[to].tun, packet)
                self.passed += 1

    def run(self):
        with selectors.DefaultSelector() as selector:
            for at, host in enumerate(self.hosts):
                selector.register(host.tun, selectors.EVENT_READ, at)
            selector.register(self._end, selectors.EVENT_READ, None)
            while True:
                wait = self._waiting[0][0] - time.monotonic() if self._waiting else 1
                for key, _ in selector.select(max(0, wait)):
                    if key.data is None:
                        return
                    self._take(key.data)
                self._give()
