"""A peer that is not rednode: pyzmq, the `capnp` tool and the schema files, nothing else.

It has keys, a peer card, and speaks to the feed and the exchange of a daemon, well or badly.
"""

import base64
import hashlib
import json
import os
import secrets
import subprocess

import zmq

SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "schema")


def convert(octets, formats, schema, root):
    done = subprocess.run(["capnp", "convert", formats, os.path.join(SCHEMA, schema), root],
                          input=octets, capture_output=True, timeout=30, check=True)
    return done.stdout


def decode_frame(octets):
    return json.loads(convert(octets, "binary:json", "wire.capnp", "Frame"))


def encode_frame(frame):
    text = json.dumps({"version": 1, **frame}).encode()
    return convert(text, "json:binary", "wire.capnp", "Frame")


def decode_update(octets):
    return json.loads(convert(octets, "flat:json", "update.capnp", "Update"))


def data(value):
    """A Data field of the tool's JSON as octets."""
    return bytes(value)


def public_key_of_stranger():
    """Any key: a foreign peer that publishes no log signs nothing."""
    return secrets.token_bytes(32)


def verifier_key(origin, public):
    """C2SP signed-note: name, key id, and type 1 (Ed25519) with the key."""
    typed = b"\x01" + public
    key_id = hashlib.sha256(origin.encode() + b"\n" + typed).digest()[:4]
    return f"{origin}+{key_id.hex()}+{base64.b64encode(typed).decode()}"


class ForeignPeer:
    """Keys and sockets. `feed` and `exchange` are where others are told to find it."""

    def __init__(self, origin, feed="tcp://127.0.0.1:9", exchange="tcp://127.0.0.1:9", keys=None):
        self.origin = origin
        self.feed = feed
        self.exchange = exchange
        self.public, self.secret = keys or zmq.curve_keypair()
        self.log_key = verifier_key(origin, public_key_of_stranger())
        self.context = zmq.Context()
        self.next_request = 1

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.context.destroy(linger=0)

    def card(self):
        return (f'origin = "{self.origin}"\nname = "a foreign peer"\n'
                f"curve_key = '{self.public.decode()}'\nlog_key = \"{self.log_key}\"\n"
                f'[endpoints]\nfeed = "{self.feed}"\nexchange = "{self.exchange}"\n')

    def socket(self, kind, server_key=None):
        """A socket of this peer; with CURVE where the server's key is given, plain otherwise."""
        made = self.context.socket(kind)
        made.linger = 0
        made.rcvtimeo = made.sndtimeo = 10_000
        if server_key is not None:
            made.curve_serverkey = server_key
            made.curve_publickey = self.public
            made.curve_secretkey = self.secret
        return made

    def subscribe(self, node, server_key, topic=None):
        made = self.socket(zmq.SUB, server_key)
        made.connect(node.feed)
        made.subscribe(node.origin if topic is None else topic)
        return made

    def dial(self, node, server_key):
        made = self.socket(zmq.DEALER, server_key)
        made.connect(node.exchange)
        return made

    def ask(self, dealer, body):
        """One request, and its answer as the tool's JSON."""
        number = self.next_request
        self.next_request += 1
        dealer.send(encode_frame({"request": {"id": str(number), **body}}))
        while True:
            answer = decode_frame(dealer.recv())["answer"]
            if int(answer["id"]) == number:
                return answer


def curve_key_of(card):
    """The CURVE public key on a card."""
    line = next(line for line in card.splitlines() if line.startswith("curve_key"))
    return line.split("'")[1].encode()


def with_curve_key(card, key):
    """The card with another CURVE key, and without the fingerprint, which does not fit any more."""
    lines = [line for line in card.splitlines() if not line.startswith("fingerprint")]
    return "\n".join(f"curve_key = '{key.decode()}'" if line.startswith("curve_key") else line
                     for line in lines) + "\n"


def silent(socket, milliseconds):
    """True where nothing comes within the time."""
    return socket.poll(milliseconds) == 0
