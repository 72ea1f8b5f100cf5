"""An honest mirror behind a network that cuts and delays its connections at random while France
imports: afterwards both hold the same, and nothing is lost."""

import os
import random
import selectors
import socket
import threading
import time

from federation import check, dataset, expect, free_port, roots_equal, run, wait_until

ROUGH_SECONDS = 12
RECORDS = 6000
PIECE = 16384


class Wire:
    """One connection through the proxy: what comes in at one end goes out at the other, later."""

    def __init__(self, ends, delay):
        self.ends = ends
        self.delay = delay
        self.waiting = {end: [] for end in ends}  # pieces for this end: [when, octets]

    def other(self, end):
        return self.ends[1] if end is self.ends[0] else self.ends[0]

    def take(self, end, now):
        piece = end.recv(PIECE)
        if not piece:
            raise ConnectionError("closed")
        self.waiting[self.other(end)].append([now + self.delay, piece])

    def give(self, now):
        for end, pieces in self.waiting.items():
            while pieces and pieces[0][0] <= now:
                try:
                    sent = end.send(pieces[0][1])
                except BlockingIOError:
                    break
                pieces[0][1] = pieces[0][1][sent:]
                if not pieces[0][1]:
                    pieces.pop(0)

    def full(self, end):
        """Whoever reads slowly is not read for: the proxy keeps little."""
        return len(self.waiting[self.other(end)]) > 64

    def close(self):
        for end in self.ends:
            end.close()


class RoughProxy(threading.Thread):
    """Forwards connections to a target; while it is rough, it delays them and cuts some."""

    def __init__(self, host, target, chance):
        super().__init__(daemon=True)
        name, port = target[len("tcp://"):].rsplit(":", 1)
        self.target = (name, int(port))
        self.random = chance
        self.listener = socket.create_server((host, free_port(host)))
        self.listener.setblocking(False)
        self.endpoint = f"tcp://{host}:{self.listener.getsockname()[1]}"
        self.rough = False
        self.ended = threading.Event()
        self.wires = []
        self.cuts = 0
        self.carried = 0

    def accept(self):
        try:
            inner, _ = self.listener.accept()
        except BlockingIOError:
            return
        try:
            outer = socket.create_connection(self.target, 2)
        except OSError:
            inner.close()
            return
        for end in (inner, outer):
            end.setblocking(False)
        self.wires.append(Wire((inner, outer), 0.0))
        self.carried += 1

    def cut_some(self):
        for wire in list(self.wires):
            if self.random.random() < 0.06:
                self.drop(wire)
                self.cuts += 1
            elif self.random.random() < 0.1:
                wire.delay = self.random.choice((0.0, 0.02, 0.1, 0.4))

    def drop(self, wire):
        wire.close()
        self.wires.remove(wire)

    def forward(self, now):
        with selectors.DefaultSelector() as selector:
            selector.register(self.listener, selectors.EVENT_READ)
            for wire in self.wires:
                for end in wire.ends:
                    if not wire.full(end):
                        selector.register(end, selectors.EVENT_READ, wire)
            ready = selector.select(0.01)
        broken = set()
        for key, _ in ready:
            if key.data is None:
                self.accept()
                continue
            try:
                key.data.take(key.fileobj, now)
            except BlockingIOError:
                continue
            except OSError:
                broken.add(key.data)
        for wire in list(self.wires):
            try:
                wire.give(now)
            except OSError:
                broken.add(wire)
        for wire in broken:
            if wire in self.wires:
                self.drop(wire)

    def run(self):
        next_cut = 0.0
        while not self.ended.is_set():
            now = time.monotonic()
            self.forward(now)
            if self.rough and now >= next_cut:
                self.cut_some()
                next_cut = now + 0.05
        for wire in list(self.wires):
            self.drop(wire)
        self.listener.close()


def behind(proxies, card, node):
    for proxy, endpoint in zip(proxies, (node.feed, node.exchange)):
        card = card.replace(f'"{endpoint}"', f'"{proxy.endpoint}"')
    return card


def a_mirror_behind_a_bad_network(federation):
    chance = random.Random(random.random())
    fr, be, de = federation.start("FR", "BE", "DE", meshed=False)
    proxies = [RoughProxy(federation.host, endpoint, chance) for endpoint in (fr.feed, fr.exchange)]
    for proxy in proxies:
        proxy.start()
    fr.add(be, de)
    de.add(fr)
    be.add(behind(proxies, fr.card(), fr))
    be.wait_state("FR", "live")
    try:
        published = import_while_rough(fr, be, proxies)
    finally:
        for proxy in proxies:
            proxy.rough = False
    cuts, carried = (sum(counts) for counts in zip(*((p.cuts, p.carried) for p in proxies)))
    print(f"     {cuts} cuts of {carried} connections")
    expect(cuts > 5, "the network was bad")
    check(roots_equal([fr, be, de], "FR", 60) == published, "afterwards the roots are equal")
    compare(fr, be)
    wait_until("BE shows FR as live", lambda: be.log("FR")["state"] == "live", 30)
    expect(be.peer("FR")["refused"] == 0, "no piece of an honest origin was refused")
    print(f"     {be.status()['counters']}")
    for proxy in proxies:
        proxy.ended.set()
        proxy.join(10)


def import_while_rough(fr, be, proxies):
    """Imports with redctl, one file after the other. The size of the log at the end."""
    for proxy in proxies:
        proxy.rough = True
    end = time.monotonic() + ROUGH_SECONDS
    files = behind_after = 0
    while time.monotonic() < end or files * 200 < RECORDS:
        first = files * 200
        path = fr.write("part.ttl", "".join(dataset(n) for n in range(first, first + 200)))
        expect(fr.json("import", path)["put"] == 200, "an import is not disturbed by the network")
        files += 1
        behind_after += be.log("FR").get("size", 0) < files * 200
        time.sleep(0.1)
    check(behind_after > 0, f"{files} imports on a bad network; BE was behind after {behind_after}")
    iri = "https://example.org/d/7"
    fr.run("record", "withdraw", iri, "--reason", "published by mistake")
    return files * 200 + 1


def compare(fr, be):
    ours, theirs = fr.iris(), be.iris("FR")
    expect(set(ours) == set(theirs), "the records are the same")
    expect("https://example.org/d/7" not in theirs, "what was withdrawn is withdrawn there")
    for iri, item in ours.items():
        expect(theirs[iri]["content_id"] == item["content_id"] and not theirs[iri]["wanted"],
               f"{iri} has its content: {theirs[iri]}")
    check(True, f"{len(ours)} records with their contents are there, and the one withdrawn is not")
    expect(be.json("log", "verify", "--origin", "FR")["ok"], "the log verifies")
    expect(be.json("store", "check")["clean"], "the mirror's store is sound")


if __name__ == "__main__":
    seed = int(os.environ.get("SEED", random.randrange(1 << 32)))
    print(f"seed {seed}")
    random.seed(seed)
    run(a_mirror_behind_a_bad_network)
