"""Why is this record as it is? `redctl record explain` out of real logs: a record of our own, one of a
neighbour, one dataset under two names, one that was withdrawn, one in quarantine, and none at all."""

import os

from federation import NO_DAEMON, PARTIAL, REFUSED, check, dataset, expect, run, wait_until

SOURCE = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PREFIXES = ("@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
            "@prefix : <https://example.org/> .\n")
SERIES = PREFIXES + (":s a dcat:DatasetSeries ; dct:title \"Series\"@en .\n"
                     ":m a dcat:Dataset ; dct:title \"Member\"@en ; dcat:inSeries :s .\n")


def demo(name):
    return os.path.join(SOURCE, "config", "demo", name)


def known(number, iri):
    """A dataset that holder and identifier name, under an IRI of its own."""
    return (f"<{iri}> a dcat:Dataset ; dct:title \"Register {number}\"@en, \"Registre\"@fr ; "
            f"dct:identifier \"R-{number}\" ; dct:publisher <https://example.org/holder> .\n")


def all_that_is_known(federation):
    fr, be = federation.start("FR", "BE")
    for node in (fr, be):
        node.wait_writable()
    fr.run("import", demo("fr.ttl"), "--wait-for", "1")
    iri = sorted(fr.iris())[0]
    own = fr.json("record", "explain", iri)
    listed = fr.iris()[iri]
    size = fr.log()["size"]
    expect((own["state"], own["origin"]) == ("live", "FR"), f"live, of FR: {own}")
    expect(own["update"]["sequence"] == listed["sequence"], f"its update: {own['update']}")
    expect(own["content"]["id"] == listed["content_id"] and own["content"]["here"], f"{own}")
    expect(own["log"]["covers_update"] and own["log"]["size"] == size, f"its log: {own['log']}")
    expect(own["log"]["signature"] == "good", f"a signature that was checked: {own['log']}")
    expect([(h["origin"], h["covers_update"]) for h in own["log"]["held_by"]] == [("BE", True)],
           f"held by BE: {own['log']}")
    expect(own["judged"]["verdict"] == own["now"]["verdict"] == listed["verdict"],
           f"judged now as it was: {own['judged']} {own['now']}")
    expect(own["judged"]["profile"] == own["now"]["profile"], f"by the same: {own['judged']}")
    expect(len(own["now"]["findings"]) == sum(own["now"][kind] for kind in
                                              ("violations", "warnings", "infos")), "each finding")
    law = next(line for line in fr.lines("compliance", "--by", "record") if line["record"] == iri)
    for name in ("due", "state", "confirmed", "holder", "access", "elements"):
        expect(own["law"][name] == law[name], f"the law says the same of {name}: {own['law']}")
    check(True, f"{iri}: {own['now']['verdict']}, {len(own['now']['findings'])} findings")

    wait_until("BE mirrors FR", lambda: len(be.iris("FR")) == len(fr.iris()))
    wait_until("with contents", lambda: not any(i["wanted"] for i in be.iris("FR").values()))
    there = be.json("record", "explain", iri)
    for name in ("update", "content", "judged", "now", "languages"):
        expect(there[name] == own[name], f"a mirror says the same of {name}: {there[name]}")
    expect(there["log"]["signature"] == "good", "by FR's card")
    german, _ = be.run("record", "explain", iri, "--language", "de")
    for title in ("UPDATE", "LOG", "VERDICT", "LAW", "LANGUAGES", "IDENTITY"):
        expect(f"\n{title}" in german, f"{title} is there for people: {german}")
    expect("fehlt" in german, f"findings in the reader's language: {german}")
    other = fr.json("record", "explain", iri, "--profile", "ir-2026-2098/2026")
    expect(other["now"]["profile"].startswith("ir-2026-2098/2026"), f"{other['now']['profile']}")


