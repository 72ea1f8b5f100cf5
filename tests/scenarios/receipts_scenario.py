"""What mirrors make of records: receipts, erasure, contents let go, and nodes that take a part."""

from federation import DONE, FAILED, PARTIAL, expect, record, run, wait_until

CATEGORY = "http://healthdataportal.eu/ns/health#healthCategory"
TITLE = "http://purl.org/dc/terms/title"


def about(number, category):
    iri = f"https://example.org/FR/about/{number}"
    lines = [f"<{iri}> <{TITLE}> \"Dataset {number}\" .",
             f"<{iri}> <{CATEGORY}> <https://example.org/categories/{category}> ."]
    return iri, "".join(line + "\n" for line in sorted(lines)).encode()


def holds_all(node, origin, size):
    log = node.log(origin)
    return log.get("size") == size and log.get("wanted") == 0


def judged_by_all(node, size):
    peers = node.call("receipts")[0]["peers"]
    return all(peer["judged"] == size for peer in peers)


def an_origin_is_told_what_was_refused(federation):
    fr, be, de = federation.start("FR", "BE", "DE")
    for node in (fr, be, de):
        node.wait_writable()
    good, bad = record("FR", 1), record("FR", 2)
    fr.submit([good, (bad[0], b"this is no statement\n"), record("FR", 3)])
    # Nobody can show it, and everything else goes on.
    wait_until("both mirrors judged it", lambda: judged_by_all(fr, 3), limit=60)
    answer = fr.json("receipts", expected=PARTIAL)
    expect(sorted(item["origin"] for item in answer["refused"]) == ["BE", "DE"], "both refuse it")
    for item in answer["refused"]:
        expect(item["iri"] == bad[0] and item["rule"] == "not-nquads" and item["current"],
               f"the record and the rule: {item}")
    one = fr.json("receipts", bad[0], expected=PARTIAL)
    expect([peer["outcome"]["applied"] for peer in one["confirmed"]] == [False, False],
           "held and refused")
    one = fr.json("receipts", good[0])
    expect([peer["outcome"]["applied"] for peer in one["confirmed"]] == [True, True], "applied")
    expect(be.peer("FR")["quarantined"] == 1, "and the mirror counts it")
    # What is put right is refused no more.
    fr.submit([record("FR", 2, version=1)])
    wait_until("it is judged again", lambda: judged_by_all(fr, 4), limit=60)
    answer = fr.json("receipts", expected=DONE)
    expect(len(answer["refused"]) == 2 and not any(i["current"] for i in answer["refused"]),
           "a refusal of what was said before")
    expect(be.peer("FR")["quarantined"] == 0, "nothing is refused any more")


def a_withdrawal_is_followed_to_every_node(federation):
    fr, be, de = federation.start("FR", "BE", "DE")
    for node in (fr, be, de):
        node.wait_writable()
    iri, nquads = record("FR", 7)
    fr.submit([(iri, nquads)])
    for node in (be, de):
        node.wait_for("FR", 1)
    de.stop()
    fr.run("record", "withdraw", iri, "--reason", "named a person", "--erase", "--wait-for", "1")
    answer = fr.json("receipts", iri, expected=PARTIAL)
    expect(answer["kind"] == "withdraw", "its last change")
    expect([peer["origin"] for peer in answer["confirmed"]] == ["BE"], "BE has confirmed")
    expect([peer["origin"] for peer in answer["not_confirmed"]] == ["DE"], "DE has not")
    de.start()
    wait_until("DE has confirmed too",
               lambda: not fr.call("record_receipts", iri=iri)[0]["not_confirmed"])
    fr.run("receipts", iri, expected=DONE)
    for node in (fr, be, de):
        wait_until(f"{node.origin} has erased it",
                   lambda: "contents-scrubbed" in node.log_text(), limit=60)
        node.run("record", "get", iri, "--origin", "FR", "--at", "0", expected=FAILED)
        node.run("log", "verify", "--origin", "FR", expected=DONE)
        expect(node.json("store", "check")["clean"], f"the store of {node.origin} is sound")
        history = node.lines("record", "history", iri, "--origin", "FR")
        expect(history[-1]["erase"] is True, "the log says that it was erased")


def a_node_takes_a_part(federation):
    fr, de = federation.start("FR", "DE")
    part = {"origins": '["FR"]', "categories": '["EHRS"]'}
    be = federation.node("BE", subscribe=part).start()
    be.add(fr, de)
    fr.add(be)
    de.add(be)
    for node in (fr, be, de):
        node.wait_writable()
    fr.submit([about(n, "EHRS" if n < 3 else "CLAIMS") for n in range(10)])
    de.submit([record("DE", 1)])
    de.wait_for("FR", 10)
    wait_until("BE has its part", lambda: holds_all(be, "FR", 10) and be.log("FR")["left"] == 7)
    be.run("record", "get", "https://example.org/FR/about/1", "--origin", "FR", expected=DONE)
    _, left = be.run("record", "get", "https://example.org/FR/about/5", "--origin", "FR",
                  expected=FAILED)
    expect("subscribe" in left, f"it says why: {left}")
    be.run("log", "verify", "--origin", "FR", expected=DONE)
    expect(be.log("DE").get("size", 0) == 0, "DE is not mirrored")
    expect(be.json("store", "check")["clean"], "the store is sound")
    # It changes its mind.
    be.stop()
    be.settings.pop("subscribe")
    be.write_config()
    be.start()
    wait_until("BE has everything", lambda: holds_all(be, "FR", 10) and be.log("FR")["left"] == 0)
    be.wait_for("DE", 1)
    be.run("record", "get", "https://example.org/FR/about/5", "--origin", "FR", expected=DONE)


if __name__ == "__main__":
    run(an_origin_is_told_what_was_refused, a_withdrawal_is_followed_to_every_node,
        a_node_takes_a_part)
