"""A national catalogue mints new IRIs for datasets that it already delivered: the holder and the
identifier stay. The importer recognises them and does what the operator's policy says, and records
that violate the profile stay out where the gate is closed."""

from federation import DONE, PARTIAL, check, expect, run

PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
"""
SAME = 5


def dataset(iri, identifier, holder="https://example.org/holder"):
    return (f'<{iri}> a dcat:Dataset ; dct:title "Dataset {identifier}"@en ;\n'
            f'  dct:identifier "{identifier}" ; dct:publisher <{holder}> .\n')


def document(node, name, *datasets):
    return node.write(name, PREFIXES + "".join(datasets))


def imported(node, path, *words, code=DONE):
    return node.json("import", path, *words, expected=code)


def live(node):
    return set(node.iris())


def last_update(node, iri):
    return node.json("record", "history", iri)["history"][-1]


def skolem(generation, number):
    return f"https://example.org/.well-known/genid/{generation}-{number}"


def generation(node, name, number):
    return document(node, name, *(dataset(skolem(number, i), f"id-{i}") for i in range(SAME)))


def new_iris_are_followed(federation):
    node, = federation.start("FR")
    first = imported(node, generation(node, "a.ttl", 1))
    expect(first["put"] == SAME and first["renamed_total"] == 0, f"all are new: {first}")
    second = imported(node, generation(node, "b.ttl", 2))
    check(second["renamed_total"] == SAME and second["withdrawn"] == SAME,
          "the same datasets under new IRIs are recognised, and the old IRIs withdrawn")
    expect(second["renamed"][0]["policy"] == "follow", f"the report says so: {second['renamed']}")
    check(live(node) == {skolem(2, i) for i in range(SAME)}, "no dataset is there twice")
    check(skolem(2, 0) in last_update(node, skolem(1, 0))["reason"],
          "whoever asks for the old IRI learns the new one")
    again = imported(node, generation(node, "b.ttl", 2))
    check(again["unchanged"] == SAME and again["withdrawn"] == 0, "the same once more changes nothing")


def both_delivered_are_two(federation):
    node, = federation.start("FR")
    path = document(node, "a.ttl", dataset(skolem(1, 0), "one"), dataset(skolem(2, 0), "one"))
    report = imported(node, path)
    check(report["put"] == 2 and report["renamed_total"] == 0 and report["shared_identities"] == 1,
          "two datasets of one delivery that share an identifier both stay, and that is said")
    again = imported(node, path)
    check(again["unchanged"] == 2 and len(live(node)) == 2, "and stay so")


def other_policies(federation):
    node, = federation.start("FR")
    imported(node, generation(node, "a.ttl", 1))
    kept = imported(node, generation(node, "b.ttl", 2), "--renamed", "quarantine", code=PARTIAL)
    check(kept["quarantined"] == SAME and skolem(1, 0) in kept["errors"][0]["reason"],
          "quarantine keeps the new IRIs out and names the live record")
    check(live(node) == {skolem(1, i) for i in range(SAME)}, "the catalogue is as it was")
    both = imported(node, generation(node, "c.ttl", 3), "--renamed", "new")
    check(both["put"] == SAME and both["renamed_total"] == SAME and len(live(node)) == 2 * SAME,
          "new keeps both, and says so")


def another_holder_is_another_dataset(federation):
    node, = federation.start("FR")
    imported(node, document(node, "a.ttl", dataset(skolem(1, 0), "one")))
    other = imported(node, document(node, "b.ttl", dataset(skolem(2, 0), "one",
                                                           "https://example.org/other")))
    check(other["renamed_total"] == 0 and len(live(node)) == 2,
          "the same identifier of another holder is another dataset")


def a_closed_gate(federation):
    node, = federation.start("FR")
    path = document(node, "a.ttl", dataset(skolem(1, 0), "one"))
    out = imported(node, path, "--gate", "violation", code=PARTIAL)
    check(out["put"] == 0 and out["quarantined"] == 1, "a record that violates the profile stays out")
    fields = {error["field"] for error in out["errors"]}
    check("http://www.w3.org/ns/dcat#theme" in fields, "each violation names its field")
    check(all(error["reason"] and error["remedy"] for error in out["errors"]), "and what to do")
    open_gate = imported(node, path)
    check(open_gate["put"] == 1 and open_gate["verdicts"] == {"violations": 1},
          "with the gate open it enters, judged")
    update = last_update(node, skolem(1, 0))
    check(update["profile"] == "healthdcat-ap/8/public" and update["verdict"] == "violations",
          "its update says by which profile, and with what verdict")


if __name__ == "__main__":
    run(new_iris_are_followed, both_delivered_are_two, other_policies,
        another_holder_is_another_dataset, a_closed_gate)
