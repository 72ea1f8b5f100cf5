"""Real daemons for the scenarios: started in folders of their own, talked to over the admin socket,
killed by their process id, and cleaned up however the scenario ends.

A scenario is a file with functions that take a Federation, and ends with

    if __name__ == "__main__":
        run(a_story, another_story)

which prints one line a story and at last "N passed, N failed". A story fails by an exception;
expect() raises one that says what was expected. Everything that waits has a deadline.
"""

import contextlib
import ctypes
import json
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

START_LIMIT = 30
STOP_LIMIT = 30
CALL_LIMIT = 30
REDCTL_LIMIT = 60
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)
# Below those that outgoing connections take, so that a daemon that is down for a moment finds its
# own port again.
PORTS = range(19000, 20000)
PORTS_TAKEN = set()

# The exit codes of redctl, and an environment in which it knows only what it is told.
DONE, FAILED, REFUSED, NO_DAEMON, PARTIAL = range(5)
NOTHING_KNOWN = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}

DATASET = ("<{0}> a <http://www.w3.org/ns/dcat#Dataset> ; "
           "<http://purl.org/dc/terms/title> \"{1}\"@en .\n")


class Failure(Exception):
    """What a story expected did not come."""


class Refused(Exception):
    """The daemon answered with an error."""

    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = error["code"]
        self.message = error["message"]


def expect(condition, what):
    if not condition:
        raise Failure(what)


def check(condition, what):
    """expect(), for what a reader of the output wants to see too."""
    expect(condition, what)
    print(f"     {what}", flush=True)


def wait_until(what, probe, limit=20, pause=0.05):
    """The first true value of probe(), which may fail by an exception as long as there is time."""
    deadline = time.monotonic() + limit
    last = None
    while True:
        try:
            last = probe()
            if last:
                return last
        except (OSError, Refused, Failure) as problem:
            last = problem
        if time.monotonic() > deadline:
            raise Failure(f"not within {limit} s: {what}; last: {last}")
        time.sleep(pause)


class Admin:
    """One connection to an admin socket (docs/formats/admin.md)."""

    def __init__(self, path, limit=CALL_LIMIT):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(limit)
        self.socket.connect(path)
        self.stream = self.socket.makefile("rb")

    def close(self):
        self.stream.close()
        self.socket.close()

    def send(self, octets):
        self.socket.sendall(octets)

    def receive(self):
        """One message: (JSON, blob). None at the end of the connection."""
        line = self.stream.readline()
        if not line.endswith(b"\n"):
            return None
        message = json.loads(line)
        size = message.get("blob", 0)
        return message, self.stream.read(size) if size else b""

    def call(self, op, blob=b"", **members):
        """(ok, items), where an item is (JSON, blob)."""
        request = {"op": op, **members}
        if blob:
            request["blob"] = len(blob)
        self.send(json.dumps(request).encode() + b"\n" + blob)
        items = []
        while True:
            answer = self.receive()
            if answer is None:
                raise ConnectionError("the daemon closed the connection")
            message, octets = answer
            if "item" in message:
                items.append((message["item"], octets))
            elif "error" in message:
                raise Refused(message["error"])
            else:
                return message["ok"], items

    def submit(self, records, **members):
        """Puts records, pairs of IRI and canonical N-Quads. Returns the ok document."""
        changes = [{"kind": "put", "iri": iri, "bytes": len(nquads)} for iri, nquads in records]
        return self.call("submit", b"".join(n for _, n in records), changes=changes, **members)[0]


def record(origin, number, version=0, octets=200):
    """A record that no other has: (IRI, canonical N-Quads)."""
    iri = f"https://example.org/{origin}/dataset/{number}"
    title = f"Dataset {number} version {version} {random.randbytes(octets // 2).hex()}"
    return iri, f'<{iri}> <http://purl.org/dc/terms/title> "{title}" .\n'.encode()


