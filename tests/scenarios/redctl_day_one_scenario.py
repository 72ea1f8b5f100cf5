"""An operator's first day with redctl: the real command line against real daemons, with the exit codes
and the JSON fields that scripts rely on."""

import gzip
import json
import os
import random
import signal
import socket
import subprocess
import time

from federation import (DONE, FAILED, NO_DAEMON, NOTHING_KNOWN, PARTIAL, REFUSED, Node, dataset,
                        expect, run, wait_until)

SOURCE = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def demo(name):
    return os.path.join(SOURCE, "config", "demo", name)


def three_free_ports():
    """The first of three ports, one after the other, that nobody uses."""
    while True:
        first = random.randrange(20000, 30000)
        try:
            for port in (first, first + 1, first + 2):
                with socket.socket() as probe:
                    probe.bind(("", port))
            return first
        except OSError:
            continue


class Operated(Node):
    """A node that was made by redctl init, and that only redctl talks to."""

    def __init__(self, federation, origin):  # pylint: disable=super-init-not-called
        self.binary = federation.program("rednoded")
        self.redctl = federation.program("redctl")
        self.folder = os.path.join(federation.folder, origin)
        self.origin = origin
        self.process = None
        self.environment = {}
        self.port = three_free_ports()
        federation.nodes.append(self)

    def init(self):
        self.run("init", "--origin", self.origin, "--dir", self.folder, "--host", "127.0.0.1",
                 "--port", str(self.port), config=False)
        return self


def federation_of(federation, *origins):
    nodes = [Operated(federation, origin).init() for origin in origins]
    for node in nodes:
        for other in nodes:
            if other is not node:
                card = other.write(f"{other.origin}.card", other.run("peer", "card")[0])
                node.run("peer", "add", card, "--yes")
    for node in nodes:
        node.start()
    for node in nodes:
        wait_until(f"{node.origin} is in order", lambda n=node: status_code(n) == DONE, 30)
    return nodes


def status_code(node):
    return node.ctl_code("status")


def init_and_cards_without_a_daemon(federation):
    fr, be = Operated(federation, "FR"), Operated(federation, "BE")
    made = json.loads(fr.run("init", "--origin", "FR", "--dir", fr.folder, "--name", "France, HDH",
                             "--host", "127.0.0.1", "--output", "json", config=False)[0])
    expect(set(made) >= {"origin", "config", "fingerprint", "card"}, f"init answers: {made}")
    expect(os.stat(fr.path("keys", "log.key")).st_mode & 0o077 == 0, "keys are the owner's alone")
    before = open(fr.path("keys", "log.key"), "rb").read()
    fr.run("init", "--origin", "DE", "--dir", fr.folder, config=False, expected=REFUSED)
    expect(open(fr.path("keys", "log.key"), "rb").read() == before, "a node is never touched")
    fr.run("init", "--origin", "france", "--dir", fr.path("x"), config=False, expected=FAILED)
    expect(not os.path.exists(fr.path("x")), "a refused init makes nothing")

    be.init()
    card = be.write("be.card", be.run("peer", "card")[0])
    expect(fr.json("peer", "add", card)["origin"] == "BE", "a card is added")
    fr.run("peer", "add", card, expected=REFUSED)
    fr.run("peer", "add", card, "--replace")
    fr.run("peer", "add", "-", text_in=fr.run("peer", "card")[0], expected=FAILED)
    fr.run("peer", "add", "-", text_in="nonsense", expected=FAILED)
    peers = fr.json("peer", "list")["peers"]
    expect([p["origin"] for p in peers] == ["BE"], f"BE is a peer: {peers}")
    expect(peers[0]["paused"] is None, "what only the daemon knows is null")
    expect("fingerprint" in fr.run("peer", "show", "BE")[0], "show has the fingerprint")
    fr.run("peer", "show", "DE", expected=FAILED)
    fr.run("peer", "remove", "../BE", expected=FAILED)
    fr.run("peer", "remove", "BE")

    expect(fr.json("config", "check")["ok"], "the configuration is good")
    bad = fr.write("bad.toml", 'origin = "FR"\n[listen]\nfeed = 7\nfeeed = "x"\n')
    problems = fr.json("config", "check", bad, expected=FAILED)["problems"]
    expect({p["line"] for p in problems} >= {3, 4}, f"all mistakes with their lines: {problems}")
    for words in (["status"], ["import", demo("fr.ttl")], ["record", "list"], ["log", "head"],
                  ["peer", "pause", "BE"], ["export", "--format", "turtle"], ["config", "reload"]):
        error = fr.json(*words, expected=NO_DAEMON)["error"]
        expect(set(error) == {"code", "message"}, f"an error is an object: {error}")
    fr.run("status", "--bogus", expected=FAILED)


