"""One key in two places: a copy of France's node runs elsewhere, and both write. Whoever sees both
histories freezes at the last good size and keeps the evidence; everybody else goes on."""

from federation import (DONE, REFUSED, Refused, check, expect, records, roots_equal, run,
                        wait_until)

BEFORE = 50
FORKED = 10


def cloned(federation, *others):
    """France's node and its copy, both running and writable, and the others."""
    fr, *rest = federation.start("FR", *others)
    fr.wait_writable()
    fr.submit(records("FR", 0, BEFORE))
    roots_equal([fr, *rest], "FR")
    fr.stop()
    copy = federation.clone(fr, "copy", elsewhere=True)
    for node in (fr, copy):
        node.start()
        node.wait_writable()
    return fr, copy, *rest


def fork(fr, copy):
    """Both write, and the same number: the copy first, for it may hear of the other's."""
    copy.submit(records("FR", 1000, FORKED))
    fr.submit(records("FR", 2000, FORKED))


def point_to(node, copy):
    """The operator of a node is given the card of the copy."""
    node.run("peer", "add", node.write("FR.card", copy.card()), "--yes", "--replace")


def diverged(node):
    wait_until(f"{node.folder} freezes FR's log", lambda: node.log("FR")["state"] == "diverged")
    node.run("status", expected=REFUSED)
    return node.log("FR")


def evidence_convinces(holder, judge):
    """The evidence of one node, as a file that another operator verifies with the card he has."""
    head = holder.json("log", "head", "--origin", "FR", expected=REFUSED)
    expect(head["contradicted"], f"the head says it: {head}")
    path = judge.write("evidence", head["evidence"])
    done = judge.json("log", "verify", path)
    expect(done["ok"], f"the evidence verifies: {done}")
    text, _ = judge.run("log", "verify", path)
    check("FR signed two histories" in text, f"{judge.origin} is convinced: {text.splitlines()[0]}")
    notes = head["evidence"].replace("FR\n60\n", "FR\n61\n")
    expect(notes != head["evidence"], "a note of it states 60")
    forged = judge.write("forged", notes)
    expect(not judge.json("log", "verify", forged, expected=REFUSED)["ok"], "a forged one does not")


def go_on(*nodes):
    """The logs of the others are written and replicated as ever."""
    for node in nodes:
        node.wait_writable()
        node.submit(records(node.origin, 0, 10))
    for node in nodes:
        expect(roots_equal(nodes, node.origin) == 10, f"the log of {node.origin} goes on")
    check(True, f"{' and '.join(node.origin for node in nodes)} go on")


def the_copy_itself_finds_out(federation):
    fr, copy, be, de = cloned(federation, "BE", "DE")
    fork(fr, copy)
    diverged(copy)
    check(True, "the copy hears from the mirrors what it did not write, and stops")
    expect(not copy.writable(), "it is not writable")
    try:
        copy.submit(records("FR", 3000, 1))
        expect(False, "a write to the copy must be refused")
    except Refused as refusal:
        check("key is used elsewhere" in refusal.message, f"its operator hears: {refusal.message}")
    evidence_convinces(copy, de)
    size = roots_equal([fr, be, de], "FR")
    expect(size == BEFORE + FORKED, "the mirrors hold what the node wrote")
    for node in (be, de):
        expect(node.log("FR")["state"] == "live", f"FR is live at {node.origin}")
    check(True, "the mirrors never saw the copy's history, and follow the node")
    go_on(be, de)


def a_mirror_that_sees_both_freezes(federation):
    fr, copy, be, de = cloned(federation, "BE", "DE")
    fork(fr, copy)
    good = roots_equal([fr, be, de], "FR")
    before = be.log("FR")
    point_to(be, copy)
    log = diverged(be)
    check((log["size"], log["root"]) == (good, before["root"]), "BE stays at the last good size")
    expect(be.peer("FR")["state"] == "diverged", "the peer is shown as diverged too")
    expect(len(be.iris("FR")) == good, "its catalogue can still be read")
    evidence_convinces(be, de)
    fr.wait_writable()
    fr.submit(records("FR", 4000, 5))
    check(roots_equal([fr, de], "FR") == good + 5, "DE follows the node: it saw no "
          "other history")
    go_on(be, de)
    be.kill()
    be.start()
    check(diverged(be)["size"] == good, "BE is still frozen after a restart, with the evidence")
    evidence_convinces(be, de)
    be.run("log", "verify", "--origin", "FR", expected=REFUSED)
    be.run("log", "verify", "--origin", "DE", expected=DONE)


def two_mirrors_compare_what_they_hold(federation):
    fr, copy, be, de, es = cloned(federation, "BE", "DE", "ES")
    point_to(de, copy)
    de.wait_state("FR", "live")
    fork(fr, copy)
    for node in (be, de):
        expect(diverged(node)["size"] == BEFORE + FORKED, f"{node.origin} freezes where it was")
    check(be.log("FR")["root"] != de.log("FR")["root"],
          "BE and DE were shown different histories, and found out from each other")
    for node in (fr, copy):
        wait_until("both origins are told", lambda n=node: not n.writable())
    check(True, "neither of the two writes any more")
    evidence_convinces(be, es)
    evidence_convinces(de, es)
    go_on(be, de, es)


if __name__ == "__main__":
    run(the_copy_itself_finds_out, a_mirror_that_sees_both_freezes,
        two_mirrors_compare_what_they_hold)
