"""HTTP over plain sockets, well and badly: no library puts right what a scenario wants to be wrong."""

import contextlib
import gzip
import socket

from federation import Failure

LIMIT = 15


class Answer:
    """What came back: status, fields (names in lower case), body (with its framing taken off)."""

    def __init__(self, stream, head=False):
        line = stream.readline()
        if not line:
            raise ConnectionError("the connection ended without an answer")
        version, status, _ = line.decode("ascii").split(" ", 2)
        if version != "HTTP/1.1":
            raise Failure(f"not an answer: {line!r}")
        self.status = int(status)
        self.fields = {}
        for line in iter(stream.readline, b"\r\n"):
            name, _, value = line.decode("utf-8").partition(":")
            self.fields[name.lower()] = value.strip()
        self.body = b"" if head or self.status == 304 else self.read_body(stream)
        if self.fields.get("content-encoding") == "gzip" and self.body:
            self.packed = self.body
            self.body = gzip.decompress(self.body)

    def read_body(self, stream):
        if self.fields.get("transfer-encoding") == "chunked":
            body = b""
            while size := int(stream.readline(), 16):
                body += stream.read(size)
                stream.readline()
            stream.readline()
            return body
        return stream.read(int(self.fields["content-length"]))


class Connection:
    """A connection to a server, from an address of one's own where that matters."""

    def __init__(self, place, source=None, limit=LIMIT):
        self.socket = socket.socket()
        self.socket.settimeout(limit)
        if source is not None:
            self.socket.bind((source, 0))
        self.socket.connect(place)
        self.stream = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.stream.close()
        self.socket.close()

    def send(self, octets):
        self.socket.sendall(octets)

    def answer(self, head=False):
        return Answer(self.stream, head)

    def get(self, path, method="GET", **fields):
        lines = [f"{method} {path} HTTP/1.1", "Host: node"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n")
        return self.answer(method == "HEAD")

    def is_closed(self):
        """True once the other side has closed; waits for it as long as the connection's limit."""
        try:
            return self.socket.recv(1) == b""
        except ConnectionError:
            return True


def get(place, path, **options):
    with Connection(place) as connection:
        return connection.get(path, **options)


def ask(place, octets):
    """The answer to these octets."""
    with Connection(place) as connection:
        with contextlib.suppress(ConnectionError):  # it may be closed before all is sent
            connection.send(octets)
        return connection.answer()


def ask_last(place, octets):
    """(the answer to these octets, whether the connection ended with it)."""
    with Connection(place) as connection:
        connection.send(octets)
        answer = connection.answer()
        connection.socket.settimeout(1)
        try:
            return answer, connection.is_closed()
        except TimeoutError:
            return answer, False
