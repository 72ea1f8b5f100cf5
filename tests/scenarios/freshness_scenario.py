"""What readers are given of catalogues whose origins are away, as the operator decided."""

from federation import DONE, PARTIAL, REFUSED, check, expect, records, run, wait_until


def iris_of(node, *words):
    return {line["iri"] for line in node.lines("record", "list", *words)}


def old_catalogues_are_accepted_marked_or_kept_back(federation):
    """Of France's mirrors, that of Belgium is rejected when it is old, Germany's is marked, and
    Spain's is read without a word."""
    france = federation.node(
        "FR", replication={"stale_after_seconds": 3}, **{
            "freshness.BE": {"stale": '"reject"'}, "freshness.ES": {"stale": '"accept"'}}).start()
    others = federation.start("BE", "DE", "ES", meshed=False)
    for other in others:
        france.add(other)
        other.add(france)
    for node in (france, *others):
        node.wait_writable()
        node.submit(records(node.origin, 0, 3))
    for other in others:
        france.wait_for(other.origin, 3)
    wait_until("all are live", lambda: all(log["state"] == "live" for log in france.status()["logs"]))
    _, said = france.run("record", "list")
    expect("catalogue of" not in said, f"fresh catalogues are spoken of: {said}")
    belgian = sorted(france.iris("BE"))[0]

    for other in others:
        other.stop()
    wait_until("the mirrors are stale",
               lambda: all(france.log(o)["state"] == "stale" for o in ("BE", "DE", "ES")))

    _, said = france.run("record", "get", belgian, "--origin", "BE", expected=REFUSED)
    check("the catalogue of BE is stale" in said and "--stale" in said,
          "a record of a catalogue that is rejected is refused, with the way around")
    text, said = france.run("record", "get", belgian, "--origin", "BE", "--stale", expected=DONE)
    expect("Dataset 0" in text and "catalogue of BE is stale" in said, "--stale reads it, and says so")
    france.run("record", "explain", belgian, "--origin", "BE", expected=DONE)

    listed, said = france.run("record", "list", expected=PARTIAL)
    expect("/BE/" not in listed and "/DE/" in listed and "/ES/" in listed,
           f"the list has others than it should:\n{listed}")
    check("catalogue of BE is stale" in said and "left out" in said
          and "catalogue of DE is stale" in said and "catalogue of ES" not in said,
          "a list leaves out what is rejected, marks what is old, and is silent on what is accepted")
    expect(len(iris_of(france, "--stale")) == 12, "--stale lists all")
    text, said = france.run("export", "--all", "--format", "ntriples", expected=PARTIAL)
    expect("/BE/" not in text and "left out by freshness.stale" in said, "so does an export")
    france.run("export", "--origin", "BE", "--format", "ntriples", expected=REFUSED)
    france.run("quality", "--all", expected=PARTIAL)
    _, said = france.run("quality", "--origin", "DE")
    expect("catalogue of DE is stale" in said, "reports mark what is old")
    france.run("compliance", "--origin", "BE", expected=REFUSED)

    others[0].start()
    wait_until("Belgium is live again", lambda: france.log("BE")["state"] == "live")
    france.run("record", "get", belgian, "--origin", "BE", expected=DONE)
    check(True, "and all is as before when the origin is back")


if __name__ == "__main__":
    run(old_catalogues_are_accepted_marked_or_kept_back)
