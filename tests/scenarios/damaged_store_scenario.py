"""A store that lost files, or in whose files bits have flipped, is not mended where it lies: a new one
is made of what can be read and proved, and the peers give back the rest. Nothing that was acknowledged
is lost, and the damaged store stays as it is."""

import hashlib
import os
import random

from federation import (DONE, FAILED, PARTIAL, REFUSED, check, expect, records, roots_equal, run,
                        wait_until)

ROUNDS = 4
PER_ROUND = 150
BLOCK = 4096


def files_of(node, ending=""):
    folder = node.path("store")
    return sorted(os.path.join(folder, name) for name in os.listdir(folder)
                  if name.endswith(ending))


def octets_of(node):
    """Every file of the store with its digest."""
    digests = {}
    for path in files_of(node):
        with open(path, "rb") as file:
            digests[path] = hashlib.sha256(file.read()).hexdigest()
    return digests


def grown(federation):
    """Three nodes with a log each, which all mirror, in stores of many files: each start makes some."""
    nodes = federation.start("FR", "BE", "DE")
    for round_ in range(ROUNDS):
        for node in nodes:
            node.wait_writable()
            node.submit(records(node.origin, round_ * PER_ROUND, PER_ROUND))
        for origin in ("FR", "BE", "DE"):
            roots_equal(nodes, origin)
        fr = nodes[0]
        expect(fr.stop() == 0, "FR stops gracefully")
        if round_ + 1 < ROUNDS:
            fr.start()
    expect(len(files_of(fr, ".sst")) > 6, f"there is something to damage: {files_of(fr)}")
    return nodes


def flip(path):
    """One bit in every block of a file, but for its end, which says what it is."""
    with open(path, "r+b") as file:
        size = os.path.getsize(path)
        for at in range(BLOCK // 2, max(size - BLOCK, BLOCK // 2 + 1), BLOCK):
            at = min(at, size // 2)
            file.seek(at)
            octet = file.read(1)[0]
            file.seek(at)
            file.write(bytes([octet ^ 1 << random.randrange(8)]))


def repaired(node, code):
    """Repairs into a new folder, looks that the old one is as it was, and puts the new one there."""
    before = octets_of(node)
    report = node.json("store", "repair", "--out", node.path("new"), expected=code)
    expect(octets_of(node) == before, "the damaged store was not changed")
    expect(not os.path.exists(node.path("new.salvage")), "nothing is left beside it")
    for log in report["logs"]:
        print(f"     {node.origin} took {log['taken']} of {log['had']} of {log['origin']}, to fetch: "
              f"{log['wanted']} contents; {log['ends_because']}")
    os.rename(node.path("store"), node.path("store.damaged"))
    os.rename(node.path("new"), node.path("store"))
    return report


def equal_again(nodes):
    fr = nodes[0]
    size = ROUNDS * PER_ROUND
    fr.start()
    fr.wait_writable(60)
    for origin in ("FR", "BE", "DE"):
        expect(roots_equal(nodes, origin) == size, f"all of {origin} is there")
    for origin in ("FR", "BE", "DE"):
        iris = fr.iris(origin)
        expect(len(iris) == size, f"every record of {origin} is there: {len(iris)}")
        wait_until(f"every content of {origin} is there",
                   lambda: all(not item.get("wanted") for item in fr.iris(origin).values()))
    fr.submit(records("FR", 10_000, 3))
    expect(roots_equal(nodes, "FR") == size + 3, "the same log goes on")
    wait_until("the store is sound", lambda: fr.json("store", "check")["clean"], 30, 1)
    for node in nodes:
        expect(node.log("FR")["state"] == "live", f"FR's log is live at {node.origin}")


def bits_flip_and_files_are_lost(federation):
    nodes = grown(federation)
    fr = nodes[0]
    tables = files_of(fr, ".sst")
    victims = random.sample(tables, len(tables) // 2)
    for path in victims[::2]:
        os.remove(path)
    for path in victims[1::2]:
        flip(path)
    print(f"     {len(victims[::2])} of {len(tables)} files are lost, in {len(victims[1::2])} bits flip")
    expect(fr.ctl_code("store", "check") != DONE, "the check finds it")
    report = repaired(fr, PARTIAL)
    expect(not report["whole"], "something was left")
    equal_again(nodes)
    check(True, "what was lost came from the peers, the own log too, and the store is sound")


def every_table_file_has_flipped_bits(federation):
    nodes = grown(federation)
    fr = nodes[0]
    for path in files_of(fr, ".sst"):
        flip(path)
    report = repaired(fr, PARTIAL)
    expect(report["unreadable"] > 0 or not report["whole"], f"it is said: {report}")
    equal_again(nodes)
    check(True, "where nearly nothing could be read, the peers gave everything back")


def the_list_of_files_is_lost(federation):
    nodes = grown(federation)
    fr = nodes[0]
    for path in files_of(fr):
        if os.path.basename(path) == "CURRENT" or "MANIFEST" in path:
            os.remove(path)
    fr.launch()
    expect(fr.wait() != 0, "the daemon does not start")
    report = repaired(fr, DONE)
    check(report["whole"], "without its list of files a store is whole again")
    equal_again(nodes)


def a_sound_store_and_wrong_words(federation):
    fr, _ = federation.start("FR", "BE")
    fr.wait_writable()
    fr.submit(records("FR", 0, 20))
    _, said = fr.run("store", "repair", "--out", fr.path("new"), expected=FAILED)
    check("stop it first" in said, f"beside the daemon: {said.strip()}")
    fr.stop()
    _, said = fr.run("store", "repair", "--out", fr.path("store", "new"), expected=FAILED)
    check("lies in the damaged store" in said, f"into the store itself: {said.strip()}")
    _, said = fr.run("store", "repair", "--out", fr.path("keys"), expected=FAILED)
    check("is not empty" in said, f"into a folder with files: {said.strip()}")
    said, _ = fr.run("store", "repair", "--out", fr.path("new"))
    check("systemctl start rednoded" in said, "of a sound store everything is taken, and the next "
          "steps are said")
    expect(fr.ctl_code("store", "check") in (DONE, REFUSED), "the old one is still there")


if __name__ == "__main__":
    seed = int(os.environ.get("SEED", random.randrange(1 << 32)))
    print(f"seed {seed}")
    random.seed(seed)
    run(bits_flip_and_files_are_lost, every_table_file_has_flipped_bits, the_list_of_files_is_lost,
        a_sound_store_and_wrong_words)