def what_it_is_also_known_as(federation):
    fr, be = federation.start("FR", "BE")
    for node in (fr, be):
        node.wait_writable()
    fr.run("import", fr.write("a.ttl", PREFIXES + known(1, "https://example.org/a")
                              + known(2, "https://example.org/b")))
    be.run("import", be.write("a.ttl", PREFIXES + known(1, "https://example.be/a")
                              + known(3, "https://example.org/a")))
    wait_until("FR has BE's", lambda: len(fr.iris("BE")) == 2
               and not any(i["wanted"] for i in fr.iris("BE").values()))
    identity = fr.json("record", "explain", "https://example.org/a")["identity"]
    names = [(o["origin"], o["iri"], o["relation"]) for o in identity["also_known_as"]]
    expect(names == [("BE", "https://example.org/a", "same-iri"),
                     ("BE", "https://example.be/a", "same-identity")], f"both: {names}")
    expect((identity["searched"], identity["complete"]) == (4, True), f"of all: {identity}")
    expect(identity["identifiers"] == ["R-1"], f"{identity}")
    theirs = fr.json("record", "explain", "https://example.org/a", "--origin", "BE")
    expect(theirs["origin"] == "BE" and theirs["title"] == "Register 3", f"{theirs['title']}")

    fr.run("import", fr.write("s.ttl", SERIES))
    series = fr.json("record", "explain", "https://example.org/s")
    expect([m["iri"] for m in series["identity"]["members"]] == ["https://example.org/m"],
           f"the members of a series: {series['identity']}")
    expect(series["judged"]["verdict"] == series["now"]["verdict"], "judged with its members")
    asked = [f for f in series["now"]["findings"] if "inSeries" in (f["path"] or "")]
    expect(not asked, f"nothing is asked of the members that they have: {asked}")


def what_is_not_in_the_catalogue(federation):
    fr, = federation.start("FR", **{"import": {"gate": '"violation"'}})
    fr.run("import", fr.write("good.ttl", dataset(1) + dataset(2)), "--gate", "off")
    one = "https://example.org/d/1"
    fr.run("record", "withdraw", one, "--reason", "superseded by another")
    gone = fr.json("record", "explain", f"<{one}>")
    expect(gone["state"] == "withdrawn", f"brackets do no harm: {gone['state']}")
    expect(gone["update"]["reason"] == "superseded by another" and gone["now"] is None, f"{gone}")
    text, _ = fr.run("record", "explain", one)
    expect("withdrawn" in text and "superseded by another" in text, text)

    path = fr.write("new.ttl", dataset(2, "Better") + dataset(3))
    fr.run("import", path, expected=PARTIAL)
    kept = fr.json("record", "explain", "https://example.org/d/2")
    expect(kept["state"] == "live" and kept["title"] == "A dataset", f"{kept['title']}")
    entry, = kept["quarantine"]
    expect((entry["source"], entry["line"]) == (path, 1) and entry["reason"], f"{entry}")
    new = fr.json("record", "explain", "https://example.org/d/3")
    expect((new["state"], new["origin"]) == ("quarantined", None), f"{new}")
    text, _ = fr.run("record", "explain", "https://example.org/d/3")
    expect(f"{path}:2" in text and "import it again" in text, text)

    none = fr.json("record", "explain", "http://example.org/d/2", expected=REFUSED)
    expect(none["error"]["code"] == "not-found", f"{none}")
    expect(none["nearest"][0]["iri"] == "https://example.org/d/2", f"the nearest: {none}")
    expect([log["origin"] for log in none["logs"]] == ["FR"], f"where it looked: {none}")
    text, said = fr.run("record", "explain", "http://example.org/d/2", expected=REFUSED)
    expect("https://example.org/d/2" in text and "no record" in said, text + said)
    far = fr.json("record", "explain", "urn:x", expected=REFUSED)
    expect(far["nearest"] == [] and far["complete"], f"nothing is near: {far}")
    fr.stop()
    fr.run("record", "explain", one, expected=NO_DAEMON)


if __name__ == "__main__":
    run(all_that_is_known, what_it_is_also_known_as, what_is_not_in_the_catalogue)
