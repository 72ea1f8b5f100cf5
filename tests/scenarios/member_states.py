"""27 daemons, one a member state, on this machine: all hold the catalogues of all, and what it
costs. Not a part of the test suite: it takes the whole machine for some minutes.

  tests/scenarios/member_states.py BIN_DIRECTORY
"""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

from federation import check, expect, records, run, wait_until

STATES = ("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK").split()
RECORDS = 1000
OCTETS = 1000  # that do not compress: as much as a record of 4 KB at rest
NODE_MEMORY_MAX = 200 << 20


def holds_all(node, size):
    expect(node.running(), f"{node.origin} ended")
    logs = {log["origin"]: log for log in node.status()["logs"]}
    return all(logs.get(origin, {}).get("size", 0) >= size and not logs[origin].get("wanted")
               for origin in STATES)


def every_catalogue_everywhere(federation):
    nodes = [federation.node(origin).start() for origin in STATES]
    with ThreadPoolExecutor(4) as pool:
        cards = [node.card() for node in nodes]
        start = time.monotonic()
        list(pool.map(lambda node: node.add(*(card for card, other in zip(cards, nodes)
                                              if other is not node)), nodes))
        for node in nodes:
            node.wait_writable(120)
        check(True, f"{len(nodes)} daemons know each other after {time.monotonic() - start:.0f} s")

        start = time.monotonic()
        list(pool.map(lambda node: node.submit_many(records(node.origin, 0, RECORDS, octets=OCTETS)),
                      nodes))
        submitted = time.monotonic() - start
    for node in nodes:
        wait_until(f"{node.origin} holds all", lambda node=node: holds_all(node, RECORDS), 600, 0.5)
    took = time.monotonic() - start
    count = len(nodes) * RECORDS
    check(True, f"{count} records were submitted within {submitted:.0f} s and were everywhere "
                f"after {took:.0f} s: {count * (len(nodes) - 1) / took:.0f} replicated a second")
    heads = {tuple(sorted((log["origin"], log["size"], log["root"]) for log in n.status()["logs"]))
             for n in nodes}
    expect(len(heads) == 1, "the checkpoints differ")
    check(True, "all have the same size and root of every log")

    wait_until("every log is live everywhere",
               lambda: all(log["state"] == "live" for n in nodes for log in n.status()["logs"]),
               120, 1)
    times = []
    for number in range(20):
        node = nodes[number % len(nodes)]
        start = time.monotonic()
        answer = node.submit(records(node.origin, RECORDS + number, 1), cosign_now=True)
        node.call("await", size=answer["checkpoint"]["size"], count=len(nodes) - 1,
                  timeout_seconds=30)
        times.append(time.monotonic() - start)
    check(True, f"a commit is held by all others, durably and signed, after "
                f"{statistics.median(times) * 1000:.0f} ms (median; the slowest of {len(times)}: "
                f"{max(times) * 1000:.0f} ms)")

    resident = sorted(node.memory_bytes() for node in nodes)
    peak = sorted(node.memory_bytes("VmHWM") for node in nodes)
    check(peak[-1] < NODE_MEMORY_MAX,
          f"memory of a node: {resident[0] >> 20} to {resident[-1] >> 20} MB, at most "
          f"{peak[-1] >> 20} MB; together {sum(resident) >> 20} MB")
    print("     " + "  ".join(f"{node.origin} {node.memory_bytes() >> 20} MB" for node in nodes))


if __name__ == "__main__":
    run(every_catalogue_everywhere)
