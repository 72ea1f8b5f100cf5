"""Five nations on hosts of their own, with the delays, losses and cuts of a wide area network."""

import functools
import time

from federation import check, expect, records, roots_equal, run, wait_until
from wide_area import WideArea, possible

NATIONS = ("FR", "BE", "DE", "LU", "EE")
RECORDS = 2000
FR, BE, DE = 0, 1, 2


def on_a_network(story):
    """Where no such network can be made, the story says so and is not told."""
    @functools.wraps(story)
    def told(federation):
        why = possible()
        if why:
            print(f"SKIPPED: {why}")
        else:
            story(federation)

    return told


def at_home(node, host):
    """The node's daemon runs on the host."""
    node.feed = f"tcp://{host.address}:7401"
    node.exchange = f"tcp://{host.address}:7402"
    node.launcher = ("ip", "netns", "exec", host.namespace)
    node.write_config()


def nations(federation, network):
    nodes = [federation.node(origin) for origin in NATIONS]
    for node, host in zip(nodes, network.hosts):
        at_home(node, host)
        node.start()
    for one in nodes:
        one.add(*(other for other in nodes if other is not one))
    for node in nodes:
        node.wait_writable()
    return nodes


def log_state(node, origin):
    return node.log(origin).get("state")


def all_equal(nodes, limit=60):
    return sum(roots_equal(nodes, origin, limit) for origin in NATIONS)


@on_a_network
def far_apart(federation):
    """25 ms each way and 1 % of packets lost: everything arrives, and in seconds."""
    with WideArea(len(NATIONS), delay=0.025, loss=0.01) as network:
        nodes = nations(federation, network)
        start = time.monotonic()
        for node in nodes:
            node.submit_many(records(node.origin, 0, RECORDS))
        total = all_equal(nodes)
        check(total == len(NATIONS) * RECORDS,
              f"{len(NATIONS)} nations hold {total} updates of each other, "
              f"{time.monotonic() - start:.1f} s after the first was submitted")
        started = time.monotonic()
        answer = nodes[FR].submit(records("FR", RECORDS, 1), cosign_now=True)
        nodes[FR].call("await", size=answer["checkpoint"]["size"], count=4, timeout_seconds=20)
        check(True, f"a commit is held by the four others, and they have said so, after "
                    f"{time.monotonic() - started:.2f} s")
        wait_until("every log is live everywhere",
                   lambda: all(log_state(n, o) == "live" for n in nodes for o in NATIONS))
        expect(network.lost > 0, "no packet was lost: this was no such network")


@on_a_network
def a_link_is_cut(federation):
    """Without a wire to Germany, Belgium takes the German log from the others, and says so."""
    with WideArea(len(NATIONS), delay=0.01) as network:
        nodes = nations(federation, network)
        nodes[DE].submit_many(records("DE", 0, 100))
        all_equal(nodes)
        network.cut(BE, DE)
        nodes[BE].wait_state("DE", "unreachable", "stale", limit=60)
        start = time.monotonic()
        nodes[DE].submit_many(records("DE", 100, 100))
        nodes[BE].wait_for("DE", 200, limit=60)
        check(True, f"Belgium has what Germany published, by others, after "
                    f"{time.monotonic() - start:.1f} s")
        time.sleep(16)  # longer than a log may be silent
        check(log_state(nodes[BE], "DE") == "live",
              "and the German log is live there, by Germany's own word")
        network.restore()
        nodes[BE].wait_state("DE", "live", limit=90)
        all_equal(nodes)


@on_a_network
def a_nation_is_alone(federation):
    """Cut off, a nation goes on writing, and everybody sees that it is; then all are equal."""
    with WideArea(len(NATIONS), delay=0.01) as network:
        nodes = nations(federation, network)
        for node in nodes:
            node.submit_many(records(node.origin, 0, 50))
        all_equal(nodes)
        for other in range(1, len(NATIONS)):
            network.cut(FR, other)
        wait_until("the others show France as stale",
                   lambda: all(log_state(n, "FR") == "stale" for n in nodes[1:]), 60)
        for node in nodes:
            node.submit_many(records(node.origin, 50, 50))
        expect(nodes[BE].log("FR")["size"] == 50, "Belgium knows what it cannot know")
        roots_equal(nodes[1:], "DE")
        network.restore()
        start = time.monotonic()
        total = all_equal(nodes, limit=90)
        check(total == 100 * len(NATIONS),
              f"all are equal {time.monotonic() - start:.1f} s after the links came back")


@on_a_network
def a_link_goes_one_way(federation):
    """Nothing of what Germany sends reaches Belgium, so that no connection between them lasts: both
    still get everything, by others."""
    with WideArea(len(NATIONS), delay=0.01) as network:
        nodes = nations(federation, network)
        network.cut(DE, BE, both=False)
        nodes[BE].wait_state("DE", "unreachable", "stale", limit=60)
        nodes[BE].submit_many(records("BE", 0, 100))
        nodes[DE].submit_many(records("DE", 0, 100))
        nodes[BE].wait_for("DE", 100, limit=60)
        nodes[DE].wait_for("BE", 100, limit=60)
        check(network.blocked > 0, f"{network.blocked} packets went nowhere, and nothing is missing")
        network.restore()
        nodes[BE].wait_state("DE", "live", limit=90)
        all_equal(nodes)


if __name__ == "__main__":
    run(far_apart, a_link_is_cut, a_nation_is_alone, a_link_goes_one_way)
