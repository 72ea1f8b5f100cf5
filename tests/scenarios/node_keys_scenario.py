"""The transport key of a node changes while the federation runs; keys lie sealed under a passphrase;
monitoring is told of what there is to tell."""

import json
import os
import stat

import zmq
from zmq.utils import z85

from federation import (DONE, FAILED, NO_DAEMON, PARTIAL, REFUSED, check, expect,
                        records, roots_equal, run, wait_until)
from foreign import ForeignPeer, curve_key_of, silent

HEADS = {"heads": None}


def log_key_of(card):
    return next(line for line in card.splitlines() if line.startswith("log_key"))


def replace_card(node, card):
    node.run("peer", "add", node.write("FR.card", card), "--yes", "--replace")


def transport_secret(node):
    """The public and the secret key in curve.key, as pyzmq takes them."""
    with open(node.path("keys", "curve.key"), encoding="ascii") as file:
        secret = z85.encode(bytes.fromhex(file.read().split()[1]))
    return zmq.curve_public(secret), secret


def the_transport_key_changes_and_replication_goes_on(federation):
    fr, be, de = federation.start("FR", "BE", "DE")
    for node in (fr, be, de):
        node.wait_writable()
    fr.submit(records("FR", 0, 20))
    be.submit(records("BE", 0, 20))
    roots_equal([fr, be, de], "FR")
    roots_equal([fr, be, de], "BE")
    first_card = fr.card()
    stolen = transport_secret(fr)

    fr.run("key", "rotate", "--transport", "--now", expected=REFUSED)
    both, note = fr.run("key", "rotate", "--transport")
    expect("curve_next" in both and "--now" in note, "the card has both, and the next step is said")
    again, _ = fr.run("key", "rotate", "--transport")
    expect(again == both, "asked again, it says the same")
    mode = os.stat(fr.path("keys", "curve-next.key")).st_mode
    expect(stat.S_IMODE(mode) == 0o600, "the next key is its owner's alone")
    for node in (be, de):
        replace_card(node, both)
    fr.submit(records("FR", 20, 20))
    roots_equal([fr, be, de], "FR")
    check(fr.log("FR")["size"] == 40, "with the card of both keys nothing has changed yet")

    last, _ = fr.run("key", "rotate", "--transport", "--now")
    expect(curve_key_of(last) != curve_key_of(first_card), "another transport key")
    expect("curve_next" not in last, "and no next one")
    check(log_key_of(last) == log_key_of(first_card), "the log key is what it was")
    fr.submit(records("FR", 40, 20))
    be.submit(records("BE", 20, 20))
    roots_equal([fr, be, de], "FR")
    roots_equal([fr, be, de], "BE")
    for node in (be, de):
        node.wait_state("FR", "live")
        fr.wait_state(node.origin, "live")
    check(be.log("FR")["size"] == 60, "records go both ways under the new key")

    with ForeignPeer("FR", keys=stolen) as thief:
        dealer = thief.dial(be, curve_key_of(be.card()))
        thief.ask(dealer, HEADS)
        for node in (be, de):
            replace_card(node, last)
        dealer = thief.dial(be, curve_key_of(be.card()))
        expect(not dealer.poll(0), "nothing waits")
        wait_until("BE counts the thief", lambda: refused(be) > 0)
        check(silent(dealer, 2000), "after the last card the old key opens nothing")
    fr.submit(records("FR", 60, 20))
    roots_equal([fr, be, de], "FR")
    be.wait_state("FR", "live")

    fr.stop()
    fr.start()
    fr.wait_writable()
    fr.submit(records("FR", 80, 20))
    roots_equal([fr, be, de], "FR")
    check(be.log("FR")["size"] == 100, "the new key stays over a restart")
    for node in (fr, be, de):
        expect(node.json("store", "check")["clean"], f"the store of {node.origin} is sound")


def refused(node):
    return node.status()["counters"]["connections_refused"]


def sealed_keys_need_their_passphrase(federation):
    fr = federation.node("FR")
    passphrase = fr.write("passphrase", "several words of a passphrase\n")
    os.chmod(passphrase, 0o600)
    fr.run("key", "protect", "--passphrase-file", passphrase)
    with open(fr.path("keys", "log.key"), encoding="ascii") as file:
        expect(file.read().startswith("rednode-log-key-sealed/1 "), "the key is sealed")
    expect("origin = \"FR\"" in fr.run("peer", "card")[0], "a card needs no passphrase")

    fr.launch()
    expect(fr.wait() == FAILED, "without the passphrase the daemon does not start")
    expect("passphrase" in fr.log_tail(), "and says why")
    wrong = fr.write("wrong", "another passphrase\n")
    os.chmod(wrong, 0o600)
    fr.settings["keys"] = {"passphrase_file": f'"{wrong}"'}
    fr.write_config()
    fr.launch()
    expect(fr.wait() == FAILED, "with a wrong one neither")
    expect("the passphrase is another one" in fr.log_tail(), "and says why")
    fr.run("config", "check", expected=FAILED)

    fr.settings["keys"] = {"passphrase_file": f'"{passphrase}"'}
    fr.write_config()
    fr.run("config", "check")
    fr.start()
    fr.wait_writable()
    fr.submit(records("FR", 0, 5))
    fr.run("key", "rotate", "--reason", "yearly")
    fr.run("key", "rotate", "--transport")
    for name in os.listdir(fr.path("keys")):
        if name.endswith(".key"):
            with open(fr.path("keys", name), encoding="ascii") as file:
                expect("-sealed/1 " in file.read(), f"{name} is sealed as the others are")
    fr.stop()
    fr.start()
    fr.wait_writable()
    fr.submit(records("FR", 5, 5))
    fr.run("log", "verify", expected=DONE)
    fr.stop()
    fr.run("key", "unprotect")
    fr.settings["keys"] = {}
    fr.write_config()
    fr.start()
    fr.wait_writable()

    # systemd's way.
    fr.stop()
    fr.run("key", "protect", "--passphrase-file", passphrase)
    os.makedirs(fr.path("credentials"))
    os.rename(passphrase, fr.path("credentials", "rednode-passphrase"))
    fr.environment = {"CREDENTIALS_DIRECTORY": fr.path("credentials")}
    fr.start()
    fr.wait_writable()


