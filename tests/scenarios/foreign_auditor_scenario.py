#!/usr/bin/python3
"""A nation's log is audited by a program that shares nothing with rednode: Go, with the packages of
its checksum database (tlog_audit/main.go), over HTTP."""

import os
import re
import shutil
import subprocess

from federation import check, expect, records, run, wait_until
from web import get

PACKAGES = "/usr/share/gocode"
SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tlog_audit", "main.go")
LIMIT = 200


def auditor(bin_directory):
    """The path of the program, built where it is older than its source; None where this machine has
    no Go."""
    needed = os.path.join(PACKAGES, "src/golang.org/x/mod/sumdb/tlog")
    if shutil.which("go") is None or not os.path.isdir(needed):
        print("SKIPPED: no Go here; apt-get install golang-go golang-golang-x-mod-dev")
        return None
    folder = os.path.join(bin_directory, "..", "foreign")
    program = os.path.join(folder, "tlog_audit")
    if not os.path.exists(program) or os.path.getmtime(program) < os.path.getmtime(SOURCE):
        # One thread, no collection, no debugging data: it is small, and cores may be few.
        environment = {**os.environ, "GO111MODULE": "off", "GOPATH": PACKAGES, "GOFLAGS": "",
                       "GOCACHE": os.path.join(os.path.abspath(folder), "cache"),
                       "GOMAXPROCS": "1", "GOGC": "off"}
        subprocess.run(["go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", program, SOURCE],
                       check=True, timeout=LIMIT, env=environment)
    return program


def verifier_key(node):
    return re.search(r'^log_key = "(.+)"$', node.card(), re.MULTILINE).group(1)


def audit(program, place, origin, vkey, *files, good=True):
    done = subprocess.run([program, f"http://{place[0]}:{place[1]}/log/{origin}", vkey, *files],
                          capture_output=True, text=True, timeout=LIMIT, check=False)
    expect((done.returncode == 0) == good, f"the audit of {origin}: {done.stdout}{done.stderr}")
    return done.stdout.strip().replace("\n", "; ")


def wait_covered(place, origin, size):
    path = f"/log/{origin}/checkpoint"
    wait_until(f"the checkpoint of {origin} covers {size}",
               lambda: get(place, path).body.split(b"\n")[1] == str(size).encode())


def an_auditor_that_is_not_ours(federation):
    program = auditor(federation.bin)
    if program is None:
        return
    fr, be = federation.node("FR"), federation.node("BE")
    places = [node.enable_http() for node in (fr, be)]
    for node in (fr, be):
        node.start()
    fr.add(be)
    be.add(fr)
    vkey = verifier_key(fr)
    first, second = fr.path("first"), fr.path("second")
    fr.submit_many(records("FR", 0, 300))
    wait_covered(places[0], "FR", 300)
    check("300 entries" in audit(program, places[0], "FR", vkey, first),
          "every entry of FR is in the tree that FR signed")
    fr.submit_many(records("FR", 300, 500))
    wait_covered(places[1], "FR", 800)
    told = audit(program, places[1], "FR", vkey, second, first)
    check("continues that of 300" in told, f"at BE, its mirror: {told}")

    # The same program, given the key of another, trusts nothing of it.
    audit(program, places[0], "FR", verifier_key(be), first, good=False)
    swapped = audit(program, places[0], "FR", vkey, first, second)
    check("continues that of 800" in swapped, "both nodes hold the same log")


if __name__ == "__main__":
    run(an_auditor_that_is_not_ours)
