#!/usr/bin/python3
"""Two nodes that never talk: a log crosses to the other in a file."""

import random

from federation import FAILED, PARTIAL, REFUSED, check, expect, records, run, wait_until

CARD = "--card"


def unreachable(card, node):
    """The card of the node, as if no network led to it."""
    return card.replace(node.feed, "tcp://127.0.0.1:9").replace(node.exchange, "tcp://127.0.0.1:9")


def apart(federation, count=700):
    """FR with records, and BE, which knows FR's card and cannot reach it."""
    fr, be = federation.node("FR"), federation.node("BE")
    fr.start()
    fr.submit_many(records("FR", 0, count))
    card = fr.write("FR.card", fr.card())
    be.start()
    be.add(unreachable(fr.card(), fr))
    return fr, be, card


def bundled(node, *words):
    """The bundle, once the checkpoint covers all."""
    file = node.path("bundle")
    size = node.log()["size"]
    wait_until("the checkpoint covers all",
               lambda: node.call("log_head")[0]["note"].split("\n")[1] == str(size))
    node.run("bundle", *words, "--out", file)
    return file


def held(node):
    return node.log("FR").get("size", 0)


def a_catalogue_crosses_in_a_file(federation):
    fr, be, card = apart(federation)
    file = bundled(fr)
    answer = be.json("bundle", "verify", file, CARD, card, config=False)
    expect(all(c["result"] != "wrong" for c in answer["checks"]), f"it is whole: {answer}")
    root = fr.log()["root"]
    iris = set(fr.iris())
    fr.stop()

    applied = be.json("bundle", "apply", file)["logs"][0]
    expect((applied["size"], applied["state"], applied["error"]) == (700, "live", None),
           f"BE has all of it: {applied}")
    expect(be.log("FR")["root"] == root, "the same root")
    check(set(be.iris("FR")) == iris, "BE shows 700 records of FR, with which it never talked")
    _, blob = be.call("records", origin="FR", limit=1, contents=True)[1][0]
    expect(b"Dataset" in blob, "with their contents")
    expect(be.peer("FR")["state"] == "unreachable", "FR is as unreachable as it is")
    expect(be.json("bundle", "apply", file)["logs"][0]["size"] == 700, "twice is once")
    expect(be.ctl_code("log", "audit", "--origin", "FR") == 0, "an audit of the mirror fits")


def a_bundle_makes_nobody_a_peer(federation):
    fr, be, _ = apart(federation, 10)
    de = federation.node("DE").start()
    de.submit(records("DE", 0, 5))
    fr.add(de)
    de.add(fr)
    fr.wait_for("DE", 5)
    file = bundled(fr, "--all")
    logs = {log["origin"]: log
            for log in be.json("bundle", "apply", file, expected=PARTIAL)["logs"]}
    expect(logs["FR"]["size"] == 10, "the log of the peer was taken")
    check(logs["DE"]["size"] == 0 and "no peer DE" in logs["DE"]["error"],
          "that of a stranger was not")
    card = be.write("DE.card", be.run("bundle", "card", file, "DE", config=False)[0])
    be.run("peer", "add", card, "--yes")
    check({log["size"] for log in be.json("bundle", "apply", file)["logs"]} == {10, 5},
          "its card is in the bundle; added by hand, its log is taken too")
    be.run("bundle", "card", file, "SE", config=False, expected=FAILED)


def what_is_damaged_is_not_applied(federation):
    fr, be, card = apart(federation, 50)
    file = bundled(fr)
    with open(file, "rb") as source:
        octets = source.read()
    damaged = fr.path("damaged")
    places = sorted(random.sample(range(len(octets)), 25)) + [0, len(octets) - 1]
    for at in places:
        for copy in (octets[:at], octets[:at] + bytes([octets[at] ^ 4]) + octets[at + 1:]):
            with open(damaged, "wb") as target:
                target.write(copy)
            _, told = be.run("bundle", "apply", damaged, expected=FAILED)
            expect("bundle" in told, f"it says what is wrong: {told}")
            expect(be.ctl_code("bundle", "verify", damaged, CARD, card) == REFUSED,
                   "verify says so too")
    check(held(be) == 0, f"{2 * len(places)} damaged copies were refused, and nothing was applied")
    be.run("bundle", "apply", fr.path("nothing"), expected=FAILED)


def a_forger_is_not_believed(federation):
    fr, be, _ = apart(federation, 20)
    impostor = federation.node("FR", folder="impostor").start()
    impostor.submit(records("FR", 1000, 40))
    file = bundled(impostor)
    logs = be.json("bundle", "apply", file, expected=REFUSED)["logs"]
    expect(logs[0]["error"] is not None and held(be) == 0, f"another key is another origin: {logs}")
    be.run("bundle", "apply", bundled(fr))
    check(held(be) == 20, "the log of the key on the card is taken after it")


def a_log_goes_on_by_the_next_bundle(federation):
    fr, be, _ = apart(federation, 30)
    first = bundled(fr)
    be.run("bundle", "apply", first)
    fr.submit(records("FR", 30, 30))
    fr.call("submit", changes=[{"kind": "withdraw", "iri": records("FR", 0, 1)[0][0],
                                "reason": "gone"}])
    be.run("bundle", "apply", bundled(fr))
    check(held(be) == 61 and be.log("FR")["live"] == 59, "the next bundle brings what is new")


def changes_on_card(node, origin):
    with open(node.path("peers", f"{origin}.toml"), encoding="utf-8") as card:
        return card.read().count("[[key_change]]")


def a_log_that_changed_its_key_crosses(federation):
    fr, be, de = (federation.node(origin) for origin in ("FR", "BE", "DE"))
    with open(fr.path("rednode.toml"), "a", encoding="utf-8") as file:
        file.write("\n[keys]\noverlap_days = 0\n")
    fr.start()
    first_card = fr.card()
    for part in range(3):
        if part > 0:
            fr.json("key", "rotate", "--reason", "yearly")
        fr.submit_many(records("FR", 20 * part, 20))
    cards = {be: first_card, de: fr.card()}
    expect(first_card != cards[de], "today's card names another key")
    file = bundled(fr)
    iris = set(fr.iris())
    for node, text in cards.items():
        card = node.write("FR.card", unreachable(text, fr))
        answer = node.json("bundle", "verify", file, CARD, card, config=False)
        expect(all(c["result"] != "wrong" for c in answer["checks"]), f"it is whole: {answer}")
        node.start()
        node.add(unreachable(text, fr))
    copy = be.path("copy")
    applied = be.json("bundle", "apply", file)["logs"][0]
    check((applied["size"], applied["state"], applied["error"]) == (62, "live", None),
          f"who has the first card takes a log that changed its key twice: {applied}")
    be.run("bundle", "--origin", "FR", "--out", copy)
    applied = de.json("bundle", "apply", copy)["logs"][0]
    check((applied["size"], applied["error"]) == (62, None),
          f"who has the card of today takes it from the mirror: {applied}")
    for node in cards:
        expect(set(node.iris("FR")) == iris, "with all its records")
        wait_until(f"{node.origin} wrote the changes on the card",
                   lambda n=node: changes_on_card(n, "FR") == 2)
        node.run("log", "verify", "--origin", "FR")
        expect(node.json("store", "check")["clean"], f"the store of {node.origin} is sound")


if __name__ == "__main__":
    run(a_catalogue_crosses_in_a_file, a_bundle_makes_nobody_a_peer,
        what_is_damaged_is_not_applied, a_forger_is_not_believed, a_log_goes_on_by_the_next_bundle,
        a_log_that_changed_its_key_crosses)
