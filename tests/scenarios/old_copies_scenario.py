"""A node restored from an old copy takes its own lost tail back before it writes; a node that runs twice
is caught."""

import os
import shutil
import subprocess

from federation import Refused, expect, record, records, roots_equal, run, wait_until


def copy_store(node, name):
    shutil.copytree(node.path("store"), node.path(name))


def restore_store(node, name):
    shutil.rmtree(node.path("store"))
    shutil.copytree(node.path(name), node.path("store"))


def a_restored_node_takes_its_tail_back(federation):
    fr, be, de = federation.start("FR", "BE", "DE")
    fr.submit(records("FR", 0, 20))
    roots_equal([fr, be, de], "FR")
    fr.stop()
    copy_store(fr, "backup")
    fr.start()
    fr.wait_writable()
    fr.submit(records("FR", 20, 30))
    size = roots_equal([fr, be, de], "FR")
    expect(size == 50, f"50 updates, not {size}")
    root = fr.log()["root"]
    fr.stop()
    restore_store(fr, "backup")
    fr.start()
    fr.wait_writable()
    expect(fr.log()["size"] == 50, f"its own tail is back: {fr.log()}")
    expect(fr.log()["root"] == root, "it is the same history")
    fr.submit(records("FR", 50, 5))
    roots_equal([fr, be, de], "FR")
    for node in (fr, be, de):
        expect(len(node.iris("FR")) == 55, f"{node.origin} has all records")
        expect(node.log("FR")["state"] != "diverged", "nobody has anything to complain of")


def alone_it_does_not_write(federation):
    fr, be = federation.start("FR", "BE")
    fr.submit(records("FR", 0, 20))
    roots_equal([fr, be], "FR")
    fr.stop()
    copy_store(fr, "backup")
    fr.start()
    fr.wait_writable()
    fr.submit(records("FR", 20, 10))
    roots_equal([fr, be], "FR")
    fr.stop()
    be.stop()
    restore_store(fr, "backup")
    fr.start()
    try:
        fr.submit([record("FR", 99)])
        expect(False, "a write before any peer was heard is refused")
    except Refused as refused:
        expect("peer" in refused.message, f"the reason names what is missing: {refused}")
    done = subprocess.run([federation.program("redctl"), "--config", fr.path("rednode.toml"),
                           "status"], capture_output=True, text=True, timeout=30, check=False)
    expect(done.returncode == 2, f"status says that something is wrong: {done.returncode}")
    be.start()
    fr.wait_writable()
    expect(fr.log()["size"] == 30, "with the peer the tail came back")


def two_that_write_with_one_key_are_caught(federation):
    fr, be, de = federation.start("FR", "BE", "DE")
    fr.submit(records("FR", 0, 20))
    roots_equal([fr, be, de], "FR")
    fr.stop()
    clone = federation.clone(fr, "FR-clone")
    # Each of the two writes where nobody of the others sees it, and then meets the other's peers.
    for node in (be, de):
        node.stop()
    for node, number in ((fr, 100), (clone, 200)):
        os.rename(node.path("peers"), node.path("peers.aside"))
        os.mkdir(node.path("peers"))
        node.start()
        node.wait_writable()
        node.submit(records("FR", number, 5))
        node.stop()
        os.rmdir(node.path("peers"))
        os.rename(node.path("peers.aside"), node.path("peers"))
    expect(fr.log_text() != clone.log_text(), "they are two")
    be.start()
    fr.start()
    be.wait_for("FR", 25)
    fr.stop()
    clone.start()
    wait_until("BE sees the contradiction", lambda: be.log("FR")["state"] == "diverged")
    expect(be.log("FR")["size"] == 25, "its mirror stays at the last good size")
    de.start()
    de.submit(records("DE", 0, 5))
    be.wait_for("DE", 5)
    expect(len(be.iris("DE")) == 5, "the rest of the federation goes on")
    evidence = be.path("evidence.txt")
    redctl = [federation.program("redctl"), "--config", be.path("rednode.toml")]
    head = subprocess.run(redctl + ["log", "head", "--origin", "FR", "--output", "json"],
                          capture_output=True, text=True, timeout=30, check=False)
    expect("evidence" in head.stdout, f"the head shows the evidence: {head.stdout}{head.stderr}")
    ok, _ = be.call("log_head", origin="FR")
    with open(evidence, "w", encoding="utf-8") as file:
        file.write(ok["evidence"])
    verified = subprocess.run([redctl[0], "--config", be.path("rednode.toml"), "log", "verify",
                               evidence], capture_output=True, text=True, timeout=30, check=False)
    expect(verified.returncode in (0, 2), f"the evidence can be read: {verified.stderr}")
    expect("two" in (verified.stdout + verified.stderr).lower(),
           f"and proves two histories: {verified.stdout}{verified.stderr}")


if __name__ == "__main__":
    run(a_restored_node_takes_its_tail_back, alone_it_does_not_write,
        two_that_write_with_one_key_are_caught)
