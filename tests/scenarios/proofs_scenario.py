#!/usr/bin/python3
"""Files that prove something about a log to whoever has the origin's key: with no network, no store
and no daemon of their own; and whole logs as files, that anybody can audit."""

import os
import random

from federation import FAILED, REFUSED, check, dataset, expect, records, run, wait_until

IRI = "https://example.org/d/3"


def with_catalogue(federation):
    """FR with records, mirrored and cosigned by BE; and the cards of both as files."""
    fr, be = federation.node("FR"), federation.node("BE")
    place = fr.enable_http()
    for node in (fr, be):
        node.start()
    fr.add(be)
    be.add(fr)
    document = fr.write("catalogue.ttl", "".join(dataset(n, f"Title {n}") for n in range(6)))
    fr.run("import", document, "--profile", "none")
    fr.submit_many(records("FR", 0, 300))
    fr.call("await", size=306, count=1, timeout_seconds=20)
    cards = [node.write(f"{node.origin}.card", node.card()) for node in (fr, be)]

    def cosigned():
        head = fr.call("log_head")[0]
        return head["size"] == 306 and head["note"].split("\n")[1] == "306" \
            and "— BE " in head["note"]

    wait_until("BE cosigned the checkpoint of all", cosigned)
    return fr, place, cards


def verified(node, file, *words, expected=0):
    """What redctl says of a file, with nothing configured: {check: (result, found)}."""
    answer = node.json("log", "verify", file, *words, config=False, expected=expected)
    return {c["check"]: (c["result"], c["found"]) for c in answer["checks"]}


def a_record_is_proved_to_a_stranger(federation):
    fr, _, (fr_card, be_card) = with_catalogue(federation)
    proof = fr.path("d3.tlog-proof")
    fr.run("log", "prove", "--iri", IRI, "--out", proof)
    document = fr.write("d3.ttl", fr.run("record", "get", IRI)[0])
    fr.stop()

    checks = verified(fr, proof, "--card", fr_card, "--card", be_card, "--content", document)
    for name in ("signature of FR", "cosignature of BE", "inclusion", "update", "content"):
        expect(checks[name][0] == "ok", f"{name} fits: {checks.get(name)}")
    expect(IRI in checks["update"][1] and "put" in checks["update"][1], "it says of what record")
    expect(checks["later entries"][0] == "not-checked", "it says what it does not prove")
    print("     record, kind, time, verdict, content and cosigner were proved without a node")

    alone = verified(fr, proof, "--card", fr_card)
    expect(alone["cosignature of BE"][0] == "not-checked", "an unknown cosigner is no more than said")
    expect(alone["content"][0] == "not-checked", "a content that was not given is not checked")
    other = fr.write("other.ttl", dataset(3, "Another title"))
    expect(verified(fr, proof, "--card", fr_card, "--content", other, expected=REFUSED)
           ["content"][0] == "wrong", "another content is another")
    expect(verified(fr, proof, "--card", be_card, expected=REFUSED)["signature of FR"][0] == "wrong",
           "without the origin's key nothing is proved")


def a_changed_proof_is_found(federation):
    fr, _, (fr_card, be_card) = with_catalogue(federation)
    proof = fr.path("proof")
    fr.run("log", "prove", "--iri", IRI, "--out", proof)
    with open(proof, "rb") as file:
        octets = bytearray(file.read())
    good = verified(fr, proof, "--card", fr_card, "--card", be_card)
    changed = fr.path("changed")
    for at in range(0, len(octets), 13):
        copy = bytearray(octets)
        copy[at] ^= 1 << random.randrange(8)
        with open(changed, "wb") as file:
            file.write(copy)
        done = fr.ctl_code("log", "verify", changed, "--card", fr_card, "--card", be_card)
        if done == 0:  # then a signature is by somebody who is not known, and is said to be
            now = verified(fr, changed, "--card", fr_card, "--card", be_card)
            expect(now != good and any(result == "not-checked" and "cosignature" in name
                                       for name, (result, _) in now.items()),
                   f"octet {at} was changed and nobody noticed")
        else:
            expect(done == REFUSED, f"octet {at}: exit code {REFUSED}, and not {done}")
    print(f"     {(len(octets) + 12) // 13} changes of {len(octets)} octets were found")