def catalogues_go_around(federation):
    fr, be = federation_of(federation, "FR", "BE")
    dry = fr.json("import", "--dry-run", demo("fr.ttl"))
    expect((dry["put"], dry["unchanged"]) == (24, 0), f"a dry run counts: {dry}")
    expect(fr.json("log", "head")["size"] == 0, "a dry run writes nothing")
    done = fr.json("import", demo("fr.ttl"), "--wait-for", "1")
    expect(set(done) >= {"put", "unchanged", "withdrawn", "confirmed", "quarantined", "left_out",
                         "errors", "checkpoint"}, f"the fields of an import: {done}")
    expect(done["put"] == 24 and done["held_by"] == ["BE"], f"24 records, held by BE: {done}")
    again = fr.json("import", demo("fr.ttl"))
    expect((again["put"], again["unchanged"]) == (0, 24), f"the same again writes nothing: {again}")
    expect(again["checkpoint"] == done["checkpoint"], "and makes no new checkpoint")
    be.run("import", demo("be.ttl"), "--wait-for", "1")
    few = fr.json("import", demo("fr.ttl"), "--wait-for", "2", "--timeout", "1", expected=PARTIAL)
    expect(few["held_by"] == ["BE"], f"who did confirm is said: {few}")

    status = fr.json("status")
    expect({log["origin"]: log["live"] for log in status["logs"]} == {"FR": 24, "BE": 48},
           f"both catalogues are live: {status}")
    expect(fr.run("status")[0].startswith("node FR"), "the status as a table")
    records = be.lines("record", "list", "--origin", "FR")
    expect(len(records) == 24 and all(r["title"] for r in records), "BE lists France's titles")
    iri = records[0]["iri"]
    turtle = fr.run("record", "get", iri)[0]
    got = be.json("record", "get", iri, "--origin", "FR", "--format", "ntriples")
    ids = {fr.run("canonicalize", "-", "--id", "--format", f, text_in=t)[0]
           for f, t in (("turtle", turtle), ("ntriples", got["content"]))}
    expect(ids == {got["content_id"] + "\n"}, "the record is the same everywhere, in every format")

    for origin in ("FR", "BE"):
        checks = be.json("log", "verify", "--origin", origin)
        expect(checks["ok"] and len(checks["checks"]) >= 5, f"the log of {origin}: {checks}")
    out = fr.path("all.nt")
    written = fr.json("export", "--all", "--format", "ntriples", "--out", out)
    expect(written["records"] == 72 and written["skipped"] == 0, f"the export is whole: {written}")
    fr.run("export", "--origin", "DE", "--format", "turtle", expected=FAILED)
    report = fr.json("store", "check")
    expect(report["clean"] and report["records"] == 72, f"checked beside the daemon: {report}")
    expect(fr.json("store", "stats")["tables"]["record"]["keys"] >= 0, "the store says its size")
    peers_stories(fr, be)


def peers_stories(fr, be):
    fr.run("peer", "pause", "BE")
    expect(fr.json("peer", "list")["peers"][0]["paused"] is True, "BE is paused")
    fr.run("status", expected=PARTIAL)
    fr.run("peer", "resume", "BE")
    fr.run("peer", "resync", "BE")
    fr.run("peer", "pause", "DE", expected=FAILED)
    fr.run("config", "reload")
    be.kill()
    wait_until("FR notices that BE is gone", lambda: status_code(fr) == PARTIAL, 30)
    fr.stop()
    fr.run("status", expected=NO_DAEMON)
    expect(fr.json("store", "check")["clean"], "checked without a daemon")


