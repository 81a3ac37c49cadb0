"""Every data standard that ships, taken through its own examples."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path

import pyshacl
import pytest
from rdflib import SH as SHACL
from rdflib import Graph

from moothall.graph.namespaces import (
    CSVW,
    DCT,
    ESD_ID,
    MH,
    MOOTHALL_ID,
    OWL,
    RDF,
    RDFS,
    SH,
    SKOS,
    WGS84,
    XSD,
)
from moothall.graph.store import Reader
from moothall.graph.terms import (
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Term,
    Triple,
    parse,
    serialize,
)
from moothall.loaders.tables.numbers import read_number
from moothall.ontology import path, shipped_files
from moothall.shapes.check import check
from moothall.shapes.checking import check_graph
from moothall.shapes.columns import Columns
from moothall.shapes.reference import check_triples
from moothall.shapes.report import Finding, Report
from moothall.shapes.shapes_graph import ShapesGraph
from moothall.shapes.standard import Column, Standard
from moothall.shapes.standard_files import read_standard, standards
from moothall.shapes.view import View

BASE = "https://moothall.test/"
FOLDER = files("moothall.shapes").joinpath("standards")
FILES = sorted(entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".ttl"))
NAMES = sorted(standards())
LISTS = [name for name in shipped_files() if name.startswith("lists/")]
SEVERITIES = {"must": "Violation", "should": "Warning"}

each_standard = pytest.mark.parametrize("name", NAMES)


# -------------------------------------------------------------------------------------------------
# Rows as records
# -------------------------------------------------------------------------------------------------


@cache
def ontology() -> tuple[Quad, ...]:
    return tuple(parse(path("core.ttl").read_bytes(), RdfFormat.TURTLE, base_iri=BASE))


@cache
def terms() -> Mapping[NamedNode, frozenset[Term]]:
    """The classes of every term and council that ships."""
    found: dict[NamedNode, set[Term]] = {}
    for quad in shipped():
        if quad.predicate == RDF.type and isinstance(quad.subject, NamedNode):
            found.setdefault(quad.subject, set()).add(quad.object)
    return {term: frozenset(classes) for term, classes in found.items()}


@cache
def shipped() -> tuple[Quad, ...]:
    return tuple(
        quad
        for name in (*LISTS, "authorities.ttl")
        for quad in parse(path(name).read_bytes(), RdfFormat.TURTLE, base_iri=BASE)
    )


@cache
def names_of_terms() -> Mapping[str, NamedNode]:
    """Name, code or address -> the term or council; of one that several have, the last."""
    naming = {SKOS.prefLabel, SKOS.altLabel, SKOS.notation, DCT.identifier, OWL.sameAs}
    found = {term.value: term for term in terms()}
    for quad in shipped():
        if quad.predicate in naming and isinstance(quad.subject, NamedNode):
            if isinstance(quad.object, Literal | NamedNode):
                found.setdefault(quad.object.value, quad.subject)
    return found


def as_term(column: Column, text: str) -> Term:
    """The term that a cell becomes; the text as it is where it cannot be converted."""
    codes = {name.casefold(): code.term for code in column.codes for name in code.names}
    if column.codes:
        return codes.get(text.casefold(), Literal(text))
    if column.class_iri:
        known = names_of_terms().get(text.rpartition(":")[2] if "//" not in text else text)
        return known or (NamedNode(text) if "//" in text else Literal(text))
    if column.is_iri:
        return NamedNode(text) if re.fullmatch(r"[a-z]+:\S+", text) else Literal(text)
    for datatype in column.datatypes:
        try:
            lexical = LEXICAL[datatype.removeprefix(XSD.iri)](text)
        except (LookupError, ValueError, ArithmeticError):
            continue
        return Literal(lexical, datatype=NamedNode(datatype))
    return Literal(text)


def _figures(text: str) -> str:
    figures = read_number(text).plain
    if not figures:
        raise ValueError(text)
    return figures


def _day(text: str) -> str:
    form = "%d/%m/%Y" if "/" in text else "%Y-%m-%d"
    return datetime.strptime(text, form).date().isoformat()


def _year(text: str) -> str:
    return datetime.strptime(text, "%Y").strftime("%Y")


LEXICAL: Mapping[str, Callable[[str], str]] = {
    "string": str,
    "boolean": lambda text: {"yes": "true", "no": "false"}[text.casefold()],
    "integer": lambda text: str(int(_figures(text))),
    "decimal": lambda text: str(Decimal(_figures(text))),
    "date": _day,
    "gYear": _year,
    "time": lambda text: datetime.strptime(text, "%H:%M").strftime("%H:%M:%S"),
    "dateTime": lambda text: datetime.strptime(text, "%d/%m/%Y %H:%M").isoformat(),
}


def examples(standard: Standard) -> dict[str, str]:
    """The cells of the record that the examples of all columns make."""
    return {c.name: c.examples[0] for c in standard.columns.values() if c.examples}


def record(standard: Standard, cells: Mapping[str, str], number: int = 1) -> list[Triple]:
    subject = NamedNode(f"{BASE}id/record/{standard.name}/{number}")
    found = [Triple(subject, RDF.type, standard.record_class)]
    found += [Triple(subject, MH.classifiedAs, tag) for tag in standard.tags]
    for name, text in cells.items():
        column = standard.columns[name]
        pattern = "|".join(map(re.escape, column.separators))
        parts = re.split(pattern, text) if pattern else [text]
        found += [
            Triple(subject, column.path, as_term(column, part.strip()))
            for part in parts
            if part.strip()
        ]
    return list(dict.fromkeys(found))


def with_classes(standard: Standard, triples: list[Triple]) -> list[Triple]:
    """Records with what is known of the terms that they name."""
    named = {t.object for t in triples if isinstance(t.object, NamedNode)}
    classes = [
        Triple(term, RDF.type, kind)
        for term in sorted(named & terms().keys(), key=str)
        for kind in terms()[term]
    ]
    return [*triples, *classes]


@cache
def shapes_of(name: str) -> ShapesGraph:
    triples = standards()[name].triples
    return ShapesGraph(Columns.of_default_graph(Quad(*triple) for triple in triples))


def report_on(standard: Standard, triples: list[Triple]) -> Report:
    data = with_classes(standard, triples)
    graph = Columns.of_default_graph(Quad(*triple) for triple in data)
    return check_graph(graph, shapes_of(standard.name), standard.name)


def findings(standard: Standard, cells: Mapping[str, str]) -> tuple[Finding, ...]:
    return report_on(standard, record(standard, cells)).findings


def findings_of_each(
    standard: Standard, variants: list[dict[str, str]]
) -> list[tuple[Finding, ...]]:
    """The findings of several records, which are checked in one graph."""
    records = [record(standard, cells, number) for number, cells in enumerate(variants)]
    found = report_on(standard, [triple for each in records for triple in each]).findings
    return [tuple(f for f in found if f.focus_node == _iri(each)) for each in records]


def _iri(triples: list[Triple]) -> str:
    subject = triples[0].subject
    assert isinstance(subject, NamedNode)
    return subject.value


def said(found: tuple[Finding, ...]) -> str:
    return "\n".join(map(str, found))


# -------------------------------------------------------------------------------------------------
# The file
# -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_read_and_is_named_after_its_standard(file: str) -> None:
    standard = read_standard(FOLDER.joinpath(file).read_bytes(), file)
    assert f"{standard.name}.ttl" == file
    assert standard.iri == f"https://w3id.org/moothall/standard/{standard.name}"


def test_every_file_is_among_the_standards() -> None:
    assert [f"{name}.ttl" for name in NAMES] == FILES


@each_standard
def test_its_shapes_are_valid_for_shacls_own_shapes_and_use_its_words_alone(name: str) -> None:
    turtle = serialize(standards()[name].triples, format=RdfFormat.N_TRIPLES)
    shapes = Graph().parse(data=turtle, format="nt")
    used = {p for p in shapes.predicates() if str(p).startswith(SH.iri)}
    assert {p for p in used if p not in SHACL} == set()
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


@each_standard
def test_the_engine_takes_all_its_shapes(name: str) -> None:
    standard = standards()[name]
    assert report_on(standard, record(standard, examples(standard))).engine == "moothall"


@each_standard
def test_its_class_is_a_class_of_records_with_words(name: str) -> None:
    standard = standards()[name]
    facts = [*standard.triples, *(quad.triple for quad in ontology())]
    about = {t.predicate: t.object for t in facts if t.subject == standard.record_class}
    assert RDFS.label in about and RDFS.comment in about
    assert Triple(standard.record_class, RDFS.subClassOf, MH.Record) in facts


@each_standard
def test_its_tags_are_terms_that_ship(name: str) -> None:
    assert [tag for tag in standards()[name].tags if tag not in terms()] == []


@each_standard
def test_the_name_and_the_key_of_a_record_hold_no_personal_data(name: str) -> None:
    standard = standards()[name]
    used = re.findall(r"\{([^}]+)\}", standard.label_template)
    labelling = [c.name for c in standard.columns.values() if c.path == RDFS.label] or used
    assert labelling
    used_in_public = [*labelling, *standard.key]
    assert [each for each in used_in_public if standard.columns[each].is_personal] == []


def union_of(kind: Term) -> Iterator[Term]:
    """The classes of a union of the ontology; none of a class with a name."""
    facts = {(q.subject, q.predicate): q.object for q in ontology()}
    node = facts.get((kind, OWL.unionOf))  # type: ignore[arg-type]
    while node is not None and node != RDF.nil:
        yield facts[node, RDF.first]  # type: ignore[index]
        node = facts[node, RDF.rest]  # type: ignore[index]


@each_standard
def test_a_property_of_the_ontology_is_used_of_its_own_class_only(name: str) -> None:
    standard = standards()[name]
    domains: dict[Term, set[Term]] = {}
    for quad in ontology():
        if quad.predicate == RDFS.domain:
            domains[quad.subject] = {quad.object, *union_of(quad.object)}
    above: set[Term] = {standard.record_class, MH.Record}
    for triple in standard.triples:
        if triple.subject == standard.record_class and triple.predicate == RDFS.subClassOf:
            above.add(triple.object)
    for column in standard.columns.values():
        assert domains.get(column.path, {MH.Record}) & above, column.name


# -------------------------------------------------------------------------------------------------
# Columns and codes
# -------------------------------------------------------------------------------------------------


def can_be_wrong(column: Column) -> bool:
    free = column.datatypes in ((), (XSD.string.value,)) and not column.is_iri
    return bool(column.codes or column.pattern) or not free


@each_standard
def test_every_column_has_words_and_examples(name: str) -> None:
    for column in standards()[name].columns.values():
        assert column.label and column.description.endswith("."), column.name
        assert (
            column.label[0] == column.label[0].lower()
            or column.label[:2].isupper()
            or (column.label.split()[0][0].isupper() and column.label != column.name)
        ), column.name
        assert column.examples, column.name
        assert column.bad_examples or not can_be_wrong(column), column.name


@each_standard
def test_an_address_of_the_standard_in_an_example_is_of_a_term_that_ships(name: str) -> None:
    for column in standards()[name].columns.values():
        for text in column.examples:
            if text.startswith((ESD_ID, MOOTHALL_ID)) and not text.endswith("/"):
                assert NamedNode(text) in terms(), column.name


@each_standard
def test_a_heading_means_one_column(name: str) -> None:
    headings = Counter(
        key
        for column in standards()[name].columns.values()
        for key in {re.sub(r"[\W_]", "", each).casefold() for each in (column.name, *column.titles)}
    )
    assert [heading for heading, count in headings.items() if count > 1] == []


@each_standard
def test_an_edition_has_each_column_once(name: str) -> None:
    standard = standards()[name]
    for edition in standard.editions:
        assert len(set(edition.columns)) == len(edition.columns), edition.name
    assert len({edition.name for edition in standard.editions}) == len(standard.editions)


@each_standard
def test_codes_are_terms_of_a_described_list_and_no_name_is_of_two(name: str) -> None:
    standard = standards()[name]
    stated = set(standard.triples)
    for column in standard.columns.values():
        names = Counter(
            each for code in column.codes for each in {one.casefold() for one in code.names}
        )
        assert [each for each, count in names.items() if count > 1] == [], column.name
        for code in column.codes:
            if isinstance(code.term, NamedNode):
                last = Literal(re.split("[/#]", code.term.value)[-1])
                assert Triple(code.term, DCT.identifier, last) in stated
                lists = [
                    t.object
                    for t in stated
                    if (t.subject, t.predicate) == (code.term, SKOS.inScheme)
                ]
                assert any(Triple(each, RDF.type, MH.List) in stated for each in lists)


@each_standard
def test_its_lists_and_codes_keep_the_rules_of_lists_and_terms(name: str) -> None:
    triples = standards()[name].triples
    kinds = (MH.List, MH.Code)
    about = {t.subject for t in triples if t.predicate == RDF.type and t.object in kinds}
    graph = NamedNode(f"{BASE}graph/codes")
    quads = [Quad(*t, graph) for t in triples if t.subject in about]
    staged = Reader.of([*quads, *(Quad(*q.triple, graph) for q in ontology() if _is_class(q))])
    assert said(check(View(staged)).findings) == ""


def _is_class(quad: Quad) -> bool:
    return quad.predicate == RDFS.subClassOf


# -------------------------------------------------------------------------------------------------
# Good and bad records
# -------------------------------------------------------------------------------------------------


@each_standard
def test_the_examples_together_are_a_record_with_no_fault(name: str) -> None:
    standard = standards()[name]
    assert said(findings(standard, examples(standard))) == ""


@each_standard
def test_a_table_of_any_edition_lacks_only_what_the_edition_does_not_have(name: str) -> None:
    standard = standards()[name]
    for edition in standard.editions:
        cells = {k: v for k, v in examples(standard).items() if k in edition.columns}
        found = findings(standard, cells)
        assert {f.component for f in found} <= {SH.MinCountConstraintComponent.value}
        assert {f.path for f in found} <= standard.not_asked_by(edition), edition.name


@each_standard
def test_every_further_example_keeps_the_rules_of_its_column(name: str) -> None:
    standard = standards()[name]
    further = [(c, text) for c in standard.columns.values() for text in c.examples[1:]]
    variants = [examples(standard) | {column.name: text} for column, text in further]
    for (column, text), found in zip(further, findings_of_each(standard, variants), strict=True):
        own = [f for f in found if f.rule == column.shape.removeprefix("_:")]
        assert own == [], f"{column.name} {text!r}"


@each_standard
def test_a_bad_example_breaks_a_rule_of_its_column(name: str) -> None:
    standard = standards()[name]
    bad = [(c, text) for c in standard.columns.values() for text in c.bad_examples]
    variants = [examples(standard) | {column.name: text} for column, text in bad]
    for (column, text), found in zip(bad, findings_of_each(standard, variants), strict=True):
        worst = "Violation" if column.level == "must" else "Warning"
        assert (column.path.value, worst) in {(f.path, f.severity) for f in found}, (
            f"{column.name} {text!r}: {said(found)}"
        )


@each_standard
def test_a_blank_is_found_where_a_value_is_asked_for(name: str) -> None:
    standard = standards()[name]
    paths = list(dict.fromkeys(column.path for column in standard.columns.values()))
    without = [
        {k: v for k, v in examples(standard).items() if standard.columns[k].path != each}
        for each in paths
    ]
    for gone, found in zip(paths, findings_of_each(standard, without), strict=True):
        if gone == MH.classifiedAs and standard.tags:
            continue
        levels = {c.level for c in standard.columns.values() if c.path == gone}
        missing = [f for f in found if f.component == SH.MinCountConstraintComponent.value]
        assert {f.path for f in missing} <= {gone.value}
        assert {f.severity for f in missing} == {
            SEVERITIES[level] for level in levels & SEVERITIES.keys()
        }, gone


@each_standard
def test_a_point_abroad_is_found(name: str) -> None:
    standard = standards()[name]
    triples = record(standard, examples(standard))
    if not any(column.role for column in standard.columns.values()):
        pytest.skip("its records are no places")
    far = [
        Triple(triples[0].subject, WGS84.lat, Literal("0", datatype=XSD.decimal)),
        Triple(triples[0].subject, WGS84.long, Literal("51", datatype=XSD.decimal)),
    ]
    found = report_on(standard, [*triples, *far]).findings
    assert {f.path for f in found} == {WGS84.lat.value, WGS84.long.value}
    for finding in found:
        assert len(standard.derived[finding.path]) == 2


def breaking_records(standard: Standard) -> Iterator[tuple[str, list[Triple]]]:
    for example in standard.breaking:
        triples = []
        for number, cells in enumerate(example.cells, 1):
            triples += record(standard, examples(standard) | dict(cells), number)
        yield example.label, triples


def rules_about_several(standard: Standard) -> set[str]:
    """The messages of the rules that are about several cells or rows, or add to a column."""
    by_subject: dict[Term, list[Triple]] = {}
    for triple in standard.triples:
        by_subject.setdefault(triple.subject, []).append(triple)
    found = set()
    places = {WGS84.lat, WGS84.long}
    for about in by_subject.values():
        properties = {t.predicate for t in about}
        if any(t.predicate == SH.path and t.object in places for t in about):
            continue
        if CSVW.name not in properties and properties & {SH.path, SH.select}:
            messages = {t.object.value for t in about if t.predicate == SH.message}
            # what a shape of one cell says is said by its constraint, which is a subject itself
            assert MH.remedy in properties or (SH.sparql in properties and not messages), about
            found |= messages
    return found


@each_standard
def test_a_breaking_example_breaks_such_rules_alone_and_every_such_rule_has_one(name: str) -> None:
    standard = standards()[name]
    rules = rules_about_several(standard)
    bad = [{c.name: text} for c in standard.columns.values() for text in c.bad_examples]
    variants = [examples(standard) | cells for cells in bad]
    broken = {f.message for found in findings_of_each(standard, variants) for f in found}
    for label, triples in breaking_records(standard):
        found = report_on(standard, triples).findings
        assert found, label
        assert {f.message for f in found} <= rules, f"{label}: {said(found)}"
        broken |= {f.message for f in found}
    assert rules - broken == set()


@each_standard
def test_pyshacl_finds_the_same_in_all_its_examples(name: str) -> None:
    standard = standards()[name]
    good = examples(standard)
    # a value that is no number or date cannot be compared by the other engine
    bad = [
        {column.name: text}
        for column in standard.columns.values()
        for text in column.bad_examples
        if not set(column.datatypes) - {XSD.string.value}
    ]
    groups = [triples for _, triples in breaking_records(standard)]
    # few at once: rules across the rows of one poll cost that engine the square of their number
    for start in range(0, len(bad), 5):
        rows = [good, *(good | cells for cells in bad[start : start + 5])]
        groups.append([t for n, row in enumerate(rows) for t in record(standard, row, n)])
    for group in groups:
        ours = report_on(standard, group).findings
        theirs = check_triples(with_classes(standard, group), standard.triples, name).findings
        assert {_key(finding) for finding in ours} == {_key(finding) for finding in theirs}


def _key(finding: Finding) -> tuple[str, ...]:
    return finding.focus_node, finding.path, finding.component, finding.severity


@pytest.mark.parametrize("name", ["public-toilets", "libraries"])
def test_the_sample_records_that_ship_keep_every_rule(name: str) -> None:
    file = files("moothall.loaders.samples").joinpath(f"{name}.ttl")
    quads = parse(file.read_bytes(), RdfFormat.TURTLE, base_iri=BASE)
    council = Triple(NamedNode(f"{BASE}id/authority/ZZW"), RDF.type, MH.Authority)
    report = report_on(standards()[name], [council, *(quad.triple for quad in quads)])
    assert report.checked > 0
    assert said(report.findings) == ""


# -------------------------------------------------------------------------------------------------
# The publications that the standards follow
# -------------------------------------------------------------------------------------------------

SCHEMAS = {
    ("planning-applications", "2014"): "schema_lga_PlanningApplications_PlanningApplications.json",
    ("premises-licences", "2014"): "schema_lga_PremisesLicences_PremisesLicences.json",
    ("public-toilets", "2014"): "schema_lga_PublicToilets_PublicToilets.json",
    ("brownfield-land", "2017"): "schema_brownfieldlandregister2017.json",
    ("libraries", "2019"): "schema_libraries.json",
    ("mobile-library-stops", "2019"): "schema_mobile-library-stops.json",
    ("service-directory", "2017"): "schema_lga_ServiceDirectory_Service_Directory.json",
}


@pytest.mark.reference
@pytest.mark.parametrize(("standard", "edition"), SCHEMAS)
def test_an_edition_has_the_columns_of_the_published_schema_in_order(
    standard: str, edition: str, reference_data: Path
) -> None:
    data = (reference_data / "schemas" / SCHEMAS[standard, edition]).read_bytes()
    text = data.decode("utf-8-sig" if data[:1] != b"{" or data[1:2] != b"\0" else "utf-16-le")
    published = re.findall(r'"name"\s*:\s*"([^"]+)"', text)
    (columns,) = [e.columns for e in standards()[standard].editions if e.name == edition]
    assert list(columns) == published


@pytest.mark.reference
def test_the_elections_of_2017_have_the_columns_of_the_published_validator(
    reference_data: Path,
) -> None:
    file = reference_data / "schemas" / "schema_lga_ElectionResults_validator.csv"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        published = [row["FieldIdentifier"] for row in csv.DictReader(stream)]
    assert list(standards()["elections"].editions[0].columns) == published
