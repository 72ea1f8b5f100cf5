"""JSON-LD catalogues that are larger than what is read as a whole: in the shapes that programs write,
element by element, in bounded memory; and the shapes that are refused say what to do."""

import json
import os
import subprocess

from federation import DONE, FAILED, NOTHING_KNOWN, PARTIAL, check, expect, run

MEGABYTE = 1 << 20
DOCUMENT_BYTES = 50 * MEGABYTE
CONVERT_MEGABYTES = 256  # of redctl, whatever the document
IMPORT_MEGABYTES = 400   # with the statements that wait for their records
CONTEXT = {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
           "title": {"@id": "dct:title", "@language": "en"}, "words": "dct:description"}
BROKEN = '{"@id": "https://example.org/broken", "title": }'


def element(number):
    return json.dumps({"@id": f"https://example.org/d/{number}", "@type": "dcat:Dataset",
                       "title": f"Dataset {number}", "words": "words " * 400})


def write(path, head, tail, first=""):
    """A document of 50 MB. The number of good elements in it."""
    count = 0
    with open(path, "w", encoding="ascii") as file:
        file.write(head + first)
        while file.tell() < DOCUMENT_BYTES:
            file.write((",\n" if count or first else "") + element(count))
            count += 1
        file.write(tail)
    return count


def redctl(node, *words, stdin=None):
    """Its exit code, what it said, and its memory in megabytes."""
    said = node.path("said")
    with open(said, "wb") as err:
        # The process is waited for by wait4(), which knows what it has used.
        process = subprocess.Popen(  # pylint: disable=consider-using-with
            node.ctl_words(*words, config=False), stdin=stdin or subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=err, env=NOTHING_KNOWN)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    with open(said, encoding="utf-8") as err:
        return process.returncode, err.read(), used.ru_maxrss // 1024


def statements(path):
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def large_documents(federation):
    node = federation.node("FR")
    path, out = node.path("large.jsonld"), node.path("out.nt")
    context = json.dumps(CONTEXT)
    shapes = {
        "context first": ('{"@context": ' + context + ',\n"@graph": [\n', "\n]}\n"),
        "context last": ('{"@graph": [\n', '\n],\n"@context": ' + context + "}\n"),
    }
    for what, (head, tail) in shapes.items():
        count = write(path, head, tail)
        code, said, megabytes = redctl(node, "convert", path, "--to", "ntriples", "--out", out)
        expect(code == DONE, f"{what}: exit code {code}: {said}")
        expect(statements(out) == 3 * count, f"{what}: {statements(out)} of {3 * count}")
        expect(megabytes < CONVERT_MEGABYTES, f"{what}: {megabytes} MB")
        check(True, f"{what}: {count} datasets of 50 MB in {megabytes} MB")
        code, said, megabytes = redctl(node, "import", path, "--dry-run", "--profile", "none")
        expect(code == DONE, f"{what}: exit code {code}: {said}")
        expect(megabytes < IMPORT_MEGABYTES, f"{what}: an import takes {megabytes} MB")

        write(path, head, tail, first="\n\n" + BROKEN)
        code, said, _ = redctl(node, "convert", path, "--to", "ntriples", "--out", out)
        line = 2 + head.count("\n") + 1
        expect(code == PARTIAL and f"{path}:{line}:" in said, f"{what}: line {line}: {said}")

    # The last one, as a pipe that cannot be read again, and packed.
    count = write(path, *shapes["context last"])
    with open(path, "rb") as pipe:
        with subprocess.Popen(["cat"], stdin=pipe, stdout=subprocess.PIPE) as cat:
            code, said, _ = redctl(node, "convert", "-", "--format", "jsonld", "--to", "ntriples",
                                   "--out", out, stdin=cat.stdout)
            cat.stdout.close()
    expect(code == FAILED and "where the document is a file" in said, f"{code}: {said}")
    subprocess.run(["gzip", "-f1", path], check=True)
    code, said, megabytes = redctl(node, "convert", path + ".gz", "--to", "ntriples", "--out", out)
    expect(code == DONE and statements(out) == 3 * count, f"packed: {code}: {said}")
    check(megabytes < CONVERT_MEGABYTES, f"packed: in {megabytes} MB")


def what_must_be_read_whole(federation):
    node = federation.node("FR")
    path = node.path("large.jsonld")
    context = json.dumps(CONTEXT)
    write(path, '{"@context": ' + context + ', "@id": "https://example.org/c", "@type": '
          '"dcat:Catalog", "dcat:dataset": [\n', "\n]}\n")
    code, said, megabytes = redctl(node, "import", path, "--dry-run", "--profile", "none")
    expect(code in (FAILED, PARTIAL) and "elements of one list \"@graph\"" in said,
           f"datasets within a catalogue: {code}: {said}")
    check(megabytes < CONVERT_MEGABYTES, f"passed over in {megabytes} MB, with what to do")


if __name__ == "__main__":
    run(large_documents, what_must_be_read_whole)
