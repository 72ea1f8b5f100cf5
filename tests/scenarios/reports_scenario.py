"""The reports on a catalogue, out of real logs: what is due by when, and how good it is."""

import os
import time

from federation import FAILED, NO_DAEMON, PARTIAL, expect, run, wait_until

SOURCE = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def demo(name):
    return os.path.join(SOURCE, "config", "demo", name)


def in_days(days):
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() + days * 86_400))


def mirrored(node, other):
    """The node holds all records of the other, with their contents."""
    here = node.iris(other.origin)
    return len(here) == len(other.iris()) > 0 and not any(i["wanted"] for i in here.values())


def nations(report):
    return {line["catalogue"]: line for line in report["groups"] if line["line"] == "nation"}


def the_clock_of_the_law(federation):
    fr, be = federation.start("FR", "BE")
    for node in (fr, be):
        node.wait_writable()
    fr.run("import", demo("fr.ttl"))
    be.run("import", demo("be.ttl"))
    wait_until("FR mirrors BE", lambda: mirrored(fr, be))

    today = fr.json("compliance", "--all")
    count = {origin: line["records"] for origin, line in nations(today).items()}
    expect(count == {"FR": len(fr.iris("FR")), "BE": len(be.iris())}, f"every record: {count}")
    for line in nations(today).values():
        expect(line["check"]["ok"] == line["records"], f"what was just put is checked: {line}")
        expect(line["confirmed_by"]["log"] == line["records"], f"by the log: {line}")
        expect(line["categories"]["now"] == 0, f"nothing applies before 2029: {line}")
    own = fr.json("compliance")
    expect(set(nations(own)) == {"FR"}, f"our own by default: {nations(own)}")
    expect(nations(own)["FR"] == nations(today)["FR"], "and the same")

    # A year and two days from now everything is overdue, unless it is confirmed again.
    late = nations(fr.json("compliance", "--on", in_days(367), expected=PARTIAL))["FR"]
    expect(late["check"]["overdue"] == late["records"], f"overdue in a year: {late}")
    one = sorted(fr.iris("FR"))[0]
    records = fr.lines("compliance", "--by", "record", "--on", in_days(340))
    first = next(line for line in records if line.get("record") == one)
    expect(first["state"] == "due-soon" and first["confirmed_by"] == "log", f"{first}")

    fr.write("annotations.toml", f'[[record]]\niri = "{one}"\nfees = "https://example.org/fees"\n')
    noted = fr.lines("compliance", "--by", "record")
    expect([line["record"] for line in noted if line.get("fees")] == [one],
           "notes beside the configuration are found")
    fr.write("annotations.toml", "[[record]]\niri = 7\n")
    error = fr.json("compliance", expected=FAILED)["error"]
    expect("annotations.toml:2: iri" in error["message"], f"a mistake has its line: {error}")
    os.remove(fr.path("annotations.toml"))

    fr.run("compliance", "--origin", "DE", expected=FAILED)
    fr.run("record", "withdraw", one, "--reason", "a test")
    after = nations(fr.json("compliance"))["FR"]
    expect(after["records"] == late["records"] - 1, "a withdrawn record owes nothing")


def quality_from_log_and_file(federation):
    be = federation.node("BE").start()
    be.wait_writable()
    be.run("import", demo("be.ttl"))
    report, = be.json("quality")["catalogues"]
    of_file, = be.json("quality", demo("be.ttl"))["catalogues"]
    for part in ("records", "completeness", "failures", "languages", "lists", "links"):
        expect(report[part] == of_file[part], f"{part}: the log says what the document said")
    holders = be.json("quality", "--by", "holder")["holders"]
    expect(sum(line["records"] for line in holders) == report["records"], "each has one holder")
    table, _ = be.run("quality")
    expect(table.startswith("BE: "), "a table for people")
    csv, _ = be.run("quality", "--by", "record", "--csv")
    expect(len(csv.splitlines()) == report["records"] + 1, "a row a record, and titles")
    be.stop()
    be.run("quality", expected=NO_DAEMON)
    be.run("compliance", expected=NO_DAEMON)


if __name__ == "__main__":
    run(the_clock_of_the_law, quality_from_log_and_file)
