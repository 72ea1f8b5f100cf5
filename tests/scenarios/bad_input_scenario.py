"""Files that are broken in the ways of real catalogues, records that may not enter, and an operator
who presses Ctrl-C: nothing crashes, good records are in, and what is said can be acted on."""

import json
import os
import signal
import subprocess
import time

from federation import (DONE, FAILED, NOTHING_KNOWN, PARTIAL, check, dataset, expect, run,
                        wait_until)

HOSTILE = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "..", "shared",
                                       "data", "hostile"))
MEGABYTE = 1 << 20
MEMORY_MEGABYTES = 400  # of redctl, whatever the document
LARGE_BYTES = 60 * MEGABYTE
STATEMENT = '<https://example.org/l/{0}> <http://purl.org/dc/terms/{1}> "{2}" .\n'
TYPE = ("<https://example.org/l/{0}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<http://www.w3.org/ns/dcat#Dataset> .\n")
ERROR_FIELDS = {"file", "line", "column", "record", "field", "reason", "remedy"}


class Import:
    """redctl import as a process: its exit code, its report, what it said, and its memory."""

    def __init__(self, node, *words):
        self.paths = [node.path(name) for name in ("import.out", "import.err")]
        with open(self.paths[0], "wb") as out, open(self.paths[1], "wb") as err:
            # The process is waited for by wait4(), which knows what it has used.
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with
                node.ctl_words("import", *words, "--output", "json"), stdin=subprocess.DEVNULL,
                stdout=out, stderr=err, env=NOTHING_KNOWN)

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)

    def has_read(self, path):
        """How far into the file the process has read: it does that once Ctrl-C is caught."""
        folder = f"/proc/{self.process.pid}"
        for number in os.listdir(f"{folder}/fd"):
            try:
                if os.readlink(f"{folder}/fd/{number}") == path:
                    with open(f"{folder}/fdinfo/{number}", encoding="ascii") as info:
                        return int(info.readline().split()[1])  # "pos: 4096"
            except FileNotFoundError:
                pass  # it was closed meanwhile
        return 0

    def end(self):
        _, status, used = os.wait4(self.process.pid, 0)
        self.process.returncode = self.code = os.waitstatus_to_exitcode(status)
        texts = [open(path, encoding="utf-8").read() for path in self.paths]
        self.report = json.loads(texts[0]) if texts[0] else None
        self.said = texts[1]
        self.megabytes = used.ru_maxrss // 1024
        expect(self.megabytes < MEMORY_MEGABYTES, f"redctl took {self.megabytes} MB")
        return self


def check_errors(done, path):
    """Each error says where, why, and, for a place in the file, what to do."""
    for error in done.report["errors"]:
        expect(set(error) == ERROR_FIELDS, f"the fields of an error: {error}")
        expect(error["file"] == path and error["reason"], f"an error says where and why: {error}")
        if error["line"] is not None:
            expect(error["line"] > 0 and error["remedy"], f"and what to do: {error}")


def broken_files_of_real_catalogues(federation):
    if not os.path.isdir(HOSTILE):
        print(f"SKIPPED broken_files_of_real_catalogues: no folder {HOSTILE}")
        return
    fr, = federation.start("FR")
    codes = {}
    for name in sorted(os.listdir(HOSTILE)):
        path = os.path.join(HOSTILE, name)
        done = Import(fr, path).end()
        codes.setdefault(done.code, []).append(name)
        expect(done.code in (DONE, FAILED, PARTIAL), f"{name}: exit code {done.code}\n{done.said}")
        if done.code == FAILED:
            expect(done.said and "terminate" not in done.said, f"{name}: {done.said}")
        if done.report is None or "errors" not in done.report:
            continue
        check_errors(done, path)
        expect((done.code == DONE) == (done.report["errors_total"] == 0), f"{name}: {done.report}")
        expect(done.code == DONE or path in done.said, f"{name}: people are told: {done.said}")
        kept = [entry for entry in fr.lines("quarantine", "list") if entry["source"] == path]
        expect(len(kept) >= min(done.report["quarantined"], 1), f"{name}: is in quarantine: {kept}")
    for code, names in sorted(codes.items()):
        check(True, f"exit code {code}: {len(names)} files")
    check(fr.running() and fr.writable(), "the daemon is alive and writable")
    text, _ = fr.run("quarantine", "list")
    check("hostile" in text, f"quarantine list shows {len(text.splitlines()) - 1} entries")
    expect(fr.json("store", "check")["clean"], "the store is sound")


