"""Profiles of an operator's own, and verdicts that change with them: the worked example of
docs/formats/profiles.md is run as it stands there, folders that are broken say how, and a catalogue
is judged again without a record being changed."""

import json
import os
import re

from federation import DONE, FAILED, PARTIAL, check, expect, roots_equal, run, wait_until

SOURCE = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PAGE = os.path.join(SOURCE, "docs", "formats", "profiles.md")
HEAD = 'id = "{0}"\nrelease = "{1}"\ntitle = "Ours"\n'
LEVEL = '[[level]]\nname = "all"\nshapes = ["rules.ttl"]\n'
SHAPES = ("@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
          "@prefix dct: <http://purl.org/dc/terms/> .\n"
          "<urn:ours:d> a sh:NodeShape ; sh:targetClass dcat:Dataset ;\n"
          "  sh:property [ sh:path dct:title ; sh:{0} ] .\n")
ALL_GOOD = SHAPES.format("minCount 1")
DATASET = ("<https://example.org/d/{0}> a <http://www.w3.org/ns/dcat#Dataset> ; "
           "<http://purl.org/dc/terms/title> \"{1}\"@en .\n")


def profile(node, name, release, shapes, more=""):
    """A folder with a profile of one level. Its path."""
    os.makedirs(node.path(name), exist_ok=True)
    node.write(f"{name}/profile.toml", HEAD.format("ours", release) + more + LEVEL)
    node.write(f"{name}/rules.ttl", shapes)
    return node.path(name)


def example_blocks():
    """The blocks of code of the section, by the names of their files; the last is what is said."""
    with open(PAGE, encoding="utf-8") as page:
        text = page.read()
    section = text[text.index("\n## Your own profile"):]
    section = section[:section.index("\n## ", 1)]
    blocks = re.findall(r"`([^`\n]+)`:\n\n```(?:toml|turtle)\n(.*?)```", section, re.DOTALL)
    command, said = re.search(r"```\n\$ redctl ([^\n]*)\n(.*?)```", section, re.DOTALL).groups()
    return dict(blocks), command, said


def the_page_is_right(federation):
    fr, = federation.start("FR")
    blocks, command, said = example_blocks()
    expect(set(blocks) == {"health-be/profile.toml", "health-be/rules.ttl", "d.ttl"}, f"{blocks}")
    os.makedirs(fr.path("health-be"))
    for name, text in blocks.items():
        fr.write(name, text)
    words = [fr.path(word) if word in ("d.ttl", "./health-be") else word
             for word in command.split()]
    out, _ = fr.run(*words, expected=PARTIAL)
    expect(out == said, f"the page says\n{said}and redctl says\n{out}")
    check(True, "docs/formats/profiles.md, \"Your own profile\", is run as it stands there")

    # The same folder everywhere else, by the configuration too; it is relative to that file.
    fr.settings["import"] = {"profile": '"health-be"'}
    fr.write_config()
    fr.run("config", "check")
    done = fr.json("import", fr.path("d.ttl"))
    expect(done["verdicts"] == {"violations": 1}, f"{done}")
    iri, = fr.iris()
    update, = fr.lines("record", "history", iri)
    expect((update["profile"], update["verdict"]) == ("health-be/2026.1/all", "violations"),
           f"its update says so: {update}")
    folder = fr.path("health-be")
    report, _ = fr.run("compliance", "--profile", folder)
    expect("by health-be/2026.1 and" in report, f"compliance: {report}")
    fr.run("quality", "--profile", folder)
    explained = fr.json("record", "explain", iri)
    expect(explained["now"]["profile"] == "health-be/2026.1/all", f"{explained['now']}")
    out = fr.run("import", fr.path("d.ttl"), "--profile", folder, "--dry-run")[0]
    expect("unchanged 1" in out and "otherwise" not in out, out)


