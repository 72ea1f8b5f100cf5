"""Fifty times, one of three daemons is killed in the middle of its work and started again. Nothing that
was acknowledged is lost, no log ever shrinks, and in the end all hold the same."""

import random
import subprocess
import threading
import time

from federation import Refused, expect, record, roots_equal, run, wait_until

KILLS = 50
LONGEST_PAUSE = 0.5


class Writer(threading.Thread):
    """Submits numbered records one after the other, whatever happens, and keeps what was acknowledged:
    {number: (IRI, sequence)}."""

    def __init__(self, node):
        super().__init__(daemon=True)
        self.node = node
        self.acknowledged = {}
        self.size = 0
        self.ended = threading.Event()
        self.next = 0

    def run(self):
        while not self.ended.is_set():
            try:
                admin = self.node.connect()
            except OSError:
                time.sleep(0.01)
                continue
            try:
                while not self.ended.is_set():
                    self.submit_some(admin)
            except (OSError, ConnectionError, Refused, ValueError):
                time.sleep(0.01)
            admin.close()

    def submit_some(self, admin):
        count = random.choice((1, 1, 1, 20, 100))
        # Whether a batch that was not answered is in the log is not known: its numbers are not used
        # again.
        numbers = range(self.next, self.next + count)
        self.next += count
        batch = [record(self.node.origin, number) for number in numbers]
        ok = admin.submit(batch)
        for number, (iri, _), outcome in zip(numbers, batch, ok["outcomes"]):
            expect(outcome["kind"] == "appended", f"{iri} is new and is appended: {outcome}")
            self.acknowledged[number] = (iri, outcome["sequence"])
        self.size = max(self.size, ok["checkpoint"]["size"])


def check_grown(node, sizes):
    """No log of the node is smaller than it was when it was seen last."""
    for log in node.status()["logs"]:
        key = (node.origin, log["origin"])
        expect(log["size"] >= sizes.get(key, 0), f"{key} shrank from {sizes.get(key)}: {log}")
        sizes[key] = log["size"]


def kill_and_start(nodes, writer, sizes):
    for number in range(KILLS):
        victim = random.choice(nodes)
        time.sleep(random.random() * LONGEST_PAUSE)
        if number % 5 == 0:
            check_grown(victim, sizes)
        acknowledged = writer.size
        victim.kill()
        victim.start()
        check_grown(victim, sizes)
        if victim is writer.node:
            expect(victim.log()["size"] >= acknowledged, "the log holds all that was acknowledged")


def check_nothing_lost(fr, writer):
    _, items = fr.call("log_list", within=120)
    log = {item["sequence"]: item for item, _ in items}
    live = fr.iris()
    for iri, sequence in writer.acknowledged.values():
        expect(log[sequence]["iri"] == iri, f"update {sequence} is about {iri}: {log[sequence]}")
        expect(iri in live, f"{iri} is in the catalogue")
        expect(live[iri]["content_id"] == log[sequence]["content_id"], f"{iri} has its content")
    expect(len(live) == len(log), f"{len(live)} records of {len(log)} updates, each new")


def check_stores(federation, nodes):
    redctl = federation.program("redctl")
    if redctl is None:
        print("SKIPPED redctl store check: redctl was not built")
        return
    for node in nodes:
        done = subprocess.run([redctl, "--config", node.path("rednode.toml"), "store", "check"],
                              capture_output=True, text=True, timeout=120, check=False)
        expect(done.returncode == 0,
               f"store check of {node.origin}: {done.returncode}\n{done.stdout}{done.stderr}")


def kill_everything_everywhere(federation):
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    random.seed(seed)
    nodes = federation.start("FR", "BE", "DE")
    fr = nodes[0]
    sizes = {}
    writer = Writer(fr)
    writer.start()
    try:
        kill_and_start(nodes, writer, sizes)
    finally:
        writer.ended.set()
    writer.join(60)
    expect(not writer.is_alive(), "the writer ends")
    print(f"{len(writer.acknowledged)} records acknowledged")
    expect(len(writer.acknowledged) > KILLS, "the writer wrote all the while")
    wait_until("FR holds what was acknowledged", lambda: fr.log()["size"] >= writer.size)
    roots_equal(nodes, "FR", 60)
    check_nothing_lost(fr, writer)
    for node in nodes[1:]:
        expect(set(node.iris("FR")) == set(fr.iris()), f"{node.origin} holds the same records")
    for node in nodes:
        expect(node.stop() == 0, f"{node.origin} stops gracefully")
    check_stores(federation, nodes)


if __name__ == "__main__":
    run(kill_everything_everywhere)
