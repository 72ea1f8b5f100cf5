"""Bad documents and an impatient operator: what is good comes in, what is not is named, nothing crashes."""

import glob
import json
import os
import resource
import signal
import subprocess
import time

from federation import expect, run

HERE = os.path.dirname(os.path.abspath(__file__))
HOSTILE = os.path.join(HERE, "..", "..", "..", "shared", "data", "hostile")
MEMORY_LIMIT = 256 << 20
IMPORT_SECONDS = 20

GOOD = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<https://example.org/{0}> a dcat:Dataset ; dct:title "Record {0}"@en ; dct:identifier "{0}" .
"""


def redctl(federation, node, *arguments, limit=60):
    """(exit code, JSON of the output where it is that, the rest)."""
    done = subprocess.run([federation.program("redctl"), "--config", node.path("rednode.toml"),
                           "--output", "json", *arguments],
                          capture_output=True, timeout=limit, check=False)
    text = done.stdout.decode(errors="replace")
    try:
        return done.returncode, json.loads(text), done.stderr.decode(errors="replace")
    except ValueError:
        return done.returncode, {}, text + done.stderr.decode(errors="replace")


def one_bad_record_among_good_ones(federation):
    fr, = federation.start("FR")
    path = fr.path("mixed.ttl")
    with open(path, "w", encoding="utf-8") as file:
        file.write(GOOD.format("one"))
        file.write("\n<https://example.org/bad> a dcat:Dataset ; dct:title 'never closed ;\n\n")
        file.write(GOOD.format("two"))
    code, report, text = redctl(federation, fr, "import", path)
    expect(code == 4, f"done in part: {code} {text}")
    expect(report["put"] >= 1, f"what is good is in: {report}")
    expect(report["errors"], f"what is not is named: {report}")
    error = report["errors"][0]
    expect(error["line"] and error["reason"] and error["remedy"],
           f"with its line, the reason and the remedy: {error}")
    expect("https://example.org/one" in fr.iris(), "the record before it is in the catalogue")
    code, listed, text = redctl(federation, fr, "quarantine", "list")
    expect(code == 0 and "mixed.ttl" in json.dumps(listed), f"the quarantine has it: {listed}{text}")
    again, report, _ = redctl(federation, fr, "import", path)
    expect(again == 4 and report["put"] == 0, f"the same again writes nothing: {report}")


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))


def hostile_documents(federation):
    files = sorted(f for f in glob.glob(os.path.join(HOSTILE, "*"))
                   if not f.endswith((".tsv", ".txt", ".md")))
    if not files:
        print("SKIPPED hostile documents: ../shared/data/hostile is not beside the checkout")
        return
    fr, = federation.start("FR")
    program = federation.program("redctl")
    for path in files:
        start = time.monotonic()
        child = subprocess.Popen([program, "--config", fr.path("rednode.toml"), "import", path],
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                 preexec_fn=limited)
        output, _ = child.communicate(timeout=IMPORT_SECONDS)
        name = os.path.basename(path)
        expect(child.returncode in (0, 1, 2, 4),
               f"{name} ends with a code of ours, not {child.returncode}: {output[-300:]}")
        expect(output.strip(), f"{name}: something is said")
        expect(time.monotonic() - start < 5, f"{name} takes {time.monotonic() - start:.1f} s")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    expect(peak < MEMORY_LIMIT, f"the largest took {peak >> 20} MB")
    expect(fr.running() and fr.status()["node"]["ready"], "the daemon is unimpressed")
    print(f"   {len(files)} files, at most {peak >> 20} MB")


def interrupted_and_repeated(federation):
    fr, = federation.start("FR")
    path = fr.path("large.nt")
    count = 60_000
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            iri = f"https://example.org/large/{number}"
            file.write(f"<{iri}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
                       f"<http://www.w3.org/ns/dcat#Dataset> .\n"
                       f'<{iri}> <http://purl.org/dc/terms/title> "Number {number} {"x" * 700}" .\n')
    child = subprocess.Popen([federation.program("redctl"), "--config", fr.path("rednode.toml"),
                              "import", path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 60
    while fr.log().get("size", 0) < 3_000 and time.monotonic() < deadline:
        time.sleep(0.02)
    child.send_signal(signal.SIGINT)
    stopped = time.monotonic()
    output, _ = child.communicate(timeout=20)
    expect(time.monotonic() - stopped < 5, "it ends at once")
    expect(child.returncode not in (0, -signal.SIGINT), f"with a code that says so: {child.returncode}")
    expect(b"interrupt" in output.lower(), f"and says what became of it: {output[-500:]}")
    held = len(fr.iris())
    expect(3_000 <= held < count, f"what was acknowledged stays: {held}")
    code, report, text = redctl(federation, fr, "import", path, limit=120)
    expect(code == 0, f"the same again completes: {code} {text}")
    expect(report["unchanged"] == held, f"and writes nothing twice: {report['unchanged']} of {held}")
    expect(len(fr.iris()) == count, "all records are there")


if __name__ == "__main__":
    run(one_bad_record_among_good_ones, hostile_documents, interrupted_and_repeated)
