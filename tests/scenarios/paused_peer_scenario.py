"""What an operator has paused stays where it is, through a restart too, until it is resumed; the
other direction and the other nodes go on meanwhile."""

import time

from federation import PARTIAL, check, expect, records, roots_equal, run, wait_until

QUIET_SECONDS = 3


def stays(node, origin, size, seconds=QUIET_SECONDS):
    """For that long the mirror holds so much, and is said to be paused."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        status = node.status()
        log = next(log for log in status["logs"] if log["origin"] == origin)
        peer = next(peer for peer in status["peers"] if peer["origin"] == origin)
        expect(log["size"] == size, f"{log['size']} updates of {origin} are here, and not {size}")
        expect((log["state"], peer["state"]) == ("paused", "paused"), f"{log} {peer}")
        time.sleep(0.05)


def nothing_is_applied_while_paused(federation):
    fr, be, de = nodes = federation.start("FR", "BE", "DE")
    fr.wait_writable()
    fr.submit(records("FR", 0, 50))
    roots_equal(nodes, "FR")

    be.run("peer", "pause", "FR")
    fr.submit(records("FR", 50, 150))
    check(roots_equal([fr, de], "FR") == 200, "the node that did not pause has what was published")
    stays(be, "FR", 50)
    check(len(be.iris("FR")) == 50, "the one that paused applies nothing, and says so")
    check(be.run("status", expected=PARTIAL)[0].count("paused") == 2, "the table says so twice")
    wait_until("the lag is known all the same", lambda: be.peer("FR")["lag"] == 150)
    be.wait_writable()
    be.submit(records("BE", 0, 10))
    check(roots_equal(nodes, "BE") == 10, "what it publishes itself still goes out")

    be.kill()
    be.start()
    wait_until("DE is heard again", lambda: be.peer("DE")["state"] == "live")
    stays(be, "FR", 50)
    check(be.json("peer", "list")["peers"][1]["paused"] is True, "the pause survives a restart")

    be.run("peer", "resume", "FR")
    check(roots_equal(nodes, "FR") == 200, "resumed, it has the same root as the others")
    be.wait_state("FR", "live")
    be.run("peer", "resync", "FR")
    fr.submit(records("FR", 200, 10))
    check(roots_equal(nodes, "FR") == 210, "and goes on after a resync")
    for name in ("FR", "BE"):
        expect(be.json("log", "verify", "--origin", name)["ok"], f"the log of {name} verifies")


def a_pause_stops_a_catch_up_at_once(federation):
    fr, be = federation.start("FR", "BE", meshed=False)
    fr.submit_many(records("FR", 0, 20000), 4000)
    fr.add(be)
    be.add(fr)
    wait_until("BE has begun", lambda: be.log("FR").get("size"), pause=0)
    be.call("peer_pause", origin="FR")
    size = be.log("FR")["size"]
    check(0 < size < 20000, f"paused in the middle, at {size} of 20000")
    stays(be, "FR", size)
    check(True, "what was on its way is not applied")
    be.call("peer_resume", origin="FR")
    check(roots_equal([fr, be], "FR") == 20000, "resumed, it goes on to the end")


def a_peer_added_again_is_not_paused(federation):
    fr, be = federation.start("FR", "BE")
    be.run("peer", "pause", "FR")
    be.run("peer", "remove", "FR")
    be.run("peer", "add", fr.write("FR.card", fr.card()), "--yes")
    be.wait_state("FR", "live")
    check(be.json("peer", "list")["peers"][0]["paused"] is False, "a pause ends with the peer")


if __name__ == "__main__":
    run(nothing_is_applied_while_paused, a_pause_stops_a_catch_up_at_once,
        a_peer_added_again_is_not_paused)