def records(origin, first, count, **options):
    return [record(origin, number, **options) for number in range(first, first + count)]


def dataset(number, title="A dataset"):
    """A line of Turtle: a record that redctl can import."""
    return DATASET.format(f"https://example.org/d/{number}", title)


def die_with_parent():
    # However this scenario ends, its daemons end with it.
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def free_port(host):
    """A port that nobody listens to and that no other node of this scenario was given."""
    while True:
        port = random.choice(PORTS)
        if port in PORTS_TAKEN:
            continue
        try:
            with socket.socket() as probe:
                probe.bind((host, port))
        except OSError:
            continue
        PORTS_TAKEN.add(port)
        return port


class Node:
    """A folder with keys and a configuration, and the daemon that runs there, or not."""

    launcher = ()  # a program that becomes the daemon, and its arguments

    def __init__(self, binary, folder, origin, host):
        self.binary = binary
        self.redctl = os.path.join(os.path.dirname(binary), "redctl")
        self.folder = folder
        self.origin = origin
        self.feed = f"tcp://{host}:{free_port(host)}"
        self.exchange = f"tcp://{host}:{free_port(host)}"
        self.http = None
        self.process = None
        self.environment = {}
        for name in ("keys", "peers"):
            os.makedirs(self.path(name), exist_ok=True)
        self.settings = {"replication": {}, "log": {"level": '"info"'}}

    def path(self, *names):
        return os.path.join(self.folder, *names)

    @property
    def socket_path(self):
        return self.path("admin.sock")

    def make_keys(self):
        for name in ("log", "curve"):
            with open(self.path("keys", f"{name}.key"), "w", encoding="ascii") as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(f"rednode-{name}-key {secrets.token_hex(32)}\n")
        open(self.path("keys", "fresh"), "wb").close()

    def write_config(self):
        tables = {"listen": {"feed": f'"{self.feed}"', "exchange": f'"{self.exchange}"'}}
        if self.http is not None:
            tables["listen"]["http"] = f'"{self.http}"'
        tables.update({name: table for name, table in self.settings.items() if table})
        text = f'origin = "{self.origin}"\n'
        for name, table in tables.items():
            text += f"\n[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in table.items())
        with open(self.path("rednode.toml"), "w", encoding="utf-8") as file:
            file.write(text)

    def enable_http(self):
        """From the next start on it answers over HTTP, at (host, port)."""
        host = self.feed[len("tcp://"):].rpartition(":")[0]
        port = free_port(host)
        self.http = f"{host}:{port}"
        self.write_config()
        return host, port

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    # --- the process

    def launch(self):
        """Starts the daemon and does not wait for it."""
        expect(not self.running(), f"{self.origin} runs already")
        with open(self.path("log"), "ab") as log:
            self.process = subprocess.Popen(
                [*self.launcher, self.binary, "--config", self.path("rednode.toml")],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **self.environment},
                preexec_fn=die_with_parent)

    def start(self):
        self.launch()

        def answers():
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.origin} ended with {self.process.returncode}:\n"
                                   + self.log_tail())
            return self.call("peer_list")

        wait_until(f"{self.origin} answers", answers, START_LIMIT, 0.02)
        return self

    def running(self):
        return self.process is not None and self.process.poll() is None

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, limit=STOP_LIMIT):
        """The exit code; negative: the signal that ended it."""
        return self.process.wait(limit)

    def stop(self, limit=STOP_LIMIT):
        self.signal(signal.SIGTERM)
        return self.wait(limit)

    def kill(self):
        if self.running():
            self.process.kill()
            self.process.wait(STOP_LIMIT)

    def freeze(self):
        self.signal(signal.SIGSTOP)

    def thaw(self):
        self.signal(signal.SIGCONT)

    def memory_bytes(self, which="VmRSS"):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            for line in file:
                if line.startswith(which + ":"):
                    return int(line.split()[1]) * 1024
        raise Failure("the process has no memory to show")

    def log_text(self):
        with open(self.path("log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def log_tail(self, lines=15):
        return "\n".join(self.log_text().splitlines()[-lines:])

    # --- the store as files

    def back_up(self, name="backup"):
        """Keeps a copy of the store of a node that is stopped."""
        expect(not self.running(), "a running store is not copied like this")
        shutil.copytree(self.path("store"), self.path(name))

    def restore(self, name="backup"):
        expect(not self.running(), "a running store is not replaced")
        shutil.rmtree(self.path("store"))
        shutil.copytree(self.path(name), self.path("store"))

    # --- redctl

    def ctl_words(self, *words, config=True):
        place = ["--config", self.path("rednode.toml")] if config else []
        return [self.redctl, *place, *words]

    def ctl_code(self, *words):
        """The exit code alone, whatever it is."""
        done = subprocess.run(self.ctl_words(*words), capture_output=True, timeout=REDCTL_LIMIT,
                              check=False, env=NOTHING_KNOWN)
        return done.returncode

    def run(self, *words, text_in="", config=True, expected=DONE):
        """Standard output and standard error of a redctl command that must end as expected."""
        done = subprocess.run(self.ctl_words(*words, config=config), input=text_in, text=True,
                              capture_output=True, timeout=REDCTL_LIMIT, check=False,
                              env=NOTHING_KNOWN)
        expect(expected is None or done.returncode == expected,
               f"redctl {' '.join(words)}: exit code {expected}, and not {done.returncode}\n"
               f"{done.stdout}{done.stderr}")
        return done.stdout, done.stderr

    def json(self, *words, **options):
        return json.loads(self.run(*words, "--output", "json", **options)[0])

    def lines(self, *words, **options):
        out, _ = self.run(*words, "--output", "jsonl", **options)
        return [json.loads(line) for line in out.splitlines()]

    # --- the admin socket

    def connect(self, limit=CALL_LIMIT):
        return Admin(self.socket_path, limit)

    def call(self, op, blob=b"", within=CALL_LIMIT, **members):
        with contextlib.closing(self.connect(within)) as admin:
            return admin.call(op, blob, **members)

    def submit(self, batch, **members):
        with contextlib.closing(self.connect()) as admin:
            return admin.submit(batch, **members)

    def submit_many(self, batch, size=1000):
        for at in range(0, len(batch), size):
            answer = self.submit(batch[at:at + size])
        return answer["checkpoint"]

    def status(self):
        return self.call("status")[0]

    def log(self, origin=None):
        """The line of the status about one log; empty where there is none."""
        wanted = origin or self.origin
        return next((log for log in self.status()["logs"] if log["origin"] == wanted), {})

    def peer(self, origin):
        return next((peer for peer in self.status()["peers"] if peer["origin"] == origin), {})

    def card(self):
        return self.call("peer_card")[0]["card"]

    def add(self, *others):
        for other in others:
            self.call("peer_add", card=other if isinstance(other, str) else other.card())

    def iris(self, origin=None, withdrawn=False):
        """All records of an origin: {IRI: item}."""
        found = {}
        after = None
        while True:
            members = {"after": after} if after else {}
            ok, items = self.call("records", origin=origin or self.origin, limit=5000,
                                  withdrawn=withdrawn, **members)
            found.update({item["iri"]: item for item, _ in items})
            if not ok["more"]:
                return found
            after = {"origin": items[-1][0]["origin"], "iri": items[-1][0]["iri"]}

    def states_of(self, origin, seconds, pause=0.05):
        """All that the status says of a peer within that time: a set of (state, cause)."""
        seen = set()
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            peer = self.peer(origin)
            seen.add((peer.get("state"), peer.get("cause")))
            time.sleep(pause)
        return seen

    def writable(self):
        return self.status()["node"]["ready"]

    def wait_writable(self, limit=20):
        return wait_until(f"{self.origin} is writable", self.writable, limit)

    def wait_for(self, origin, size, limit=30):
        """Until our mirror of the log holds that much."""
        self.call("await", within=limit + 5, origin=origin, size=size, timeout_seconds=limit)

    def wait_state(self, origin, *states, limit=20):
        def in_state():
            peer = self.peer(origin)
            state, cause = peer.get("state"), peer.get("cause")
            expect(state in states, f"{state}, because: {cause}")
            return True

        return wait_until(f"{self.origin} shows peer {origin} as {' or '.join(states)}",
                          in_state, limit)


class Federation:
    """The nodes of one story. A context manager: at its end nothing of them is left."""

    def __init__(self, bin_directory):
        self.bin = os.path.abspath(bin_directory)
        self.folder = tempfile.mkdtemp(prefix="rednode-")
        # A loopback address of its own: no outgoing connection of this machine can take a port of a
        # daemon that is down for a moment.
        self.host = "127." + ".".join(str(random.randint(2, 250)) for _ in range(3))
        self.nodes = []

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        for node in self.nodes:
            node.kill()
        if kind is not None:
            for node in self.nodes:
                if os.path.exists(node.path("log")):
                    print(f"--- last of {node.origin}'s log\n{node.log_tail()}")
        shutil.rmtree(self.folder, ignore_errors=True)

    def program(self, name):
        """The path of a program beside the daemon; None where it was not built."""
        path = os.path.join(self.bin, name)
        return path if os.access(path, os.X_OK) else None

    def node(self, origin, folder=None, **settings):
        """A node that is not started. Settings: replication={"stale_after_seconds": 3}, ..."""
        node = Node(self.program("rednoded"), os.path.join(self.folder, folder or origin), origin,
                    self.host)
        node.make_keys()
        for table, values in settings.items():
            node.settings.setdefault(table, {}).update(values)
        node.write_config()
        self.nodes.append(node)
        return node

    def start(self, *origins, meshed=True, **settings):
        nodes = [self.node(origin, **settings).start() for origin in origins]
        if meshed:
            for one in nodes:
                one.add(*(other for other in nodes if other is not one))
        return nodes

    def clone(self, node, folder, elsewhere=False):
        """A second node with the keys, the configuration and the store of one that is stopped; on
        the same addresses, or elsewhere, so that both can run."""
        expect(not node.running(), "a running store cannot be copied")
        copy = Node(node.binary, os.path.join(self.folder, folder), node.origin, self.host)
        shutil.copytree(node.folder, copy.folder, dirs_exist_ok=True)
        if not elsewhere:
            copy.feed, copy.exchange, copy.http = node.feed, node.exchange, node.http
        copy.settings = {name: dict(table) for name, table in node.settings.items()}
        copy.write_config()
        self.nodes.append(copy)
        return copy


def roots_equal(nodes, origin, limit=40):
    """Waits until all show the same size and root of a log; returns the size."""
    def equal():
        heads = {(log.get("size"), log.get("root")) for log in (n.log(origin) for n in nodes)}
        return heads if len(heads) == 1 else None

    size = next(iter(wait_until(f"the roots of {origin} are equal", equal, limit, 0.2)))[0]
    return size


def on_terminate(_number, _frame):
    raise SystemExit("terminated")


def run(*stories):
    """Runs the stories named on the command line, or all, against the programs of a folder."""
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} BIN_DIRECTORY [STORY...]")
    signal.signal(signal.SIGTERM, on_terminate)
    wanted = sys.argv[2:]
    passed = failed = 0
    for story in stories:
        if wanted and story.__name__ not in wanted:
            continue
        start = time.monotonic()
        try:
            with Federation(sys.argv[1]) as federation:
                story(federation)
            passed += 1
            verdict = "ok  "
        except Exception:  # pylint: disable=broad-except
            traceback.print_exc(file=sys.stdout)
            failed += 1
            verdict = "FAIL"
        print(f"{verdict} {story.__name__} ({time.monotonic() - start:.1f} s)", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
