"""Strangers and a peer whose key is known do what they can to harm France: noise, floods, frames
that lie, requests for everything, readers that never read, more connections than a peer needs, and
what was said before, said again. It stays alive and small, says what it refused, and an honest peer
converges all the while."""

import os
import random
import resource
import socket
import struct
import threading
import time

import zmq

from federation import check, expect, free_port, records, roots_equal, run, wait_until
from foreign import ForeignPeer, curve_key_of, encode_frame

FLOOD = 300
HALF_OPEN = 2000
SESSIONS = 40
# base/limits.h, for each of the two sockets.
PEER_SESSIONS = 4
QUIET = 256
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
    return frames + torn + bent + [amplified(), random.randbytes(5000), b"\xff" * 64, good + b"tail" * 8]


def amplified():
    """A small message that says it is 100 MB: a thousand updates which all lie in the same place."""
    count, octets = 1000, 100_000
    frame = bytearray(encode_frame({"feed": {
        "origin": "FR", "updates": [[1]] * count + [[171] * octets]}}))
    # The pointer to the last update (capnproto.org/encoding.html#lists): its offset is from its end.
    tail = struct.pack("<I", octets << 3 | 2)
    last = next(at for at in range(8, len(frame) - 8, 8) if frame[at + 4:at + 8] == tail)
    offset = struct.unpack_from("<I", frame, last)[0] >> 2
    for back in range(1, count + 1):
        struct.pack_into("<I", frame, last - 8 * back, (offset + back) << 2 | 1)
        frame[last - 8 * back + 4:last - 8 * back + 8] = tail
    return bytes(frame)


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


def costs(node):
    """What a process has of what may run out."""
    folder = f"/proc/{node.process.pid}"
    return {"descriptors": len(os.listdir(folder + "/fd")),
            "threads": len(os.listdir(folder + "/task"))}


def still_open(connections):
    left = []
    for one in connections:
        one.setblocking(False)
        try:
            while one.recv(4096):
                pass
            one.close()  # it was hung up on
        except BlockingIOError:
            left.append(one)
        except OSError:
            one.close()
    return left


def handshakes_that_never_end(federation):
    fr, be = attacked(federation)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(2 * HALF_OPEN, limits[1]), limits[1]))
    before = costs(fr)
    honest = Convergence(fr, be)
    ports = [address(fr.feed), address(fr.exchange)]
    kept = []
    for at in range(HALF_OPEN):
        one = socket.create_connection(ports[at % 2], 5)
        if at % 3 == 0:
            one.sendall(CURVE_GREETING)  # and never a HELLO
        kept.append(one)
    honest.holds(f"{len(kept)} connections that never finish their handshake", 64)
    bound = 2 * QUIET + 2 * PEER_SESSIONS
    wait_until("few of them are left",
               lambda: costs(fr)["descriptors"] <= before["descriptors"] + bound)
    ended = fr.status()["counters"]["connections_ended"]
    expect(ended >= HALF_OPEN - 2 * QUIET - 100, f"most were ended at once, and counted: {ended}")
    after = costs(fr)
    # Beside the one that answers these questions.
    check(after["threads"] <= before["threads"] + 1,
          f"they cost {after['descriptors'] - before['descriptors']} descriptors at most, no thread; "
          f"{ended} made room for others")
    be.stop()
    be.start()
    honest.holds("a peer comes in beside what is left of them", 64, [records("FR", 400, 30)])
    for one in still_open(kept):
        one.close()
    wait_until("none is left", lambda: costs(fr)["descriptors"] <= before["descriptors"] + 4)


