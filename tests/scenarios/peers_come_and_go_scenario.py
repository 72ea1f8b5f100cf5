"""What an operator does with peers, and what the status says of those that cannot be reached: removed,
added again, paused, with a wrong key, and down."""

from federation import expect, records, roots_equal, run, wait_until
from foreign import ForeignPeer, curve_key_of, silent


def a_removed_peer_gets_nothing_more(federation):
    fr, be, de = federation.start("FR", "BE", "DE")
    fr.submit(records("FR", 0, 10))
    roots_equal([fr, be, de], "FR")
    with ForeignPeer("NL") as other:
        fr.add(other.card())
        feed = other.subscribe(fr, curve_key_of(fr.card()))
        wait_until("a heartbeat comes", lambda: feed.poll(100))
        fr.call("peer_remove", origin="NL")
        # A session outlives its key in libzmq: it must have been ended.
        wait_until("the feed of the removed peer falls silent",
                   lambda: silent(feed, 2500) or feed.recv_multipart() and False, 20)
        fr.submit(records("FR", 10, 10))
        expect(silent(feed, 1500), "nothing of what came later reaches the removed peer")
    roots_equal([fr, be, de], "FR")
    expect(len(be.iris("FR")) == 20, "the peers that stayed got it")


def a_peer_that_was_removed_comes_back(federation):
    fr, be = federation.start("FR", "BE")
    fr.submit(records("FR", 0, 10))
    roots_equal([fr, be], "FR")
    fr.call("peer_remove", origin="BE")
    fr.submit(records("FR", 10, 10))
    be.wait_state("FR", "auth-failed", "unreachable")
    expect(be.log("FR")["size"] == 10, "what came later is not there")
    fr.add(be)
    roots_equal([fr, be], "FR")
    be.wait_state("FR", "live")


def a_paused_peer_is_not_applied(federation):
    fr, be = federation.start("FR", "BE")
    fr.submit(records("FR", 0, 10))
    roots_equal([fr, be], "FR")
    be.call("peer_pause", origin="FR")
    fr.submit(records("FR", 10, 10))
    be.wait_state("FR", "paused")
    be.stop()
    be.start()
    fr.submit(records("FR", 20, 10))
    be.wait_state("FR", "paused")
    expect(be.log("FR")["size"] == 10, "nothing is applied while it is paused, nor after a restart")
    expect(be.log("FR")["state"] == "paused", f"the log says so: {be.log('FR')}")
    be.call("peer_resume", origin="FR")
    roots_equal([fr, be], "FR")
    be.wait_state("FR", "live")
    be.call("peer_resync", origin="FR")
    roots_equal([fr, be], "FR")


def wrong_keys_are_told_apart_from_silence(federation):
    fr, be = federation.start("FR", "BE", meshed=False)
    with ForeignPeer("BE") as impostor:
        # BE's addresses with somebody else's key: a card that was copied wrongly.
        card = be.card().splitlines()
        wrong = [f"curve_key = '{impostor.public.decode()}'" if line.startswith("curve_key") else line
                 for line in card if not line.startswith("fingerprint")]
        fr.add("\n".join(wrong) + "\n")
    be.add(fr)
    fr.wait_state("BE", "auth-failed")
    expect(fr.peer("BE")["cause"], "the cause is told")
    be.wait_state("FR", "auth-failed")
    fr.call("peer_remove", origin="BE")
    fr.add(be)
    fr.wait_state("BE", "live")
    be.wait_state("FR", "live")
    be.stop()
    fr.wait_state("BE", "unreachable")
    expect(fr.peer("BE")["cause"], "the cause is told")
    expect(fr.log("BE")["state"] != "live" or fr.log("BE")["age_seconds"] is not None,
           "the log of a peer that is away says how old it is")
    be.start()
    fr.wait_state("BE", "live")


if __name__ == "__main__":
    run(a_removed_peer_gets_nothing_more, a_peer_that_was_removed_comes_back,
        a_paused_peer_is_not_applied, wrong_keys_are_told_apart_from_silence)
