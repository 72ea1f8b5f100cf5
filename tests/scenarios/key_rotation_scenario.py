"""The key of a log changes while the federation runs, and again while a mirror is away."""

import base64
import hashlib
import os
import stat

from federation import DONE, REFUSED, expect, run, wait_until

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def demo(name):
    return os.path.join(ROOT, "config", "demo", name)


def content(path):
    with open(path, encoding="utf-8") as file:
        return file.read()



def own_name(vkey):
    """The file of a log key that is not log.key."""
    public = base64.b64decode(vkey.split("+", 2)[2])[1:]
    return "log-" + hashlib.sha256(public).hexdigest()[:8] + ".key"


def holds(node, other):
    """The node's mirror is as far as the other's own log, and live."""
    log = node.log(other.origin)
    return log is not None and log["size"] == other.log(other.origin)["size"] > 0 \
        and log["state"] == "live"


def the_key_changes_in_the_running_log(federation):
    fr, be, de = federation.start("FR", "BE", "DE")
    for node in (fr, be, de):
        node.wait_writable()
    fr.run("import", demo("fr.ttl"))
    wait_until("BE and DE mirror FR", lambda: holds(be, fr) and holds(de, fr))
    first, = fr.json("key", "list")["keys"]
    expect(first["state"] == "signs" and first["file"] == "log.key", "one key signs")

    de.stop()
    fr.write("rednode.toml", content(fr.path("rednode.toml")) + "\n[keys]\noverlap_days = 0\n")
    fr.stop()
    fr.start()
    fr.wait_writable()
    for reason in ("yearly", "again"):
        answer = fr.json("key", "rotate", "--reason", reason)
        expect(answer["key"] != first["key"], "a new key")
    keys = fr.json("key", "list")["keys"]
    expect([key["state"] for key in keys] == ["retired", "retired", "signs"], f"three keys: {keys}")
    for key in keys:
        mode = os.stat(fr.path("keys", key["file"])).st_mode
        expect(stat.S_IMODE(mode) == 0o600, "each in a file of its own, for its owner alone")
    fr.run("import", demo("be.ttl"))
    wait_until("BE came along", lambda: holds(be, fr))
    de.start()
    wait_until("DE, which was away for both changes, came along", lambda: holds(de, fr))
    for node in (be, de):
        wait_until(f"{node.origin} wrote the changes on the card",
                   lambda: content(node.path("peers", "FR.toml")).count("[[key_change]]") == 2)
    for node in (fr, be, de):
        node.run("log", "verify", "--origin", "FR", expected=DONE)
        expect(node.json("store", "check")["clean"], f"the store of {node.origin} is sound")

    wait_until("all hold it", lambda: len(fr.log("FR")["held_by"]) == 2 and
               all(h["size"] == fr.log("FR")["size"] for h in fr.log("FR")["held_by"]))
    certificate = be.path("fr.certificate")
    be.run("log", "certificate", "--origin", "FR", "--out", certificate)
    be.stop()
    be.run("log", "verify", certificate, expected=DONE)
    be.run("log", "verify", certificate, "--card", be.path("peers", "FR.toml"), config=False,
           expected=DONE)
    text = content(certificate)
    be.write("fr.certificate", text.replace("A", "B", 40))
    be.run("log", "verify", certificate, expected=REFUSED)


def a_stop_at_any_point_leaves_a_key_that_signs(federation):
    fr = federation.node("FR").start()
    fr.wait_writable()
    fr.run("import", demo("fr.ttl"))
    vkey = fr.json("key", "rotate")["key"]
    fr.stop()
    # As if the machine had stopped after the update and before the files changed their names.
    old = [name for name in os.listdir(fr.path("keys")) if name.startswith("log-")]
    expect(len(old) == 1, "the old key is kept")
    os.rename(fr.path("keys", "log.key"), fr.path("keys", "log-00000000.key"))
    os.rename(fr.path("keys", old[0]), fr.path("keys", "log.key"))
    os.rename(fr.path("keys", "log-00000000.key"), fr.path("keys", own_name(vkey)))
    fr.start()
    fr.wait_writable()
    fr.run("import", demo("be.ttl"))
    fr.run("log", "verify", expected=DONE)


if __name__ == "__main__":
    run(the_key_changes_in_the_running_log, a_stop_at_any_point_leaves_a_key_that_signs)