def new_keys_have_a_day(federation):
    fr = federation.node("FR")
    folder = fr.path("made")
    passphrase = fr.write("passphrase", "several words of a passphrase\n")
    os.chmod(passphrase, 0o600)
    card, _ = fr.run("init", "--origin", "FR", "--dir", folder, "--key-years", "3",
                     "--passphrase-file", passphrase, config=False)
    expect("[expires]" in card, "the card says until when")
    with open(os.path.join(folder, "keys", "log.key"), encoding="ascii") as file:
        expect(" expires=" in file.read(), "and the key's file too")
    fr.start()
    fr.wait_writable()
    expect(fr.status()["node"]["key_expires"] == {"log": None, "transport": None}, "no day yet")
    fr.run("key", "rotate", "--key-years", "1")
    expires = fr.status()["node"]["key_expires"]["log"]
    check(expires is not None and expires.endswith("T00:00:00.000Z"), f"a day is set: {expires}")
    key, = [key for key in fr.json("key", "list")["keys"] if key["state"] == "signs"]
    expect(key["expires"] == expires, "key list says the same")

    # A day that is over is told, and nothing else.
    fr.stop()
    with open(fr.path("keys", "log.key"), encoding="ascii") as file:
        line = file.read()
    with open(fr.path("keys", "log.key"), "w", encoding="ascii") as file:
        file.write(line.replace(expires[:10], "2026-01-02"))
    fr.start()
    fr.wait_writable()
    fr.submit(records("FR", 0, 5))
    wait_until("the log says it", lambda: "key-expired origin=FR key=log" in fr.log_text())
    expect(fr.log_text().count("key-expired") == 1, "once")
    expect("KEY: our log key was to be replaced by 2026-01-02" in fr.run("status")[0],
           "and so does the status")


def monitoring_is_told(federation):
    fr, be = federation.start("FR", "BE")
    fr.wait_writable()
    be.wait_writable()
    fr.submit(records("FR", 0, 5))
    roots_equal([fr, be], "FR")
    fr.wait_state("BE", "live")
    # How full the disk of this machine is, is not the question here.
    quiet = ("--disk-warning", "0", "--disk-critical", "0")
    out, _ = fr.run("check", *quiet)
    expect(out.startswith("REDNODE OK - node FR: ") and " | log_size=5 " in out, f"good: {out}")
    expect(fr.json("check", "--format", "json", *quiet)["state"] == "ok", "as JSON too")
    expect("rednode_check_state 0\n" in fr.run("check", "--format", "prometheus", *quiet)[0],
           "and for Prometheus")
    be.stop()
    wait_until("BE is missed", lambda: fr.ctl_code("check", "--away", "0", *quiet) == 1)
    answer = json.loads(fr.run("check", "--away", "0", "--format", "json", *quiet,
                               expected=PARTIAL)[0])
    expect(any(finding["subject"] == "peer BE" for finding in answer["findings"]), f"{answer}")
    expect(fr.ctl_code("check", "--disk-warning", "100", "--disk-critical", "101") == 2, "full")
    fr.freeze()
    out, _ = fr.run("check", "--timeout", "1", expected=2)
    fr.thaw()
    expect("did not answer within 1 second" in out, "a daemon that hangs is down")
    fr.stop()
    out, _ = fr.run("check", expected=2)
    check(out.startswith("REDNODE CRITICAL - "), "a daemon that is down is critical")
    fr.run("check", "--format", "json", expected=NO_DAEMON)
    expect(fr.ctl_code("check", "--nonsense") == 3, "wrong words are unknown to monitoring")
    os.remove(fr.path("rednode.toml"))
    expect(fr.ctl_code("check") == 3, "and so is a node that is not there")
    expect(fr.ctl_code("check", "--format", "json") == FAILED, "in the codes of the project, 1")


if __name__ == "__main__":
    run(the_transport_key_changes_and_replication_goes_on, sealed_keys_need_their_passphrase,
        new_keys_have_a_day, monitoring_is_told)
