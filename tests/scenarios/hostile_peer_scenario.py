"""Strangers and a peer whose key is known do what they can to harm France: noise, floods, frames
that lie, requests for everything, and readers that never read. It stays alive and small, says what
it refused, and an honest peer converges all the while."""

import os
import random
import socket
import threading
import time

import zmq

from federation import check, expect, free_port, records, roots_equal, run, wait_until
from foreign import ForeignPeer, curve_key_of, encode_frame

FLOOD = 300
FRAME_MAX = 4 << 20
MEGABYTE = 1 << 20
HUGE = (1 << 32) - 1
GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x00"
CURVE_GREETING = GREETING + b"CURVE".ljust(20, b"\0") + bytes(32)


def address(endpoint):
    host, port = endpoint[len("tcp://"):].rsplit(":", 1)
    return host, int(port)


def attacked(federation):
    """France, which is attacked, and Belgium, which is honest. With small buffers growth shows."""
    fr, be = federation.start("FR", "BE", store={"write_buffer_megabytes": 8, "cache_megabytes": 8})
    fr.wait_writable()
    fr.submit(records("FR", 0, 20))
    roots_equal([fr, be], "FR")
    return fr, be


class Convergence:
    """While the attack is under way: France publishes, and Belgium must follow."""

    def __init__(self, fr, be):
        self.fr = fr
        self.be = be
        self.before = fr.memory_bytes()

    def holds(self, what, limit_megabytes, batches=(records("FR", 100, 30),)):
        for batch in batches:
            self.fr.submit(batch)
        roots_equal([self.fr, self.be], "FR")
        expect(self.fr.running(), "France is alive")
        grown = (self.fr.memory_bytes("VmHWM") - self.before) // MEGABYTE
        expect(grown <= limit_megabytes, f"memory grew by {grown} MB, more than {limit_megabytes}")
        check(True, f"{what}: Belgium converged, and memory grew by at most {grown} MB "
              f"(limit {limit_megabytes})")


def poke(node, octets, linger=0.0):
    """Sends octets to both ports of a node on sockets of their own, and returns the sockets."""
    opened = []
    for endpoint in (node.feed, node.exchange):
        one = socket.create_connection(address(endpoint), 5)
        one.settimeout(5)
        opened.append(one)
        try:
            one.sendall(octets)
        except OSError:
            pass  # it was hung up on, which is what it deserves
    time.sleep(linger)
    return opened


def strangers_make_noise(federation):
    fr, be = attacked(federation)
    honest = Convergence(fr, be)
    hello = b"\x04\xc8\x05HELLO\x01\x00" + bytes(192)
    noise = [random.randbytes(65536), bytes(65536), b"GET / HTTP/1.1\r\n\r\n" * 50, GREETING[:7],
             CURVE_GREETING, CURVE_GREETING + hello[:60], CURVE_GREETING + hello,
             CURVE_GREETING + b"\x06" + (1 << 62).to_bytes(8, "big") + b"x" * 4096,
             GREETING + b"NULL".ljust(20, b"\0") + bytes(32) + b"\x04\x1a\x05READY" + bytes(20)]
    kept = []
    for octets in noise * 5:
        kept += poke(fr, octets)
    honest.holds(f"{len(kept)} connections with garbage and half handshakes", 64)
    for one in kept:
        one.close()

    ports = [address(fr.feed), address(fr.exchange)]
    flood = [socket.create_connection(ports[i % 2], 5) for i in range(FLOOD)]
    honest.holds(f"{len(flood)} connections at once that say nothing", 64,
                 [records("FR", 200, 30)])
    for one in flood:
        one.close()

    with ForeignPeer("XX") as stranger:
        key = curve_key_of(fr.card())
        knocking = [stranger.dial(fr, key) for _ in range(10)]
        knocking += [stranger.subscribe(fr, key) for _ in range(10)]
        for dealer in knocking[:10]:
            dealer.send(b"let me in", zmq.NOBLOCK)
        wait_until("the refusals are counted",
                   lambda: fr.status()["counters"]["connections_refused"] >= 20)
        expect(not any(one.poll(10) for one in knocking), "a stranger hears nothing")
    check(True, "connections with an unknown key are refused, and counted in the status")
    fr.wait_state("BE", "live")


