"""A peer that was removed loses the session it has, and gets nothing more, while the others do. One
whose key is wrong, and one that is down, are told apart, and neither ever looks like a good one."""

import socket
import time

import zmq

from federation import PARTIAL, check, expect, free_port, records, roots_equal, run, wait_until
from foreign import ForeignPeer, curve_key_of, silent, with_curve_key

QUIET_SECONDS = 4
HEADS = {"heads": None}


def star(federation, centre, *others):
    """Started nodes that know the centre and not each other: they get all from there."""
    middle, *rest = federation.start(centre, *others, meshed=False)
    for node in rest:
        middle.add(node)
        node.add(middle)
    return middle, *rest


def drain(socket):
    while socket.poll(0):
        socket.recv_multipart()


def a_removed_peer_gets_nothing_more(federation):
    fr, be, de = star(federation, "FR", "BE", "DE")
    fr.wait_writable()
    fr.submit(records("FR", 0, 50))
    roots_equal([fr, be, de], "FR")
    be.wait_state("FR", "live")
    known = be.log("FR")

    fr.run("peer", "remove", "BE")
    fr.submit(records("FR", 50, 50))
    roots_equal([fr, de], "FR")
    check(de.log("FR")["size"] == 100, "the peer that stayed has what was published afterwards")
    be.wait_state("FR", "auth-failed")
    seen = be.states_of("FR", QUIET_SECONDS)
    check({state for state, _ in seen} == {"auth-failed"}, f"the removed one sees it: {seen}")
    check(all("does not know our CURVE key" in cause for _, cause in seen), "with the cause")
    for name in ("size", "root", "live"):
        expect(be.log("FR")[name] == known[name], f"{name} of its copy is what it was")
    check(len(be.iris("FR")) == 50, "nothing more came, and nothing was taken away")
    expect(fr.peer("BE") == {}, "FR lists it no more")
    expect(fr.writable() and be.writable(), "both can still write")

    fr.run("peer", "add", be.write("BE.card", be.card()), "--yes")
    check(roots_equal([fr, be, de], "FR") == 100, "added again, it catches up")
    be.wait_state("FR", "live")
    fr.wait_state("BE", "live")


def a_live_session_ends_at_once(federation):
    fr, = federation.start("FR")
    with ForeignPeer("NL") as removed, ForeignPeer("PL") as other:
        fr.add(removed.card(), other.card())
        key = curve_key_of(fr.card())
        feeds = [peer.subscribe(fr, key) for peer in (removed, other)]
        exchanges = [peer.dial(fr, key) for peer in (removed, other)]
        for feed in feeds:
            wait_until("a heartbeat comes", lambda feed=feed: feed.poll(100))
        for peer, exchange in zip((removed, other), exchanges):
            expect("heads" in peer.ask(exchange, HEADS), f"{peer.origin} is answered")

        fr.run("peer", "remove", "NL")
        exchanges[0].rcvtimeo = exchanges[0].sndtimeo = QUIET_SECONDS * 1000
        drain(feeds[0])
        fr.submit(records("FR", 0, 20))
        check(silent(feeds[0], QUIET_SECONDS * 1000), "the removed one's feed is silent")
        try:
            removed.ask(exchanges[0], HEADS)
            expect(False, "the removed one must not be answered")
        except zmq.Again:
            check(True, "its requests are not answered")
        wait_until("the other one's feed goes on", lambda: feeds[1].poll(100))
        check("heads" in other.ask(exchanges[1], HEADS), "the other one is answered")


def elsewhere(node, card):
    """The card of a node with addresses at which nobody listens."""
    for endpoint in (node.feed, node.exchange):
        card = card.replace(endpoint, f"tcp://{endpoint[6:].split(':')[0]}:{free_port('')}")
    return card


def peers_that_look_dead(federation):
    """FR, and what is wrong with each of its peers: {origin: (state, part of the cause)}."""
    fr, be, de, es = federation.start("FR", "BE", "DE", "ES", meshed=False)
    for node in (be, de, es):
        node.add(fr)
    down = de.card()
    de.kill()
    fr.add(with_curve_key(be.card(), zmq.curve_keypair()[0]), down, elsewhere(es, es.card()))
    return fr, be, de, es, {"BE": ("auth-failed", "CURVE key"), "DE": ("unreachable", de.exchange),
                            "ES": ("unreachable", "no connection to tcp://"),
                            "IT": ("unreachable", "no peer answers there")}


def a_wrong_key_is_not_a_peer_that_is_down(federation):
    fr, be, de, es, wanted = peers_that_look_dead(federation)
    port = free_port(federation.host)
    with socket.create_server((federation.host, port)), ForeignPeer(
            "IT", *[f"tcp://{federation.host}:{port}"] * 2) as nobody:
        fr.add(nobody.card())
        for origin, (state, part) in wanted.items():
            fr.wait_state(origin, state)
            wait_until("the cause is said", lambda o=origin, p=part: p in fr.peer(o)["cause"])
        es.wait_state("FR", "live")  # it reaches us; we do not reach it
        end = time.monotonic() + QUIET_SECONDS
        while time.monotonic() < end:
            status = fr.status()
            for peer in status["peers"]:
                state, part = wanted[peer["origin"]]
                expect(peer["state"] == state and part in peer["cause"], f"{peer}")
            expect(all(log["state"] != "live" for log in status["logs"] if not log["own"]),
                   "no log of theirs is live")
    for peer in status["peers"]:
        check(True, f"{peer['origin']} is {peer['state']} all the time: {peer['cause']}")
    table, _ = fr.run("status", expected=PARTIAL)
    check("auth-failed" in table and "unreachable" in table, "the table says both")
    check("live" not in fr.run("peer", "show", "BE")[0], "and so does the peer itself")

    for node in (be, es):
        fr.run("peer", "add", node.write("card", node.card()), "--yes", "--replace")
    de.start()
    for origin in ("BE", "DE", "ES"):
        fr.wait_state(origin, "live")
        expect(fr.peer(origin)["cause"] is None, f"no cause is left of {origin}")
    check(True, "the right card heals the ones, a start the other")


if __name__ == "__main__":
    run(a_removed_peer_gets_nothing_more, a_live_session_ends_at_once,
        a_wrong_key_is_not_a_peer_that_is_down)
