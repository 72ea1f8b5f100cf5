"""Between two nodes the network cuts, delays and holds connections at random: that costs time, and never
a record."""

import random
import selectors
import socket
import threading
import time

from federation import expect, records, roots_equal, run
from hostile_peer_scenario import address_of

TROUBLE_SECONDS = 8
LONGEST_LIFE = 1.5
LONGEST_DELAY = 0.2


class BadNetwork(threading.Thread):
    """Forwards connections to one address, each for a while, until calm() is called."""

    def __init__(self, target, host, seed):
        super().__init__(daemon=True)
        self.target = address_of(target)
        self.listener = socket.create_server((host, 0))
        self.endpoint = f"tcp://{host}:{self.listener.getsockname()[1]}"
        self.random = random.Random(seed)
        self.calmed = threading.Event()
        self.ended = threading.Event()
        self.cuts = 0

    def calm(self):
        self.calmed.set()

    def end(self):
        self.ended.set()
        self.listener.close()

    def run(self):
        while not self.ended.is_set():
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=(near, self.random.random()),
                             daemon=True).start()

    def carry(self, near, fate):
        try:
            far = socket.create_connection(self.target, 2)
        except OSError:
            near.close()
            return
        dies = time.monotonic() + fate * LONGEST_LIFE
        with near, far, selectors.DefaultSelector() as ready:
            ready.register(near, selectors.EVENT_READ, far)
            ready.register(far, selectors.EVENT_READ, near)
            while not self.ended.is_set():
                if not self.calmed.is_set() and time.monotonic() > dies:
                    self.cuts += 1
                    return
                if not self.forward(ready, fate):
                    return

    def forward(self, ready, fate):
        for key, _ in ready.select(0.1):
            try:
                octets = key.fileobj.recv(1 << 16)
                if not octets:
                    return False
                if not self.calmed.is_set():
                    time.sleep(fate * LONGEST_DELAY)
                key.data.sendall(octets)
            except OSError:
                return False
        return True


def behind(card, **endpoints):
    """The card with other addresses."""
    lines = card.splitlines()
    for name, endpoint in endpoints.items():
        lines = [f'{name} = "{endpoint}"' if line.startswith(f"{name} =") else line for line in lines]
    return "\n".join(lines) + "\n"


def cut_and_delayed(federation):
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    fr, be = federation.start("FR", "BE", meshed=False)
    feed = BadNetwork(fr.feed, federation.host, seed)
    exchange = BadNetwork(fr.exchange, federation.host, seed + 1)
    for network in (feed, exchange):
        network.start()
    fr.add(be)
    be.add(behind(fr.card(), feed=feed.endpoint, exchange=exchange.endpoint))
    fr.wait_writable()
    number = 0
    until = time.monotonic() + TROUBLE_SECONDS
    while time.monotonic() < until:
        fr.submit(records("FR", number, 50, octets=2000))
        number += 50
        time.sleep(0.02)
    print(f"   {number} records, {feed.cuts} and {exchange.cuts} connections cut")
    expect(feed.cuts + exchange.cuts > 3, "the network was bad")
    for network in (feed, exchange):
        network.calm()
    expect(roots_equal([fr, be], "FR", 60) == number, "all updates are there")
    be.wait_for("FR", number, 60)
    expect(set(be.iris("FR")) == set(fr.iris()), "and all records, with their contents")
    be.wait_state("FR", "live")
    for network in (feed, exchange):
        network.end()


if __name__ == "__main__":
    run(cut_and_delayed)
