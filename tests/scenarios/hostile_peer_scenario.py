"""Peers and strangers that behave badly cost bounded memory, and harm nobody else."""

import contextlib
import os
import socket
import time

import zmq

from federation import expect, records, roots_equal, run, wait_until
from foreign import ForeignPeer, curve_key_of, encode_frame

MEMORY_GROWTH = 150 << 20
CONNECTIONS = 300


def address_of(endpoint):
    host, port = endpoint.removeprefix("tcp://").rsplit(":", 1)
    return host, int(port)


def throw(endpoint, octets):
    with contextlib.suppress(OSError), socket.create_connection(address_of(endpoint), 2) as out:
        out.sendall(octets)


def check_unharmed(fr, be, before, number):
    grown = fr.memory_bytes() - before
    print(f"   memory grew by {grown >> 20} MB")
    expect(grown < MEMORY_GROWTH, f"memory stays bounded: {grown} more octets")
    fr.submit(records("FR", number, 5))
    roots_equal([fr, be], "FR")
    be.wait_state("FR", "live")


def strangers_without_a_key(federation):
    fr, be = federation.start("FR", "BE")
    fr.submit(records("FR", 0, 5))
    roots_equal([fr, be], "FR")
    before = fr.memory_bytes()
    with contextlib.ExitStack() as held:
        for _ in range(CONNECTIONS):
            with contextlib.suppress(OSError):
                held.enter_context(socket.create_connection(address_of(fr.exchange), 2))
        for endpoint in (fr.feed, fr.exchange):
            throw(endpoint, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            throw(endpoint, os.urandom(1 << 20))
            # A ZeroMQ greeting, and then a frame that claims to be very long.
            throw(endpoint, b"\xff" + b"\0" * 8 + b"\x7f\x03\x01CURVE" + b"\0" * 47
                  + b"\x02" + b"\xff" * 8 + os.urandom(4096))
        with ForeignPeer("NL") as unknown:
            feed = unknown.subscribe(fr, curve_key_of(fr.card()))
            expect(feed.poll(1500) == 0, "an unknown key hears nothing")
        check_unharmed(fr, be, before, 10)


def a_peer_that_talks_nonsense(federation):
    fr, be = federation.start("FR", "BE")
    with ForeignPeer("NL") as other:
        fr.add(other.card())
        before = fr.memory_bytes()
        dealer = other.dial(fr, curve_key_of(fr.card()))
        head = other.ask(dealer, {"heads": None})
        expect("heads" in head, f"a known peer is answered: {head}")
        good = encode_frame({"request": {"id": "1", "heads": None}})
        many = {"range": {"origin": "FR", "first": "0", "count": 4294967295,
                          "bytesMax": 4294967295, "withContents": True}}
        for octets in (b"", b"x", os.urandom(64), os.urandom(1 << 20), good[:-3], good + b"\0" * 8,
                       b"\xff" * 4096, b"\0" * (3 << 20), good * 3,
                       encode_frame({"request": {"id": "2", **many}}),
                       encode_frame({"feed": {"origin": "FR", "first": "18446744073709551615"}})):
            dealer.send(octets)
        for _ in range(2000):
            dealer.send(os.urandom(100))
        wait_until("the refusals are counted", lambda: fr.peer("NL").get("refused", 0) > 100)
        expect(fr.peer("NL")["cause"], f"with a cause: {fr.peer('NL')}")
        # One that is too large for the wire ends the session, and nothing else.
        dealer.send(b"\0" * (5 << 20))
        time.sleep(1)
        check_unharmed(fr, be, before, 100)


def a_subscriber_that_never_reads(federation):
    fr, be = federation.start("FR", "BE")
    with ForeignPeer("NL") as slow:
        fr.add(slow.card())
        feed = slow.socket(zmq.SUB, curve_key_of(fr.card()))
        feed.rcvhwm = 1
        feed.connect(fr.feed)
        feed.subscribe("FR")
        wait_until("it is subscribed", lambda: feed.poll(100))
        before = fr.memory_bytes()
        for number in range(0, 6000, 200):
            fr.submit(records("FR", number, 200, octets=4000))
        check_unharmed(fr, be, before, 10_000)


if __name__ == "__main__":
    run(strangers_without_a_key, a_peer_that_talks_nonsense, a_subscriber_that_never_reads)