def bad_records_wait_in_quarantine(federation):
    fr, = federation_of(federation, "FR")
    text = (dataset(1) + '<https://example.org/d/2> a <http://www.w3.org/ns/dcat#Dataset> ; "oops" .\n'
            + dataset(3) + '<https://example.org/nobody> <http://purl.org/dc/terms/title> "x" .\n')
    path = fr.write("bad.ttl", text)
    done = fr.json("import", path, expected=PARTIAL)
    expect((done["put"], done["quarantined"]) == (2, 1), f"one bad record stops nothing: {done}")
    error = done["errors"][0]
    expect(set(error) == {"file", "line", "column", "record", "field", "reason", "remedy"},
           f"the fields of an error: {error}")
    expect((error["file"], error["line"]) == (path, 2), f"the place of an error: {error}")
    expect(done["left_out"][0]["subject"] == "https://example.org/nobody", f"left out: {done}")
    entry, = fr.json("quarantine", "list")["quarantine"]
    shown = fr.json("quarantine", "show", str(entry["id"]))
    expect('"oops"' in shown["original"], f"the original is kept: {shown}")
    expect('"oops"' in fr.run("quarantine", "show", str(entry["id"]))[0], "as text too")
    fr.run("quarantine", "show", "4711", expected=FAILED)
    fr.write("bad.ttl", dataset(1) + dataset(2) + dataset(3))
    fr.run("import", path)
    expect(fr.json("quarantine", "list")["quarantine"] == [], "mended, and forgotten")

    fr.run("import", fr.path("none.ttl"), expected=FAILED)
    fr.run("import", fr.write("page.html", "<!DOCTYPE html><html></html>"), expected=FAILED)
    packed = fr.path("packed.ttl.gz")
    with gzip.open(packed, "wt", encoding="utf-8") as file:
        file.write(dataset(5))
    expect(fr.json("import", packed)["put"] == 1, "a compressed document is unpacked")
    with open(packed, "r+b") as file:
        file.truncate(40)
    fr.run("import", packed, expected=FAILED)
    _, remedy = fr.run("import", fr.write("x.ttl.bz2", "BZh91AY"), expected=FAILED)
    expect("unpack it first" in remedy, f"the remedy for what cannot be unpacked: {remedy}")
    os.makedirs(fr.path("many"))
    fr.write("many/a.ttl", dataset(4, "one"))
    fr.write("many/b.ttl", dataset(4, "another"))
    fr.write("many/notes.txt", "not a catalogue")
    twice = fr.json("import", fr.path("many"), expected=PARTIAL)
    expect((twice["put"], twice["quarantined"]) == (1, 1), f"two descriptions: {twice}")


def a_catalogue_never_shrinks_unseen(federation):
    fr, = federation_of(federation, "FR")
    everything = fr.write("all.ttl", "".join(dataset(n) for n in range(40)))
    expect(fr.json("import", everything, "--complete")["put"] == 40, "40 records")
    most = fr.write("most.ttl", "".join(dataset(n) for n in range(32)))
    few = fr.write("few.ttl", "".join(dataset(n) for n in range(5)))
    none = fr.write("none.ttl", "# nothing\n")
    broken = fr.write("broken.ttl", "".join(dataset(n) for n in range(39)) + "<x> <y> .\n")
    for path, more in ((few, []), (none, ["--accept-shrink"]), (broken, ["--accept-shrink"])):
        refused = fr.json("import", path, "--complete", *more, expected=REFUSED)
        expect(refused["withdrawn"] == 0 and refused["refused"], f"{path}: {refused}")
    expect(len(fr.lines("record", "list")) == 40, "nothing was withdrawn")
    expect(fr.json("import", most, "--complete", "--dry-run")["withdrawn"] == 8, "a fifth would go")
    expect(fr.json("import", most, "--complete")["withdrawn"] == 8, "a fifth may go")
    expect(fr.json("import", few, "--complete", "--accept-shrink")["withdrawn"] == 27, "as accepted")
    expect(len(fr.lines("record", "list")) == 5, "5 are left")
    expect(len(fr.lines("record", "list", "--withdrawn")) == 40, "and 35 are known as withdrawn")
    reasons = {u["reason"] for u in fr.json("record", "history", "https://example.org/d/39")["history"]}
    expect("no longer in the complete catalogue" in reasons, f"the reason is public: {reasons}")


def a_record_has_a_history(federation):
    fr, = federation_of(federation, "FR")
    iri = "https://example.org/d/1"
    fr.run("import", "-", text_in=dataset(1, "first"))
    time.sleep(0.01)
    fr.run("import", "-", text_in=dataset(1, "second"))
    fr.run("record", "confirm", iri)
    fr.run("record", "confirm", expected=FAILED)
    done = fr.json("record", "withdraw", iri, "https://example.org/none", "--reason", "replaced",
                   expected=PARTIAL)
    expect((done["withdrawn"], len(done["refused"])) == (1, 1), f"one of two: {done}")
    fr.run("record", "withdraw", "https://example.org/none", "--reason", "x", expected=REFUSED)
    fr.run("record", "withdraw", iri, "--reason", "", expected=FAILED)
    updates = fr.json("record", "history", iri)["history"]
    expect([u["kind"] for u in updates] == ["put", "put", "confirm", "withdraw"], f"{updates}")
    fr.run("record", "get", iri, expected=FAILED)
    fr.run("record", "get", iri, "--at", "3", expected=FAILED)
    expect("first" in fr.run("record", "get", iri, "--at", "0")[0], "as it was at first")
    expect("second" in fr.run("record", "get", iri, "--at", "2")[0], "confirmed as it was then")
    expect("first" in fr.run("record", "get", iri, "--at", updates[0]["time"])[0], "at a time")
    fr.run("record", "get", iri, "--at", "1999-01-01", expected=FAILED)
    listed = fr.lines("log", "list", "--first", "1", "--count", "2")
    expect([u["sequence"] for u in listed] == [1, 2], f"a part of the log: {listed}")

    note = fr.json("log", "head")["note"]
    signed = fr.write("note", note)
    expect(fr.json("log", "verify", signed)["ok"], "a signed checkpoint verifies as a file")
    forged = fr.write("forged", note.replace("FR\n4\n", "FR\n5\n"))
    expect(not fr.json("log", "verify", forged, expected=REFUSED)["ok"], "a forged one does not")