def one_peer_with_many_sessions(federation):
    fr, be = attacked(federation)
    fr.submit_many(records("FR", 1000, 20, octets=200_000))
    roots_equal([fr, be], "FR")
    before = costs(fr)
    honest = Convergence(fr, be)
    everything = {"origin": "FR", "first": "0", "count": 1024, "bytesMax": HUGE,
                  "withContents": True}
    request = encode_frame({"request": {"id": "1", "range": everything}})
    with ForeignPeer("NL") as many:
        fr.add(many.card())
        key = curve_key_of(fr.card())
        kept = []
        for _ in range(SESSIONS):
            kept.append(many.subscribe(fr, key))
            dealer = many.socket(zmq.DEALER, key)
            dealer.rcvhwm = 1
            dealer.connect(fr.exchange)
            kept.append(dealer)
            for _ in range(10):
                dealer.send(request)
        honest.holds(f"{len(kept)} sessions of one peer, none of which reads", 400)
        wait_until("they end, and are counted", lambda: fr.status()["counters"]["sessions_ended"]
                   >= 2 * (SESSIONS - PEER_SESSIONS))
        why = fr.peer("NL")["refused_because"]
        check("sessions" in why, f"and the peer's line says so: {why}")
        grown = costs(fr)["descriptors"] - before["descriptors"]
        # Those that were ended dial again, and some are in the middle of it.
        check(grown <= 2 * QUIET, f"{grown} descriptors")
        expect(fr.peer("BE")["refused"] == 0, "nobody else is blamed")
    fr.wait_state("BE", "live")


def many_topics(federation):
    """A subscriber wants what costs memory: topics without end, each as long as it may be."""
    fr, be = attacked(federation)
    honest = Convergence(fr, be)
    with ForeignPeer("NL") as greedy:
        fr.add(greedy.card())
        key = curve_key_of(fr.card())
        ends = time.monotonic() + 5
        sent = 0
        while time.monotonic() < ends:
            feed = greedy.socket(zmq.XSUB, key)
            feed.sndhwm = 0
            feed.connect(fr.feed)
            for octets in (400, 10_000):
                for _ in range(500):
                    feed.send(b"\x01" + random.randbytes(octets))
                    sent += 1
            time.sleep(0.2)
        honest.holds(f"{sent} topics that nobody publishes", 96)
        expect(fr.status()["counters"]["sessions_ended"] > 0, "such sessions end, and are counted")
    fr.wait_state("BE", "live")


class Replayer(LyingServer):
    """Says again, in any order, what France said before."""

    def __init__(self, peer, host, frames):
        super().__init__(peer, host)
        self.lies = frames


def what_was_said_before(federation):
    fr, be = attacked(federation)
    with ForeignPeer("NL") as old:
        fr.add(old.card())
        feed = old.subscribe(fr, curve_key_of(fr.card()))
        wait_until("heartbeats come", lambda: feed.poll(100))
        for at in range(500, 600, 10):
            fr.submit(records("FR", at, 10))
        size = roots_equal([fr, be], "FR")
        frames = []
        ends = time.monotonic() + 4  # with some heartbeats
        while time.monotonic() < ends:
            if feed.poll(100):
                frames.append(feed.recv_multipart()[1])
        check(len(frames) > 10, f"{len(frames)} frames that France signed")
        server = Replayer(old, federation.host, frames)
        fr.call("peer_add", card=old.card(), replace=True)  # now it is there
        be.add(old.card())
        honest = Convergence(fr, be)
        server.start()
        dealer = old.dial(be, curve_key_of(be.card()))
        for frame in frames * 5:
            dealer.send(frame)  # a frame of the feed on the exchange
        honest.holds("old frames, over and over, from another peer", 96, [records("FR", 700, 30)])
        time.sleep(2)
        log = be.log("FR")
        expect(log["size"] == size + 30, f"nothing is there twice: {log['size']}")
        check(log["state"] == "live" and log["age_seconds"] < 10,
              f"nothing got older by it: {log['state']}, {log['age_seconds']} s")
        server.ended.set()
        server.join(10)
    for node in (fr, be):
        expect(node.json("store", "check")["clean"], "the store is sound")


if __name__ == "__main__":
    seed = int(os.environ.get("SEED", random.randrange(1 << 32)))
    print(f"seed {seed}")
    random.seed(seed)
    run(strangers_make_noise, handshakes_that_never_end, a_known_peer_sends_lies,
        a_known_peer_serves_lies, readers_that_never_read, one_peer_with_many_sessions, many_topics,
        what_was_said_before)