BAD_RECORDS = {
    "no property": '<https://example.org/d/{n}> a <http://www.w3.org/ns/dcat#Dataset> ; "x" .\n',
    "a prefix that nobody declared": "<https://example.org/d/{n}> a nobody:Dataset .\n",
    "an IRI with a space": "<https://example.org/d/ {n}> a <http://www.w3.org/ns/dcat#Dataset> .\n",
    "brackets without end": "<https://example.org/d/{n}> <http://x/p> " + "[ <http://x/p> " * 100
                            + '"x"' + " ]" * 100 + " .\n",
    "a record of 2 MB": "<https://example.org/d/{n}> a <http://www.w3.org/ns/dcat#Dataset> ; "
                        "<http://purl.org/dc/terms/title> " + ", ".join(
                            f'"{i} {"x" * 500000}"' for i in range(4)) + " .\n",
}


def one_bad_record_among_good_ones(federation):
    fr, = federation.start("FR")
    for number, (what, text) in enumerate(BAD_RECORDS.items()):
        first = 10 * number
        path = fr.write(f"{number}.ttl", "".join(dataset(n) for n in range(first, first + 5))
                        + text.replace("{n}", f"bad-{number}")
                        + "".join(dataset(n) for n in range(first + 5, first + 9)))
        done = Import(fr, path).end()
        expect(done.code == PARTIAL, f"{what}: exit code {done.code}: {done.said}")
        report = done.report
        expect((report["put"], report["quarantined"]) == (9, 1), f"{what}: {report}")
        check_errors(done, path)
        error = report["errors"][0]
        expect(error["line"] == 6, f"{what}: the line is that of the record: {error}")
        expect(f"{path}:6" in done.said, f"{what}: people are told the line: {done.said}")
        entry, = (e for e in fr.lines("quarantine", "list") if e["source"] == path)
        expect((entry["line"], entry["reason"]) == (6, error["reason"]), f"{what}: {entry}")
        check(True, f"{what}: {error['reason']}; {error['remedy']}")
    check(len(fr.iris()) == 9 * len(BAD_RECORDS), "all good records are in")


def write_large(path):
    """N-Triples of 60 MB. The number of records in it."""
    number = 0
    with open(path, "w", encoding="ascii") as file:
        while file.tell() < LARGE_BYTES:
            file.write(TYPE.format(number) + STATEMENT.format(number, "title", f"Dataset {number}")
                       + STATEMENT.format(number, "description", "words " * 200))
            number += 1
    return number


def interrupted(fr, path, probe):
    """An import that is interrupted as soon as probe(import) is true: its report."""
    started = Import(fr, path)
    wait_until("the import is under way", lambda: probe(started), 60, 0.01)
    asked = time.monotonic()
    started.interrupt()
    done = started.end()
    seconds = time.monotonic() - asked
    expect(seconds < 5, f"Ctrl-C ends it promptly, not after {seconds:.1f} s")
    expect(done.code == PARTIAL, f"exit code {done.code}: {done.said}")
    expect(done.report["interrupted"], f"the report says so: {done.report}")
    expect("interrupted: what was submitted before is done, the rest is not" in done.said,
           f"and so do the words: {done.said}")
    print(f"     ended {seconds:.2f} s after Ctrl-C, {done.report['put']} records in, "
          f"{done.megabytes} MB")
    return done.report


def a_large_import_is_interrupted(federation):
    fr, = federation.start("FR")
    path = fr.path("large.nt")
    count = write_large(path)
    before = set(os.listdir(fr.path("store")))
    report = interrupted(fr, path, lambda started: started.has_read(path) > MEGABYTE)
    check(report["put"] == fr.log()["size"] == 0, "interrupted while it reads: nothing is in")

    report = interrupted(fr, path, lambda _: fr.log()["size"] > 0)
    size = fr.log()["size"]
    check(0 < size < count, f"interrupted while it submits: {size} of {count} are in")
    expect(report["put"] == size, f"each that was acknowledged was counted: {report['put']}")
    expect(report["checkpoint"]["size"] == size, f"the checkpoint is theirs: {report}")
    expect(len(fr.iris()) == size, "and they stay")
    left = {name for name in set(os.listdir(fr.path("store"))) - before
            if not name.endswith((".sst", ".log")) and not name.startswith(("MANIFEST", "OPTIONS"))}
    expect(not left, f"no file of the import is left: {left}")

    done = Import(fr, path).end()
    expect(done.code == DONE, f"imported again, it completes: {done.code} {done.said}")
    counted = (done.report["put"], done.report["unchanged"])
    check(counted == (count - size, size), f"the second run puts the rest, in {done.megabytes} MB")
    check(fr.log()["size"] == count == len(fr.iris()), f"all {count} records are in, each once")


if __name__ == "__main__":
    run(broken_files_of_real_catalogues, one_bad_record_among_good_ones,
        a_large_import_is_interrupted)
