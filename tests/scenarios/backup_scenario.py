"""A backup is made beside the running daemon, and a node that is restored from it goes on where it was."""

import json
import os
import stat

from federation import DONE, FAILED, NO_DAEMON, REFUSED, expect, records, roots_equal, run, wait_until


def a_backup_is_taken_while_the_node_writes(federation):
    fr, be = federation.start("FR", "BE")
    fr.wait_writable()
    fr.submit_many(records("FR", 0, 300))
    folder = fr.path("backup")
    manifest = fr.json("backup", folder)
    expect(manifest["origin"] == "FR", "it says whose it is")
    log, = [log for log in manifest["logs"] if log["origin"] == "FR"]
    expect(log["size"] == 300 and log["live"] == 300, f"and how far the log was: {log}")
    expect(not os.path.exists(os.path.join(folder, "keys")), "it holds no secrets")
    with open(os.path.join(folder, "backup.json"), encoding="utf-8") as file:
        expect(json.load(file) == manifest, "the same stands in it")
    fr.run("backup", folder, expected=FAILED)

    with_keys = fr.path("backup-with-keys")
    fr.json("backup", with_keys, "--with-keys")
    for name in os.listdir(os.path.join(with_keys, "keys")):
        mode = os.stat(os.path.join(with_keys, "keys", name)).st_mode
        expect(stat.S_IMODE(mode) == 0o600, f"{name} is its owner's alone")

    fr.submit_many(records("FR", 300, 200))
    size = roots_equal([fr, be], "FR")
    fr.run("restore", folder, expected=FAILED)
    expect(fr.log()["size"] == size, "not under a running daemon")
    fr.stop()
    fr.run("backup", fr.path("later"), expected=NO_DAEMON)
    answer = fr.json("restore", folder)
    expect(os.path.isdir(answer["set_aside"]), "what was there is kept")
    be.stop()
    fr.start()
    expect(fr.log()["size"] == 300 and not fr.writable(), "alone it does not write")
    be.start()
    wait_until("the tail is back", lambda: fr.log()["size"] == size and fr.writable())
    expect(fr.submit(records("FR", 500, 1))["outcomes"][0]["sequence"] == size, "and goes on")
    roots_equal([fr, be], "FR")
    expect(fr.json("store", "check")["clean"], "the store is sound")


def a_damaged_backup_is_refused(federation):
    fr = federation.node("FR").start()
    fr.wait_writable()
    fr.submit_many(records("FR", 0, 300))
    folder = fr.path("backup")
    fr.run("backup", folder)
    fr.stop()
    tables = [name for name in os.listdir(os.path.join(folder, "store")) if name.endswith(".sst")]
    largest = max((os.path.join(folder, "store", name) for name in tables), key=os.path.getsize)
    os.chmod(largest, 0o600)
    with open(largest, "rb") as file:
        octets = bytearray(file.read())
    os.remove(largest)  # the running store shares the file
    octets[len(octets) // 3] ^= 1
    with open(largest, "wb") as file:
        file.write(octets)
    fr.run("restore", folder, expected=REFUSED)
    os.remove(os.path.join(folder, "backup.json"))
    _, said = fr.run("restore", folder, expected=FAILED)
    expect("not a backup that was finished" in said, f"said: {said}")
    fr.start()
    fr.wait_writable()
    expect(fr.log()["size"] == 300, "nothing was touched")
    fr.run("store", "check", expected=DONE)


if __name__ == "__main__":
    run(a_backup_is_taken_while_the_node_writes, a_damaged_backup_is_refused)
