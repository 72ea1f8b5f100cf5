"""A federation whose members are in a roster: who joins is known everywhere, and nobody alone
changes anything."""

import os
import shutil

from federation import DONE, REFUSED, expect, record, run, wait_until


def version(node):
    return node.json("roster", "show")["version"]


def follows(node, number):
    code = node.ctl_code("roster", "show")
    return code == DONE and version(node) == number


def two_of_three(federation):
    fr, be, de = federation.start("FR", "BE", "DE")
    for node in (fr, be, de):
        node.wait_writable()
    draft = fr.path("roster.note")
    fr.run("roster", "show", expected=1)
    proposal = fr.json("roster", "propose", "--federation", "EHDS", "--out", draft)
    expect(proposal["threshold"] == 2 and proposal["signed_by"] == ["FR"], f"{proposal}")
    # One signature is not enough.
    fr.run("roster", "trust", draft, "--yes", expected=REFUSED)
    be.run("roster", "sign", draft, expected=REFUSED)  # it was only shown
    be.run("roster", "sign", draft, "--yes")
    fr.run("roster", "trust", draft, expected=REFUSED)  # the fingerprint was not compared
    for node in (fr, be, de):
        answer = node.json("roster", "trust", draft, "--yes")
        expect(answer["signed_by"] == ["BE", "FR"], "two signed it")

    # A nation joins: two members sign, one takes it, and all know it.
    it = federation.node("IT")
    it.start()
    card = it.write("it.card", it.card())
    first = fr.path("first.note")
    shutil.copy(draft, first)
    fr.run("roster", "propose", "--add", card, "--out", draft)
    de.run("roster", "apply", draft, expected=REFUSED)
    de.run("roster", "sign", draft, "--yes")
    de.run("roster", "apply", draft)
    for node in (fr, be, de):
        wait_until(f"{node.origin} follows version 2", lambda: follows(node, 2))
        expect(node.peer("IT") != {}, f"{node.origin} knows IT")
    it.run("roster", "trust", draft, "--yes")
    it.wait_writable()
    it.submit([record("IT", 1)])
    for node in (fr, be, de):
        node.wait_for("IT", 1)

    # An older one is refused, everywhere, for ever.
    for node in (fr, be, de, it):
        node.run("roster", "apply", first, expected=REFUSED)
        node.run("roster", "trust", first, "--yes", expected=REFUSED)
        expect(version(node) == 2, "nothing went back")

    # The same one without its signatures takes nothing away.
    text = open(draft, encoding="utf-8").read()
    body, _, lines = text.rpartition("\n\n")
    bare = fr.write("bare.note", body + "\n\n" + lines.splitlines()[0] + "\n")
    fr.run("roster", "apply", bare)
    expect(fr.json("roster", "show")["signed_by"] == ["DE", "FR"], "both signatures are there")

    # Who was away, and who is started again, comes along.
    be.stop()
    fr.run("roster", "propose", "--remove", "IT", "--out", draft)
    de.run("roster", "sign", draft, "--yes")
    fr.run("roster", "apply", draft)
    wait_until("DE follows version 3", lambda: follows(de, 3))
    be.start()
    wait_until("BE follows version 3", lambda: follows(be, 3))
    for node in (fr, be, de):
        wait_until(f"{node.origin} knows IT no more", lambda: node.peer("IT") == {})
        expect(not os.path.exists(node.path("peers", "IT.toml")), "its card is gone")
        expect("roster-refused" not in node.log_text() or node is not be, "nothing was refused")

    # A file that was tampered with, by hand.
    text = open(draft, encoding="utf-8").read()
    fr.write("bad.note", text.replace("tcp://", "tcp://x", 1))
    fr.run("roster", "apply", fr.path("bad.note"), expected=REFUSED)


if __name__ == "__main__":
    run(two_of_three)
