"""A node that lost the end of its log, and can ask nobody, goes on as another log."""

from federation import DONE, REFUSED, expect, records, run, wait_until


def of_generation(node, number, size):
    log = node.log("FR")
    return log.get("generation") == number and log.get("size") == size and log["wanted"] == 0


def a_log_begins_anew(federation):
    fr, be, de = federation.start("FR", "BE", "DE")
    for node in (fr, be, de):
        node.wait_writable()
    fr.run("recover", "--reason", "for fun", "--yes", expected=REFUSED)  # it may write
    fr.submit(records("FR", 0, 300))
    for node in (be, de):
        node.wait_for("FR", 300)
    certificate = fr.path("before.certificate")
    fr.run("log", "certificate", "--out", certificate)
    fr.stop()
    fr.back_up()
    fr.start()
    fr.wait_writable()
    fr.submit(records("FR", 300, 200) + records("FR", 0, 50, version=1))
    for node in (be, de):
        node.wait_for("FR", 550)
    for node in (fr, be, de):
        node.stop()
    fr.restore()
    fr.start()
    status = fr.status()["node"]
    expect(not status["ready"], "it asks nobody, so it does not write")
    fr.run("recover", "--reason", "the disk and the line were lost", expected=1)  # without --yes
    fr.run("recover", "--reason", "two\nlines", "--yes", expected=1)
    answer = fr.json("recover", "--reason", "the disk and the line were lost", "--yes")
    expect(answer["log"] == "FR@2" and answer["size"] == 300, f"it goes on: {answer}")
    fr.submit(records("FR", 1000, 10))
    be.start()
    wait_until("BE follows", lambda: of_generation(be, 2, 310))
    be.stop()
    be.start()
    wait_until("BE follows after a start", lambda: of_generation(be, 2, 310))
    fr.stop()
    de.start()
    wait_until("DE heard of it from BE", lambda: of_generation(de, 2, 310))
    fr.start()
    fr.wait_writable()
    fr.submit(records("FR", 2000, 5))
    for node in (fr, be, de):
        wait_until(f"{node.origin} goes on with it", lambda: of_generation(node, 2, 315))
        node.run("log", "verify", "--origin", "FR", expected=DONE)
        node.run("log", "audit", "--origin", "FR", expected=DONE)
        report = node.json("store", "check")
        expect(report["clean"], f"the store of {node.origin} is sound: {report}")
    for node in (be, de):
        told = node.json("log", "generations", "--origin", "FR")
        expect([g["log"] for g in told["generations"]] == ["FR@2"], "it says so")
        expect(told["generations"][0]["reason"] == "the disk and the line were lost", "and why")
        expect(told["left_behind"] == 250 and len(told["entries_left_behind"]) == 250,
               f"what was left behind is kept: {told['left_behind']}")
        expect("log-began-anew" in node.log_text(), "and it was said")
        expect("FR@2" in node.run("status", expected=None)[0], "it stands in the status")
    wait_until("both confirm the new log", lambda: sorted(
        (h["origin"], h["size"]) for h in fr.log("FR")["held_by"]) == [("BE", 315), ("DE", 315)])
    # What was proved of the log before stays proved.
    fr.run("log", "verify", certificate, expected=DONE)
    fr.run("log", "certificate", "--holders", "2", "--out", fr.path("after.certificate"))
    be.run("log", "verify", fr.path("after.certificate"), expected=DONE)


def it_crosses_a_gap_in_a_bundle(federation):
    fr = federation.start("FR")[0]
    fr.wait_writable()
    be = federation.start("BE")[0]
    fr.add(be)
    be.add(fr)
    fr.submit(records("FR", 0, 20))
    be.wait_for("FR", 20)
    be.stop()
    fr.stop()
    fr.start()
    fr.json("recover", "--reason", "a rehearsal", "--yes")
    fr.submit(records("FR", 100, 3))
    bundle = fr.path("fr.bundle")
    fr.run("bundle", "--out", bundle)
    it = federation.start("IT")[0]
    it.add(fr)
    fr.stop()
    it.run("bundle", "verify", bundle, expected=DONE)
    for _ in range(2):
        it.ctl_code("bundle", "apply", bundle)
    wait_until("IT holds it", lambda: of_generation(it, 2, 23))
    expect(it.json("store", "check")["clean"], "the store of IT is sound")


if __name__ == "__main__":
    run(a_log_begins_anew, it_crosses_a_gap_in_a_bundle)