def a_format_cannot_hold_everything(federation):
    fr, = federation_of(federation, "FR")
    iri = "https://example.org/d/2"
    fr.run("import", "-", text_in=dataset(1) + dataset(2) + f'<{iri}> <https://example.org/1> "x" .\n')
    out = fr.path("all.rdf")
    _, said = fr.run("export", "--format", "rdfxml", "--out", out, expected=PARTIAL)
    expect(iri in said and "https://example.org/1" in said, f"what is left out is named: {said}")
    text = open(out, encoding="utf-8").read()
    expect("https://example.org/d/1" in text and iri not in text, "the others are written")
    _, said = fr.run("record", "get", iri, "--format", "rdfxml", expected=PARTIAL)
    expect(iri in said, f"one record: {said}")
    fr.run("record", "get", iri)


def documents_without_a_daemon(federation):
    fr = Operated(federation, "FR")
    os.makedirs(fr.folder)

    def plain(*words, **options):
        return fr.run(*words, config=False, **options)[0]

    identity = plain("canonicalize", demo("fr.ttl"), "--id")
    expect(len(identity) == 65, f"an id is 64 digits: {identity}")
    paths = {}
    for name in ("ntriples", "nquads", "trig", "turtle", "rdfxml"):
        paths[name] = fr.path(name)
        plain("convert", demo("fr.ttl"), "--to", name, "--out", paths[name])
        expect(plain("canonicalize", paths[name], "--format", name, "--id") == identity,
               f"{name} says the same")
    canonical = plain("canonicalize", paths["turtle"])
    expect(canonical.splitlines() == sorted(canonical.splitlines()), "canonical lines are sorted")
    broken = fr.write("broken.ttl", dataset(1) + "<x .\n" + dataset(2))
    plain("canonicalize", broken, expected=FAILED)
    expect(len(plain("convert", broken, "--to", "ntriples", expected=PARTIAL).splitlines()) == 4,
           "a bad statement costs itself")
    plain("convert", broken, "--to", "none", expected=FAILED)
    with gzip.open(fr.path("demo.ttl.gz"), "wb") as file:
        file.write(open(demo("fr.ttl"), "rb").read())
    expect(plain("canonicalize", fr.path("demo.ttl.gz"), "--id") == identity, "packed or not")
    beyond = fr.write("beyond.nt", "<http://x/a> <http://x/1> <http://x/c> .\n")
    _, refusal = fr.run("convert", beyond, "--to", "rdfxml", config=False, expected=FAILED)
    expect("http://x/1" in refusal and "http://x/a" in refusal, f"the statement: {refusal}")
    graphs = fr.write("graphs.nq", "<http://x/a> <http://x/b> <http://x/c> <http://x/g> .\n")
    target = fr.path("kept.nt")
    fr.write("kept.nt", "kept")
    plain("convert", graphs, "--to", "ntriples", "--out", target, expected=FAILED)
    expect(open(target, encoding="utf-8").read() == "kept", "a failed file replaces nothing")
    expect(sorted(f for f in os.listdir(fr.folder) if ".new" in f) == [], "and leaves nothing")
    counted = json.loads(plain("import", "--dry-run", demo("be.ttl"), "--output", "json"))
    expect(counted["put"] == 48, f"a dry run needs no node: {counted}")


def an_import_can_be_interrupted(federation):
    fr, = federation_of(federation, "FR")
    with subprocess.Popen([fr.redctl, "--config", fr.path("rednode.toml"), "import", "-", "--format",
                           "ntriples", "--output", "json", "--complete"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, env=NOTHING_KNOWN) as process:
        process.stdin.write("<http://x/a> <http://x/b> <http://x/c> .\n" * 5000)
        process.stdin.flush()
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        expect(process.wait(20) == PARTIAL, "Ctrl-C ends an import as done in part")
        report = json.loads(process.stdout.read())
    expect(report["interrupted"] and report["put"] == 0, f"and says so: {report}")


if __name__ == "__main__":
    run(init_and_cards_without_a_daemon, catalogues_go_around, bad_records_wait_in_quarantine,
        a_catalogue_never_shrinks_unseen, a_record_has_a_history, a_format_cannot_hold_everything,
        documents_without_a_daemon, an_import_can_be_interrupted)