def lies(origin):
    """Frames that are well formed and make no sense, and octets that are no frames."""
    note = list(b"FR\n9999999\n" + b"A" * 43 + b"=\n\n\xe2\x80\x94 FR AAAA\n")
    chunk = {"origin": "FR", "checkpoint": note, "first": str((1 << 64) - 1),
             "updates": [[1, 2, 3]] * 1024, "proof": [[0] * 32] * 128}
    frames = [encode_frame(frame) for frame in (
        {"feed": chunk}, {"feed": {**chunk, "origin": origin, "first": "0"}},
        {"feed": {**chunk, "origin": "BE", "contents": [
            {"id": [0] * 32, "size": HUGE, "codec": 1, "bytes": [40, 181, 47, 253] * 50}]}},
        {"answer": {"id": "1", "chunk": chunk}},
        {"answer": {"id": "1", "heads": [{"origin": "FR", "checkpoint": note}] * 300}},
        {"request": {"id": "1", "contents": [[0] * 32] * 1025}},
        {"request": {"id": "2", "contents": [[0] * 7] * 10}},
        {"request": {"id": "3", "range": {"origin": "X" * 500, "first": "0", "count": 1}}},
        {"request": {"id": "4", "cosign": {"origin": "FR", "checkpoint": note}}},
        {"version": 99, "request": {"id": "5", "heads": None}})]
    good = frames[0]
    torn = [good[:size] for size in (0, 1, 7, 8, 9, len(good) // 2, len(good) - 8)]
    bent = []
    for _ in range(60):
        octets = bytearray(random.choice(frames[:6]))
        for _ in range(random.randint(1, 8)):
            octets[random.randrange(min(len(octets), 400))] = random.randrange(256)
        bent.append(bytes(octets))
    return frames + torn + bent + [random.randbytes(5000), b"\xff" * 64, good + b"tail" * 8]


def greedy_requests():
    for first in (0, (1 << 64) - 1, 1 << 63):
        yield {"range": {"origin": "FR", "first": str(first), "count": HUGE, "bytesMax": HUGE,
                         "withContents": True}}
        yield {"proof": {"origin": "FR", "oldSize": str(first)}}


def a_known_peer_sends_lies(federation):
    fr, be = attacked(federation)
    fr.submit_many(records("FR", 1000, 5000))
    roots_equal([fr, be], "FR")
    honest = Convergence(fr, be)
    with ForeignPeer("NL") as liar:
        fr.add(liar.card())
        key = curve_key_of(fr.card())
        dealer = liar.dial(fr, key)
        for body in greedy_requests():
            answer = liar.ask(dealer, body)
            updates = answer.get("chunk", {}).get("updates", [])
            expect(len(updates) <= 1024, f"an answer is bounded: {len(updates)} updates")
            expect(updates or "refused" in answer or "proof" in answer, f"{list(answer)}")
        check(True, "requests for everything, and beyond the end, are answered in bounds")
        octets = lies("NL")
        for frame in octets:
            dealer.send(frame)
        for parts in ([b"", b""], [octets[0]] * 3, [b"x"] * 100):
            dealer.send_multipart(parts)
        wait_until("they are refused", lambda: fr.peer("NL")["refused"] >= len(octets) // 2)
        for _ in range(3):
            large = liar.dial(fr, key)
            large.send(bytes(FRAME_MAX + 1))
            large.send(encode_frame({"request": {"id": "1", "heads": None}}))
        honest.holds(f"{len(octets)} frames that lie, and 3 that are too large", 96)
        for _ in range(20):
            for frame in octets:
                dealer.send(frame)
        wait_until("all of them are read", lambda: fr.peer("NL")["refused"] > 10 * len(octets))
        peer = fr.peer("NL")
        why = peer["refused_because"]
        check(why, f"{peer['refused']} refused, because: {why}")
        shown = fr.run("peer", "show", "NL")[0]
        expect("the last because:" in shown, f"peer show says so too: {shown}")
        notices = fr.log_text().count("message-refused")
        check(0 < notices < 60, f"the daemon's log has {notices} lines about it")
        expect(fr.peer("BE")["refused"] == 0, "nobody else is blamed")
        honest.holds("thousands of them", 96, [records("FR", 9000, 30)])
    fr.wait_state("BE", "live")
    expect(fr.json("store", "check")["clean"], "the store is sound")


class LyingServer(threading.Thread):
    """A feed and an exchange as France dials them, which say nothing but lies."""

    def __init__(self, peer, host):
        super().__init__(daemon=True)
        self.ended = threading.Event()
        self.heard = 0
        self.feed = self.bound(peer, zmq.PUB, host)
        self.exchange = self.bound(peer, zmq.ROUTER, host)
        peer.feed = self.feed.last_endpoint.decode().rstrip("\0")
        peer.exchange = self.exchange.last_endpoint.decode().rstrip("\0")
        self.lies = lies(peer.origin) + [bytes(FRAME_MAX + 1)]
        self.topic = peer.origin.encode()

    @staticmethod
    def bound(peer, kind, host):
        made = peer.socket(kind)
        made.curve_server = True
        made.curve_secretkey = peer.secret
        made.bind(f"tcp://{host}:{free_port(host)}")
        return made

    def run(self):
        while not self.ended.is_set():
            self.feed.send_multipart([self.topic, random.choice(self.lies)])
            while self.exchange.poll(5):
                route, *_ = self.exchange.recv_multipart()
                self.heard += 1
                self.exchange.send_multipart([route, random.choice(self.lies)])


def a_known_peer_serves_lies(federation):
    fr, be = attacked(federation)
    honest = Convergence(fr, be)
    with ForeignPeer("NL") as liar:
        server = LyingServer(liar, federation.host)
        fr.add(liar.card())
        server.start()
        wait_until("France asks, and is told lies", lambda: server.heard > 2)
        wait_until("they are refused", lambda: fr.peer("NL")["refused"] > 50)
        honest.holds("a peer whose feed and answers are lies", 96)
        server.ended.set()
        server.join(10)
        peer = fr.peer("NL")
        why = peer["refused_because"]
        check(why, f"{peer['refused']} refused, because: {why}")
        expect(fr.log("NL").get("size", 0) == 0, "nothing of it is in a log")
        expect(fr.log("BE")["state"] != "diverged" and fr.writable(), "no honest origin suffers")


def readers_that_never_read(federation):
    fr, be = attacked(federation)
    honest = Convergence(fr, be)
    with ForeignPeer("NL") as lazy:
        fr.add(lazy.card())
        key = curve_key_of(fr.card())
        feeds = []
        for _ in range(4):
            feed = lazy.socket(zmq.SUB, key)
            feed.rcvhwm = 1
            feed.rcvbuf = 4096
            feed.connect(fr.feed)
            feed.subscribe("")
            feeds.append(feed)
        wait_until("they are subscribed", lambda: all(feed.poll(100) for feed in feeds))
        batches = [records("FR", at, 20, octets=200_000) for at in range(10000, 10200, 20)]
        honest.holds(f"{len(feeds)} subscribers that never read while 40 MB are published", 160,
                     batches)
        dealers = []
        everything = {"origin": "FR", "first": "100", "count": 1024, "bytesMax": HUGE,
                      "withContents": True}
        request = encode_frame({"request": {"id": "1", "range": everything}})
        for _ in range(4):
            dealer = lazy.socket(zmq.DEALER, key)
            dealer.rcvhwm = 1
            dealer.connect(fr.exchange)
            dealers.append(dealer)
            for _ in range(60):
                dealer.send(request)
        honest.holds(f"{len(dealers)} askers that never read, 60 MB of answers for each", 400,
                     [records("FR", 20000, 30)])
    fr.wait_state("BE", "live")


if __name__ == "__main__":
    seed = int(os.environ.get("SEED", random.randrange(1 << 32)))
    print(f"seed {seed}")
    random.seed(seed)
    run(strangers_make_noise, a_known_peer_sends_lies, a_known_peer_serves_lies,
        readers_that_never_read)