def broken_folders(federation):
    fr = federation.node("FR")
    document = fr.write("d.ttl", DATASET.format(1, "One"))
    good = profile(fr, "good", "1", ALL_GOOD)
    fr.run("validate", document, "--profile", good, config=False)

    def refused(what, *texts):
        for command in (("validate", document), ("quality", document), ("compliance", document),
                        ("import", document, "--dry-run")):
            _, said = fr.run(*command, "--profile", what, expected=FAILED)
            for text in texts:
                expect(text in said, f"{command[0]} --profile {what} says {text}: {said}")

    table = f"{good}/profile.toml"
    for text, *said in (
            ("id = \n", f"{table}, line 1: "),
            (HEAD.format("a b", "1") + LEVEL, f"{table}, line 1: id \"a b\" must be of letters"),
            (HEAD.format("ours", "1"), "there is no [[level]]: write at least one"),
            (HEAD.format("ours", "1") + LEVEL.replace("rules", "none"),
             f"{table} names none.ttl: there is no {good}/none.ttl"),
            (HEAD.format("ours", "1") + LEVEL.replace("rules", "../rules"),
             "line 6: \"../rules.ttl\" must be a file in the same folder"),
            (HEAD.format("healthdcat-ap", "8") + LEVEL, "is a profile that ships", "another id"),
            ("x" * (17 << 20), "too large")):
        fr.write("good/profile.toml", text)
        refused(good, *said)
    fr.write("good/profile.toml", HEAD.format("ours", "1") + LEVEL)
    fr.write("good/rules.ttl", ALL_GOOD + "<urn:x> <urn:y .\n")
    refused(good, f"{good}/rules.ttl: line 5")
    fr.write("good/rules.ttl", ALL_GOOD + "<> sh:entailment <urn:x> .\n")
    refused(good, f"{good}/rules.ttl asks by sh:entailment", "take the statement out")
    refused(fr.path("no-such-folder"), "there is no profile", "healthdcat-ap/8")
    refused(document, "is a file: a profile is a folder")
    os.makedirs(fr.path("empty"))
    refused(fr.path("empty"), f"there is no {fr.path('empty')}/profile.toml")
    fr.settings["import"] = {"profile": '"empty"'}
    fr.write_config()
    _, said = fr.run("config", "check", expected=FAILED)
    expect("import.profile: there is no" in said, f"config check says so: {said}")


def what_cannot_be_checked(federation):
    fr = federation.node("FR")
    document = fr.write("d.ttl", DATASET.format(1, "One"))
    shapes = fr.write("s.ttl", ALL_GOOD + "<urn:ours:d> sh:sparql [ sh:select \"SELECT $this {}\" ] .\n")

    def warned(text):
        return "sh:sparql" in text

    table, said = fr.run("validate", document, "--shapes", shapes, config=False)
    expect(warned(said) and not warned(table), f"beside the table: {said}")
    answer = fr.json("validate", document, "--shapes", shapes, config=False)
    expect([warned(text) for text in answer["not_checked"]] == [True], f"in the document: {answer}")
    out, said = fr.run("validate", document, "--shapes", shapes, "--output", "jsonl", config=False)
    expect(out == "", f"every line of jsonl is a result: {out}")
    warnings = [json.loads(line) for line in said.splitlines()]
    expect([list(w) for w in warnings] == [["not_checked"]] and warned(said), f"{said}")
    folder = profile(fr, "ours", "1", open(shapes, encoding="utf-8").read())
    answer = fr.json("validate", document, "--profile", folder, config=False)
    expect([warned(text) for text in answer["not_checked"]] == [True], f"of a profile: {answer}")
    good = fr.json("validate", document, "--profile", "dcat-ap/3.0.1", config=False,
                   expected=PARTIAL)
    expect(good["not_checked"] == [], f"those that ship are checked whole: {good['not_checked']}")


