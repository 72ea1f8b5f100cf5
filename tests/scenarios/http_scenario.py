#!/usr/bin/python3
"""Readers over HTTP: what they get, and what those get who try to break it."""

import hashlib
import json
import time

from federation import check, expect, records, run, wait_until
from web import Connection, ask, ask_last, get

MIB = 1 << 20
HEAD_SECONDS = 10
STALL_SECONDS = 30
PER_ADDRESS = 64


def serving(federation, origin="FR", count=0, **settings):
    node = federation.node(origin, **settings)
    place = node.enable_http()
    node.start()
    if count:
        node.submit_many(records(origin, 0, count))
        path, line = f"/log/{origin}/checkpoint", str(count).encode()
        wait_until(f"the checkpoint covers {count}",
                   lambda: get(place, path).body.split(b"\n")[1] == line)
    return node, place


def leaf(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def entries_of(bundle):
    entries = []
    while bundle:
        size = int.from_bytes(bundle[:2], "big")
        entries.append(bundle[2:2 + size])
        bundle = bundle[2 + size:]
    return entries


def what_readers_get(federation):
    fr, place = serving(federation, count=600)
    expect(get(place, "/healthz").status == 200, "/healthz answers")
    wait_until("FR is ready", lambda: get(place, "/readyz").status == 200)
    nation = json.loads(get(place, "/api/v1/nations").body)["nations"][0]
    check((nation["origin"], nation["size"], nation["live"]) == ("FR", 600, 600),
          "the nations are listed with their sizes")
    metrics = get(place, "/metrics").body.decode()
    check('rednode_log_size{log="FR"} 600\n' in metrics, "the metrics say so too")

    checkpoint = get(place, "/log/FR/checkpoint")
    expect(checkpoint.body.decode() == fr.call("log_head")[0]["note"], "it is the held note")
    with Connection(place) as connection:  # one connection for all
        for path, width in (("000", 256), ("001", 256), ("002.p/88", 88)):
            hashes = connection.get(f"/log/FR/tile/0/{path}")
            expect(len(hashes.body) == width * 32, f"a tile of {width} hashes")
            expect("immutable" in hashes.fields["cache-control"], "a tile never changes")
            bundle = connection.get(f"/log/FR/tile/entries/{path}", accept_encoding="gzip")
            expect(bundle.fields["content-encoding"] == "gzip", "bundles are compressed")
            leaves = b"".join(leaf(entry) for entry in entries_of(bundle.body))
            check(leaves == hashes.body, f"the entries of {path} hash to their tile")
        expect(len(connection.get("/log/FR/tile/1/000.p/2").body) == 64, "two full tiles below")
        expect(connection.get("/log/FR/tile/0/002.p/89").status == 404, "not beyond the checkpoint")


def what_is_had_already_is_not_sent_again(federation):
    _, place = serving(federation, count=300)
    with Connection(place) as connection:
        for path in ("/log/FR/tile/0/000", "/log/FR/tile/entries/000"):
            tag = connection.get(path).fields["etag"]
            again = connection.get(path, if_none_match=tag)
            expect((again.status, again.body) == (304, b""), f"{path} has not changed")

        def nations_again():  # between the two the node may have signed once more
            tag = connection.get("/api/v1/nations").fields["etag"]
            return connection.get("/api/v1/nations", if_none_match=tag).status == 304

        wait_until("the nations have not changed", nations_again)
        head = connection.get("/log/FR/tile/0/000", method="HEAD")
        check(head.fields["content-length"] == "8192", "HEAD says how long it would be")
        ranged = connection.get("/log/FR/tile/0/000", range="bytes=0-1")
        check((ranged.status, len(ranged.body)) == (200, 8192), "ranges are ignored")


def a_mirror_serves_the_same_octets(federation):
    fr, at_fr = serving(federation, "FR", 300)
    be, at_be = serving(federation, "BE")
    fr.add(be)
    be.add(fr)
    be.wait_for("FR", 300)
    for path in ("tile/0/000", "tile/0/001.p/44", "tile/entries/001.p/44", "tile/1/000.p/1"):
        wait_until(f"BE serves {path}", lambda p=path: get(at_be, f"/log/FR/{p}").status == 200)
        expect(get(at_be, f"/log/FR/{path}").body == get(at_fr, f"/log/FR/{path}").body,
               f"{path} is the same at BE")
    print("     BE serves the log of FR, octet for octet")


def old_readers_and_a_log_of_all(federation):
    fr, place = serving(federation, http={"access_log": "true"})
    answer, closed = ask_last(place, b"GET /healthz HTTP/1.0\r\n\r\n")
    expect((answer.status, closed) == (200, True), "HTTP/1.0: one answer, and the end")
    with Connection(place) as connection:
        for _ in range(2):
            connection.send(b"GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            expect(connection.answer().fields["connection"] == "keep-alive", "or as many as it likes")
        connection.send(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" * 20)
        expect({connection.answer().status for _ in range(20)} == {200}, "twenty at once, in order")
    ask(place, b"DELETE /log HTTP/1.1\r\nHost: a\r\n\r\n")
    wait_until("the log has it", lambda: "method=DELETE target=/log status=405" in fr.log_text())
    check(fr.log_text().count("target=/healthz status=200") == 23,
          "each request has its line, where that is wished for")


WRONG = {
    b"GET / HTTP/1.1\r\n\r\n": 400,                                        # no Host
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n": 400,
    b"GET / HTTP/2.0\r\nHost: a\r\n\r\n": 505,
    b"GET /\r\n\r\n": 400,
    b"get / HTTP/1.1\r\nHost: a\r\n\r\n": 405,
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n": 405,
    b"DELETE /log/FR/checkpoint HTTP/1.1\r\nHost: a\r\n\r\n": 405,
    b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n": 405,
    b"GET * HTTP/1.1\r\nHost: a\r\n\r\n": 400,
    b"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n": 400,
    b"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n": 400,
    b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n": 400,
    b"GET / HTTP/1.1\r\nHost : a\r\n\r\n": 400,
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n": 400,                # a TLS hello
    b"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n": 400,
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n": 414,
    b"GET / HTTP/1.1\r\nHost: a\r\n" + b"A: b\r\n" * 200 + b"\r\n": 431,
    b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"b" * 17000 + b"\r\n\r\n": 431,
}


def what_is_no_request_is_refused(federation):
    _, place = serving(federation)
    for octets, status in WRONG.items():
        answer = ask(place, octets)
        expect(answer.status == status, f"{octets[:60]!r}: {status}, and not {answer.status}")
        expect(answer.fields["content-type"] == "application/problem+json", "it says why")
        expect(json.loads(answer.body)["status"] == status, "as a problem")
    post = ask(place, b"POST / HTTP/1.1\r\nHost: a\r\n\r\n")
    expect(post.fields["allow"] == "GET, HEAD", "405 says what is allowed")
    expect(get(place, "/healthz").status == 200, "the server goes on")
    print(f"     {len(WRONG)} requests that are none were refused")


HIDDEN = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
SMUGGLING = [
    b"Content-Length: 45\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\nContent-Length: 45\r\n\r\n0\r\n\r\n",
    b"Content-Length: 0\r\nContent-Length: 45\r\n\r\n",
    b"Content-Length: 45\r\nContent-Length: 0\r\n\r\n",
    b"Content-Length: 0, 45\r\n\r\n",
    b"Content-Length: +45\r\n\r\n",
    b"Content-Length: -1\r\n\r\n",
    b"Content-Length: 4 5\r\n\r\n",
    b"Content-Length : 45\r\n\r\n",
    b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: identity\r\nContent-Length: 45\r\n\r\n",
    b"X: a\r\n Content-Length: 45\r\n\r\n",
    b"X: a\n\r\n",
    b"X: a\nContent-Length: 45\r\n\r\n",
    b"X: a\rContent-Length: 45\r\n\r\n",
    b"\x00Content-Length: 45\r\n\r\n",
    b"Content-Length: 45\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n2d\r\n",
    b"Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
    b"Host: b\r\n\r\n",
    b"Host: a\r\n\r\n",
]


def smuggle(place, method, fields):
    answer, closed = ask_last(place, method + b" / HTTP/1.1\r\n" + fields + HIDDEN)
    expect(answer.status in (400, 405, 413),
           f"{fields!r} is refused, and was answered with {answer.status}")
    expect(closed, f"the connection ends after {fields!r}: nothing behind it is a request")


def nothing_is_smuggled(federation):
    _, place = serving(federation)
    for method in (b"GET", b"POST"):
        for fields in SMUGGLING:
            smuggle(place, method, b"Host: a\r\n" + fields)
        smuggle(place, method, b"X: no host\r\n\r\n")
    print(f"     {2 * len(SMUGGLING) + 2} forms of smuggling were refused, each with its connection")


def endless_heads_cost_nothing(federation):
    fr, place = serving(federation)
    get(place, "/healthz")
    before = fr.memory_bytes()
    for filler in (b"a" * MIB, b"A: b\r\n" * (MIB // 6), b"A: " + b"b" * MIB):
        with Connection(place) as connection:
            try:
                connection.send(b"GET / HTTP/1.1\r\nHost: a\r\n")
                for _ in range(50):
                    connection.send(filler)
                expect(False, "fifty mebibytes of head are not read")
            except (ConnectionError, TimeoutError):
                pass
        expect(get(place, "/healthz").status == 200, "others are served")
    grown = fr.memory_bytes() - before
    check(grown < 16 * MIB, "memory is flat after endless heads")


def readers_that_do_not_read(place):
    """Each asks for more than both buffers hold, and takes nothing of it."""
    request = b"GET /log/FR/tile/0/000 HTTP/1.1\r\nHost: a\r\n\r\n"
    readers = [Connection(place) for _ in range(20)]
    for reader in readers:
        reader.socket.setblocking(False)
        try:
            for _ in range(5000):
                reader.socket.send(request)
        except BlockingIOError:
            pass
    return readers


def send_heads_slowly(fr, place):
    before = fr.memory_bytes()
    slow = [Connection(place, limit=2 * HEAD_SECONDS) for _ in range(40)]
    for connection in slow:
        connection.send(b"GET / HT")
    deadline = time.monotonic() + HEAD_SECONDS - 1
    worst = 0
    while time.monotonic() < deadline:
        start = time.monotonic()
        expect(get(place, "/log/FR/tile/0/000").status == 200, "a tile is served")
        worst = max(worst, time.monotonic() - start)
        for connection in slow:
            connection.send(b"A")
        time.sleep(0.5)
    check(worst < 3, "a tile is served while 40 connections send an octet at a time")
    expect(all(connection.is_closed() for connection in slow), "the slow ones are cut off")
    check(time.monotonic() < deadline + HEAD_SECONDS, "an octet at a time gains no time")
    check(fr.memory_bytes() - before < 16 * MIB, "memory is flat")


def the_slow_do_not_hold_up_others(federation):
    fr, place = serving(federation, count=300)
    before = fr.memory_bytes()
    readers = readers_that_do_not_read(place)
    send_heads_slowly(fr, place)  # while the time of the readers runs
    expect(get(place, "/log/FR/tile/0/000").status == 200, "others are served")
    check(fr.memory_bytes() - before < 24 * MIB, "memory is flat with 20 that do not read")

    def cut_off():
        metrics = get(place, "/metrics").body.decode()
        return "rednode_http_connections 1\n" in metrics

    wait_until("they are cut off", cut_off, STALL_SECONDS + 15, 0.2)
    for reader in readers:
        reader.close()


def many_idle_connections(federation):
    fr, place = serving(federation, http={"connections": 350})
    before = fr.memory_bytes()
    sources = [f"127.0.0.{number}" for number in range(2, 9)]
    idle = []
    for number in range(300):
        connection = Connection(place, sources[number % len(sources)])
        expect(connection.get("/healthz").status == 200, "it is served before it idles")
        idle.append(connection)
    expect(get(place, "/healthz").status == 200, "others are served beside 300 idle ones")
    check(fr.memory_bytes() - before < 16 * MIB, "300 idle connections cost little")

    room = PER_ADDRESS - len(idle[::len(sources)])
    crowd = [Connection(place, sources[0]) for _ in range(room)]
    statuses = {connection.get("/healthz").status for connection in crowd}
    expect(statuses == {200}, f"an address has {PER_ADDRESS} connections: {statuses}")
    for _ in range(3):
        with Connection(place, sources[0]) as connection:
            answer = connection.answer()  # before anything is asked
            expect(answer.status == 503, f"one more is turned away, and told so: {answer.status}")
            expect(connection.is_closed(), "and closed")
    check(True, "the address has its fill")
    expect(get(place, "/healthz").status == 200, "another address is served")
    for number in range(100):
        connection = Connection(place, f"127.0.1.{2 + number % 4}")
        idle.append(connection)
        expect(connection.get("/healthz").status == 200, "the longest idle one makes room")
    check(idle[0].is_closed(), "the connection that idled longest was closed for it")
    for connection in idle + crowd:
        connection.close()


def a_stop_waits_for_no_reader(federation):
    fr, place = serving(federation, count=300)
    idle = [Connection(place) for _ in range(10)]
    for connection in idle[:5]:
        connection.get("/healthz")
    start = time.monotonic()
    expect(fr.stop() == 0, "a graceful stop")
    check(time.monotonic() - start < 6, "it stops beside open connections")
    expect(all(connection.is_closed() for connection in idle), "they are closed")
    fr.start()
    expect(get(place, "/healthz").status == 200, "it listens on the same port again")


if __name__ == "__main__":
    run(what_readers_get, what_is_had_already_is_not_sent_again, a_mirror_serves_the_same_octets,
        old_readers_and_a_log_of_all,
        what_is_no_request_is_refused, nothing_is_smuggled, endless_heads_cost_nothing,
        the_slow_do_not_hold_up_others, many_idle_connections, a_stop_waits_for_no_reader)