def a_log_is_proved_to_have_grown(federation):
    fr, _, (fr_card, _) = with_catalogue(federation)
    kept = fr.write("kept", fr.call("log_head")[0]["note"])
    fr.submit_many(records("FR", 300, 100))
    wait_until("the checkpoint moved on",
               lambda: fr.call("log_head")[0]["note"].split("\n")[1] == "406")
    proof = fr.path("grew")
    fr.run("log", "prove", "--from", "306", "--out", proof)
    checks = verified(fr, proof, "--card", fr_card, "--against", kept)
    check(checks["consistency"][0] == "ok" and checks["old root"][0] == "ok",
          "the log of 406 entries continues the checkpoint that was kept")
    later = fr.write("later", fr.call("log_head")[0]["note"])
    expect(verified(fr, proof, "--card", fr_card, "--against", later, expected=REFUSED)
           ["old root"][0] == "wrong", "a checkpoint of another size is not that")
    fr.run("log", "prove", "--from", "500", expected=FAILED)
    fr.run("log", "prove", "--sequence", "406", expected=FAILED)
    fr.run("log", "prove", expected=FAILED)


def audit(node, *words, expected=0, config=True):
    answer = node.json("log", "audit", *words, expected=expected, config=config)
    return answer, {c["check"]: c["result"] for c in answer["checks"]}


def a_log_is_audited_wherever_it_lies(federation):
    fr, place, (fr_card, _) = with_catalogue(federation)
    answer, checks = audit(fr)
    expect((answer["entries"], answer["tiles"], answer["live"]) == (306, 3, 306), f"{answer}")
    expect(set(checks.values()) == {"ok"}, f"in the daemon all fits: {checks}")

    archive = fr.path("archive")
    first = fr.json("log", "export", "--out", archive)
    expect(first["new_files"] == 6, f"two bundles, three tiles, a checkpoint: {first}")
    expect(fr.json("log", "export", "--out", archive)["new_files"] == 0, "nothing is new")
    url = f"http://{place[0]}:{place[1]}/log/FR"
    for words in (("--data", archive), ("--url", url), ("--url", url + "/")):
        answer, checks = audit(fr, *words, "--card", fr_card, config=False)
        expect(answer["origin"] == "FR" and answer["tiles"] == 3, "the same log")
        expect("wrong" not in checks.values(), f"{words[0]}: all fits: {checks}")
    print("     the same log in the daemon, in a folder and over HTTP")

    fr.submit_many(records("FR", 300, 300))
    wait_until("the checkpoint moved on",
               lambda: fr.call("log_head")[0]["note"].split("\n")[1] == "606")
    grown = fr.json("log", "export", "--out", archive)
    check(grown["entries"] == 606 and grown["new_files"] == 6,
          f"an archive goes on where it ended: {grown['new_files']} new files")
    expect(audit(fr, "--data", archive)[0]["entries"] == 606, "and is whole")


def a_damaged_archive_is_found(federation):
    fr, _, _ = with_catalogue(federation)
    archive = fr.path("archive")
    fr.run("log", "export", "--out", archive)
    files = [os.path.join(folder, name) for folder, _, names in os.walk(archive) for name in names]
    expect(len(files) == 6, "the files of the archive")
    for path in files:
        with open(path, "r+b") as file:
            octets = file.read()
            at = random.randrange(len(octets))
            file.seek(at)
            file.write(bytes([octets[at] ^ 1]))
        done = fr.ctl_code("log", "audit", "--data", archive)
        cosigner_is_another = path.endswith("checkpoint") and done == 0
        expect(done == REFUSED or cosigner_is_another, f"octet {at} of {path} was changed: {done}")
        with open(path, "r+b") as file:
            file.write(octets)
    expect(fr.ctl_code("log", "audit", "--data", archive) == 0, "put right, all fits again")
    os.remove(os.path.join(archive, "tile", "0", "000"))
    expect(fr.ctl_code("log", "audit", "--data", archive) == REFUSED, "a missing tile is found")
    expect(fr.json("log", "export", "--out", archive)["new_files"] == 1, "and written again")
    print("     damage in each of six files was found")


if __name__ == "__main__":
    run(a_record_is_proved_to_a_stranger, a_changed_proof_is_found, a_log_is_proved_to_have_grown,
        a_log_is_audited_wherever_it_lies, a_damaged_archive_is_found)