def judged_again(federation):
    fr, be = federation.start("FR", "BE")
    for node in (fr, be):
        node.wait_writable()
    first = profile(fr, "first", "1", ALL_GOOD)
    second = profile(fr, "second", "2", SHAPES.format("minLength 4"))
    path = fr.write("d.ttl", "".join(DATASET.format(n, "Long" if n % 2 else "No")
                                     for n in range(6)))
    fr.run("import", path, "--profile", first)
    before = fr.iris()
    size = fr.log()["size"]
    expect(size == 6 and all(r["verdict"] == "conforms" for r in before.values()), f"{before}")

    # An import by itself writes nothing, and says what it would take.
    for words in ((), ("--dry-run",)):
        done = fr.json("import", path, "--profile", second, *words)
        expect((done["put"], done["unchanged"], done["judged_otherwise"]) == (0, 6, 6), f"{done}")
    expect(fr.log()["size"] == size, "a resubmission writes nothing, whatever it is judged by")
    text, _ = fr.run("import", path, "--profile", second)
    expect("redctl record rejudge" in text, text)
    expect(fr.json("import", path, "--profile", first)["judged_otherwise"] == 0, "the same again")

    planned = fr.json("record", "rejudge", "--profile", second, "--dry-run")
    expect((planned["rejudged"], planned["dry_run"]) == (6, True), f"{planned}")
    expect(fr.log()["size"] == size, "a dry run writes nothing")
    done = fr.json("record", "rejudge", "--profile", second, "--wait-for", "1")
    expect((done["judged"], done["rejudged"], done["unchanged"]) == (6, 6, 0), f"{done}")
    moves = {move["to"]: move["records"] for move in done["moves"]}
    expect(moves == {"conforms by ours/2/all": 3, "violations by ours/2/all": 3}, f"{moves}")
    expect(done["verdicts"] == {"conforms": 3, "violations": 3}, f"{done['verdicts']}")
    expect(done["held_by"] == ["BE"] and done["checkpoint"]["size"] == size + 6, f"{done}")
    again = fr.json("record", "rejudge", "--profile", second)
    expect((again["rejudged"], again["unchanged"]) == (0, 6), f"once is enough: {again}")

    after = fr.iris()
    for iri, record in after.items():
        for name in ("content_id", "changed", "confirmed"):
            expect(record[name] == before[iri][name], f"{name} stays: {record}")
        expect(record["verdict"] == ("conforms" if int(iri[-1]) % 2 else "violations"), f"{record}")
    last = fr.lines("record", "history", "https://example.org/d/0")[-1]
    expect((last["kind"], last["profile"]) == ("put", "ours/2/all"), f"{last}")

    # The mirror has it too, and both stores are sound.
    wait_until("BE has the verdicts", lambda: be.iris("FR") == after)
    roots_equal([fr, be], "FR")
    for node in (fr, be):
        expect(node.json("store", "check")["clean"], f"the store of {node.origin} is sound")
        node.run("log", "verify", "--origin", "FR")
    explained = be.json("record", "explain", "https://example.org/d/0")
    expect(explained["judged"] == {"profile": "ours/2/all", "verdict": "violations"}, "the origin's")
    expect(explained["judged_otherwise"] is True, "and BE's own profile says something else")

    # What was changed since it was judged is not judged by that: here by hand.
    outcome, = fr.call("submit", changes=[
        {"kind": "judge", "iri": "https://example.org/d/0", "content_id": "00" * 32,
         "profile": "ours/3/all", "verdict": "conforms"}])[0]["outcomes"]
    expect(outcome["kind"] == "refused" and "since it was judged" in outcome["message"],
           f"{outcome}")
    fr.settings["import"] = {"profile": '"none"'}
    fr.write_config()
    _, said = fr.run("record", "rejudge", expected=FAILED)
    expect("--profile" in said, f"nothing to judge by: {said}")
    fr.run("record", "rejudge", "--profile", second, expected=DONE)


if __name__ == "__main__":
    run(the_page_is_right, broken_folders, what_cannot_be_checked, judged_again)
