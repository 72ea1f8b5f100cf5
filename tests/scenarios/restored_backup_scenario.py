"""A node whose store is an old copy does not know it. It takes back from its peers what it has lost
before it writes, and where no peer can be asked it does not write at all."""

import shutil

from federation import (REFUSED, check, dataset, expect, record, records, roots_equal, run,
                        wait_until)

BACKED_UP = 100


def published_after_the_backup(fr, count, *mirrors):
    """A backup of 100 records, then so many more, which the mirrors hold. FR is stopped then."""
    fr.wait_writable()
    fr.submit(records("FR", 0, BACKED_UP))
    expect(fr.stop() == 0, "FR stops gracefully")
    fr.back_up()
    fr.start()
    fr.wait_writable()
    fr.submit_many(records("FR", BACKED_UP, count))
    size = roots_equal([fr, *mirrors], "FR")
    fr.stop()
    return size


def first_write(fr):
    """Tries without a pause until a write is taken: the sequence it was given."""
    new = [record("FR", "new")]
    outcome = wait_until("FR writes", lambda: fr.submit(new)["outcomes"][0], 30, 0)
    expect(outcome["kind"] == "appended", f"a new record is appended: {outcome}")
    return outcome["sequence"]


def verified(*nodes):
    for node in nodes:
        verdict = node.json("log", "verify", "--origin", "FR")
        expect(verdict["ok"], f"FR's log verifies at {node.origin}: {verdict}")
        expect(node.log("FR")["state"] == "live", f"FR's log is live at {node.origin}")


def without_a_peer_nothing_is_written(federation):
    fr, be = federation.start("FR", "BE")
    size = published_after_the_backup(fr, 100, be)
    mirrored = be.log("FR")["root"]
    be.stop()
    fr.restore()
    fr.start()
    check(fr.log()["size"] == BACKED_UP and not fr.writable(), "an old copy alone is not writable")
    path = fr.write("one.ttl", dataset(1))
    done, said = fr.run("import", path, expected=REFUSED)
    why = "no peer has said yet what it holds of our log"
    check(why in said, f"an import says why: {said.strip()}")
    check("put 0" in done, "and that nothing was put")
    iri = record("FR", 0)[0]
    _, said = fr.run("record", "withdraw", iri, "--reason", "x", expected=REFUSED)
    expect("no peer has said" in said, f"a withdrawal says why: {said}")
    table, _ = fr.run("status", expected=REFUSED)
    check("NOT WRITABLE" in table and "Bring up the link" in table, "the status says what to do")
    expect(len(fr.iris()) == BACKED_UP, "what it has can be read")
    expect(fr.log()["size"] == BACKED_UP, "nothing was written")

    be.start()
    fr.wait_writable()
    log = fr.log()
    check((log["size"], log["root"]) == (size, mirrored), "with the mirror, the lost tail is back")
    fr.run("import", path, "--wait-for", "1")
    check(roots_equal([fr, be], "FR") == size + 1, "the same log goes on, and the mirror follows")
    verified(fr, be)
    expect(len(fr.iris()) == size + 1, "all records are there")
    expect(fr.json("store", "check")["clean"], "the store is sound")


def nothing_is_written_before_the_tail_is_back(federation):
    fr, be, de = federation.start("FR", "BE", "DE")
    de.wait_for("FR", 0)
    de.stop()
    size = published_after_the_backup(fr, 3000, be)
    # DE comes back and knows nothing of the tail: it must not be the one that is believed.
    fr.restore()
    de.start()
    fr.start()
    sequence = first_write(fr)
    check(sequence == size, f"the first write that is taken continues the log, at {sequence}")
    check(roots_equal([fr, be, de], "FR") == size + 1, "all nodes have one history")
    verified(fr, be, de)
    for node in (be, de):
        expect(set(node.iris("FR")) == set(fr.iris()), f"{node.origin} has the same records")


def a_lost_store_is_taken_back_whole(federation):
    fr, be = federation.start("FR", "BE")
    size = published_after_the_backup(fr, 500, be)
    shutil.rmtree(fr.path("store"))
    fr.start()
    sequence = first_write(fr)
    check(sequence == size, f"a store that is gone comes back whole, and goes on at {sequence}")
    roots_equal([fr, be], "FR")
    verified(fr, be)
    expect(len(fr.iris()) == size + 1, "all records are there")


if __name__ == "__main__":
    run(without_a_peer_nothing_is_written, nothing_is_written_before_the_tail_is_back,
        a_lost_store_is_taken_back_whole)
