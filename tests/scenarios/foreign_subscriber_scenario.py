"""The wire schema is enough for others: a program with pyzmq and the capnp tool, and no line of ours,
follows a feed and fetches a range."""

import time

from federation import expect, records, run, wait_until
from foreign import ForeignPeer, curve_key_of, data, decode_frame, decode_update

COUNT = 30


def iris_of(chunk):
    return {decode_update(data(update))["iri"] for update in chunk.get("updates", [])}


def next_chunk(feed):
    """One message of the feed: the topic, and the chunk."""
    topic, frame = feed.recv_multipart()
    decoded = decode_frame(frame)
    expect(decoded["version"] == 1, "the version of the frame is 1")
    return topic, decoded["feed"]


def follow_the_feed(federation):
    fr, = federation.start("FR")
    with ForeignPeer("NL") as other:
        fr.add(other.card())
        key = curve_key_of(fr.card())
        feed = other.subscribe(fr, key)
        wait_until("a heartbeat comes", lambda: feed.poll(100))
        batch = records("FR", 0, COUNT)
        wanted = {iri for iri, _ in batch}
        for at in range(0, COUNT, 10):
            fr.submit(batch[at:at + 10])
        seen = set()
        deadline = time.monotonic() + 20
        while not wanted <= seen and time.monotonic() < deadline:
            topic, chunk = next_chunk(feed)
            expect(topic == b"FR", f"the topic is the origin, not {topic}")
            expect(chunk["origin"] == "FR", "the chunk names its origin")
            note = data(chunk["checkpoint"]).decode()
            expect(note.startswith("FR\n"), "the checkpoint is a note of FR")
            expect("— FR " in note, "the note carries a signature line of FR")
            seen |= iris_of(chunk)
        for iri in sorted(seen):
            print("  ", iri)
        expect(seen == wanted, f"the records submitted are those that came: {wanted ^ seen}")


def fetch_a_range(federation):
    fr, = federation.start("FR")
    batch = records("FR", 0, COUNT)
    with ForeignPeer("NL") as other:
        fr.add(other.card())
        fr.submit(batch)
        exchange = other.dial(fr, curve_key_of(fr.card()))
        heads = other.ask(exchange, {"heads": None})["heads"]
        expect([head["origin"] for head in heads] == ["FR"], f"one head, of FR: {heads}")
        size = int(data(heads[0]["checkpoint"]).decode().splitlines()[1])
        expect(size == COUNT, f"the checkpoint states {COUNT}, not {size}")
        found = []
        while len(found) < size:
            chunk = other.ask(exchange, {"range": {"origin": "FR", "first": str(len(found)),
                                                   "count": 11, "bytesMax": 1 << 20,
                                                   "withContents": True}})["chunk"]
            updates = [decode_update(data(update)) for update in chunk["updates"]]
            expect(0 < len(updates) <= 11, f"between 1 and 11 updates, not {len(updates)}")
            expect([int(u["sequence"]) for u in updates]
                   == list(range(len(found), len(found) + len(updates))), "sequences have no gap")
            ids = {bytes(content["id"]) for content in chunk["contents"]}
            expect(ids == {data(u["contentId"]) for u in updates}, "the contents belong to them")
            found += [u["iri"] for u in updates]
        expect(found == [iri for iri, _ in batch], "the range holds the records, in their order")


def say_what_is_not_there(federation):
    fr, = federation.start("FR")
    with ForeignPeer("NL") as other:
        fr.add(other.card())
        exchange = other.dial(fr, curve_key_of(fr.card()))
        beyond = {"origin": "FR", "first": "7", "count": 1, "bytesMax": 1, "withContents": False}
        answer = other.ask(exchange, {"range": beyond})
        expect(answer["refused"]["code"] == "not-found", f"refused as not found: {answer}")
        answer = other.ask(exchange, {"contents": [[0] * 32]})
        expect(answer.get("contents", []) == [], f"no content that nobody has: {answer}")
        answer = other.ask(exchange, {"cosign": {"origin": "FR", "checkpoint": list(b"nonsense")}})
        expect("refused" in answer, f"a cosignature that is none is refused: {answer}")


if __name__ == "__main__":
    run(follow_the_feed, fetch_a_range, say_what_is_not_there)
