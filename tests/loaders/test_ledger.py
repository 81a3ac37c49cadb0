from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from moothall.graph.attribution import Attribution
from moothall.graph.config import Config
from moothall.graph.errors import ForbiddenError, ShapesError
from moothall.graph.generations import Generations
from moothall.graph.ledger import LedgerEntry, entries_of, publications
from moothall.graph.manifest import Manifest
from moothall.graph.namespaces import MH
from moothall.graph.terms import Literal, NamedNode, Quad, RdfFormat
from moothall.graph.updates.request import UpdateRequest
from moothall.loaders import ledger
from moothall.loaders.graph_store import GraphStore, read_body
from moothall.loaders.ledger import DatasetChange, ThingChange, ledger_change, worth_telling
from moothall.loaders.load import load
from moothall.loaders.load_report import LoadReport
from moothall.loaders.update import update

BASE = "http://localhost:8080/"
GRAPH = f"{BASE}graph/services"
VIEWING, POLISHING = (f"http://id.esd.org.uk/service/{code}" for code in (900101, 900102))
HEADINGS = (
    "OrganisationURI,OrganisationLabel,ServiceTypeLabel,LocationText,CoordinateReferenceSystem,"
    "GeoX,GeoY,ExtractDate,Category"
)
TOILETS = [
    f"E07000176,Rushcliffe,Public toilets,{name},OSGB36,457266,{north},31/03/2026,Unisex"
    for name, north in (("Old Town", 339874), ("Beach", 339900), ("Park", 339950))
]

LoadText = Callable[..., LoadReport]
Write = Callable[[str], None]


@pytest.fixture
def load_list(load_text: LoadText, example: Callable[[str], str]) -> Callable[..., LoadReport]:
    """Loads the small list, with some of its text replaced."""

    def run(*replaced: tuple[str, str], **options: object) -> LoadReport:
        text = example("list.ttl")
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        return load_text("services.ttl", text, slug="services", **options)

    return run


@pytest.fixture
def write(generations: Generations, config: Config) -> Write:
    """Runs a SPARQL update."""
    return lambda text: (
        update(generations, config, UpdateRequest(text=text, base_iri=BASE)) and None
    )


def last(generations: Generations) -> tuple[LedgerEntry, tuple[LedgerEntry, ...]]:
    """Return the newest entry about a dataset, with those about its things."""
    served = generations.current()
    publication = publications(served)[-1]
    assert publication.number == served.number
    assert publication.issued <= datetime.now(UTC)
    was = served.manifest
    assert Manifest.measure(served.reader, was.number, was.parent, was.published) == was
    return publication, entries_of(served, publication)


def kinds(entry: LedgerEntry) -> list[str]:
    return [kind.removeprefix(MH.iri) for kind in entry.kinds]


def numbers(entry: LedgerEntry) -> tuple[int, int, int, int]:
    """Return how many things were created, changed and removed, and how many have an entry."""
    assert entry.counts is not None
    counts = entry.counts
    return counts.created, counts.changed, counts.removed, counts.entries


def test_the_first_load_of_a_dataset_is_one_entry_with_its_size(
    load_list: LoadText, generations: Generations
) -> None:
    load_list()
    publication, things = last(generations)
    assert (publication.dataset, kinds(publication)) == ("services", ["Addition"])
    assert publication.thing == f"{BASE}id/dataset/services"
    assert numbers(publication) == (2, 0, 0, 0)
    assert things == ()


def test_what_ships_is_one_entry_a_dataset(shipped_config: Config) -> None:
    served = Generations(shipped_config.data_dir, shipped_config.base_iri).current()
    told = publications(served)
    assert len({entry.dataset for entry in told}) == len(told) > 20
    assert all(kinds(entry) == ["Addition"] for entry in told)
    assert served.manifest.graphs[served.graph_iri("changes")] < 1_000


def test_a_renamed_term_is_told_with_both_names(
    load_list: LoadText, generations: Generations
) -> None:
    load_list()
    load_list(('"Moon viewing"', '"Moon watching"'))
    publication, (renamed,) = last(generations)
    assert numbers(publication) == (0, 1, 0, 1)
    assert (renamed.thing, kinds(renamed)) == (VIEWING, ["Renaming"])
    assert renamed.before == (Literal("Moon viewing", language="en"),)
    assert renamed.names == (Literal("Moon watching", language="en"),)


def test_a_load_that_changes_nothing_has_no_entry(
    load_list: LoadText, generations: Generations
) -> None:
    load_list()
    load_list()
    assert len(publications(generations.current())) == 1


def test_a_load_says_who_published_it_and_why(
    load_list: LoadText, generations: Generations
) -> None:
    load_list()
    team = Attribution("standards-team", 'the "moon" review')
    load_list(('"Moon viewing"', '"Moon watching"'), attribution=team)
    publication, (renamed,) = last(generations)
    assert (publication.by, publication.note) == ("standards-team", 'the "moon" review')
    assert (renamed.by, renamed.note) == (publication.by, publication.note)
    first = publications(generations.current())[0]
    assert (first.by, first.note) == ("", "")
    again = Attribution("standards-team")
    load_list(('"Moon viewing"', '"Moon gazing"'), attribution=again)
    publication, _ = last(generations)
    assert (publication.by, publication.note) == ("standards-team", "")


def test_who_published_what_and_why_can_be_asked_in_prov(
    load_list: LoadText, generations: Generations
) -> None:
    load_list(attribution=Attribution("standards-team", "first edition"))
    asked = """
        PREFIX prov: <http://www.w3.org/ns/prov#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?name ?why WHERE {
          ?publication a prov:Activity ; prov:wasAssociatedWith ?agent ; skos:changeNote ?why .
          ?agent a prov:Agent ; rdfs:label ?name .
        }"""
    rows = generations.current().reader.query(asked)
    assert [(row["name"].value, row["why"].value) for row in rows] == [
        ("standards-team", "first edition")
    ]


def test_a_table_and_an_update_say_who_published_them(
    load_text: LoadText, generations: Generations, config: Config
) -> None:
    team = Attribution("toilets-team", "spring")
    load_text("toilets.csv", "\n".join([HEADINGS, *TOILETS]), attribution=team)
    publication, _ = last(generations)
    assert (publication.by, publication.note) == ("toilets-team", "spring")
    text = f"INSERT DATA {{ GRAPH <{BASE}graph/more> {{ <x:a> <x:b> 1 }} }}"
    update(
        generations,
        config,
        UpdateRequest(text=text, base_iri=BASE),
        attribution=Attribution("toilets-team", "more"),
    )
    publication, _ = last(generations)
    assert (publication.dataset, publication.by, publication.note) == (
        "more",
        "toilets-team",
        "more",
    )


def test_a_draft_has_no_entry(load_list: LoadText, generations: Generations) -> None:
    load_list()
    load_list(('"Moon viewing"', '"Moon watching"'), draft=True)
    assert len(publications(generations.current())) == 1


def test_a_term_that_an_edition_lacks_is_told_as_deprecated_and_later_as_back_in_use(
    load_list: LoadText, generations: Generations, example: Callable[[str], str]
) -> None:
    load_list()
    whole = example("list.ttl")
    load_list((whole[whole.index("service:900102") :], ""))
    _, (deprecated,) = last(generations)
    assert (deprecated.thing, kinds(deprecated)[0]) == (POLISHING, "Deprecation")
    assert deprecated.name().value == "Moon polishing"
    load_list()
    _, (restored,) = last(generations)
    assert (restored.thing, kinds(restored)[0]) == (POLISHING, "Restoration")


def test_new_moved_and_redefined_terms_are_told_apart(
    load_list: LoadText, generations: Generations
) -> None:
    load_list()
    new = (
        "\nservice:900103 a esd:Service, skos:Concept ; skos:prefLabel 'Tide watching'@en ;"
        " skos:notation '900103' ; dct:identifier '900103' ; skos:inScheme list:services ."
    )
    load_list(
        ("skos:broader service:900101 .", f"skos:broader service:900103 .{new}"),
        ('skos:prefLabel "Moon viewing"@en', 'skos:prefLabel "Moon viewing"@en ; '
         'skos:definition "Looking up."@en'),
    )  # fmt: skip
    publication, things = last(generations)
    assert numbers(publication) == (1, 2, 0, 3)
    assert {entry.thing[-6:]: kinds(entry) for entry in things} == {
        "900101": ["Redefinition"],
        "900102": ["Move"],
        "900103": ["Addition"],
    }


def test_a_narrower_term_does_not_make_its_parent_a_changed_one(
    load_list: LoadText, generations: Generations
) -> None:
    load_list(("skos:broader service:900101 .", "."))
    load_list(("skos:broader service:900101 .", "; skos:broader service:900101 ."))
    assert [entry.thing for entry in last(generations)[1]] == [POLISHING]


def test_an_update_is_told_as_a_load_is(
    load_list: LoadText, generations: Generations, write: Write
) -> None:
    load_list()
    write(
        f"WITH <{GRAPH}> DELETE {{ <{VIEWING}> skos:prefLabel ?old }} "
        f'INSERT {{ <{VIEWING}> skos:prefLabel "Moon watching"@en, "Gwylio\'r lleuad"@cy }} '
        f"WHERE {{ <{VIEWING}> skos:prefLabel ?old }}"
    )
    publication, (renamed,) = last(generations)
    assert (publication.dataset, publication.name().value) == ("services", "services")
    assert kinds(renamed) == ["Renaming"]
    assert {name.language for name in renamed.names} == {"en", "cy"}
    assert [name.value for name in renamed.before] == ["Moon viewing"]


def test_a_graph_that_is_put_and_deleted_is_told(
    load_list: LoadText, generations: Generations, config: Config
) -> None:
    load_list()
    graph = NamedNode(f"{BASE}graph/boats")
    body = (
        f'<{BASE}id/boat/1> a <x:Boat> ; <{"http://www.w3.org/2000/01/rdf-schema#label"}> "Ark" .'
    )
    store = GraphStore(generations, config)
    store.put(graph, read_body(body.encode(), RdfFormat.TURTLE, graph.value))
    publication, _ = last(generations)
    assert (publication.dataset, numbers(publication)) == ("boats", (1, 0, 0, 0))
    more = body.replace("Ark", "Arc") + body.replace("boat/1", "boat/2")
    store.put(graph, read_body(more.encode(), RdfFormat.TURTLE, graph.value))
    publication, things = last(generations)
    assert numbers(publication) == (1, 1, 0, 2)
    assert [kinds(entry) for entry in things] == [["Renaming"], ["Addition"]]
    store.put(graph, read_body(body.encode(), RdfFormat.TURTLE, graph.value))
    removed = last(generations)[1][1]
    assert (kinds(removed), removed.name().value) == (["Removal"], "Ark")
    store.delete(graph)
    publication, _ = last(generations)
    assert (kinds(publication), numbers(publication)) == (["Removal"], (0, 0, 1, 0))


def test_statements_outside_of_datasets_have_no_entry(
    load_list: LoadText, generations: Generations, write: Write
) -> None:
    load_list()
    write("INSERT DATA { <x:a> <x:b> <x:c> . GRAPH <x:g> { <x:a> <x:b> <x:c> } }")
    assert publications(generations.current())[-1].number < generations.current().number


def test_nobody_writes_to_the_ledger(
    load_list: LoadText, generations: Generations, write: Write
) -> None:
    load_list()
    with pytest.raises(ForbiddenError):
        write(f"DELETE WHERE {{ GRAPH <{BASE}graph/changes> {{ ?s ?p ?o }} }}")


def test_a_refused_load_has_no_entry(load_list: LoadText, generations: Generations) -> None:
    load_list()
    with pytest.raises(ShapesError):
        load_list(('skos:prefLabel "Moon viewing"@en ;', ""))
    assert len(publications(generations.current())) == 1


def test_entries_are_never_altered(load_list: LoadText, generations: Generations) -> None:
    def told() -> set[Quad]:
        return set(generations.current().reader.quads(graph=NamedNode(f"{BASE}graph/changes")))

    load_list()
    seen = told()
    for name in ("Moon watching", "Moon gazing", "Moon viewing"):
        load_list(('"Moon viewing"', f'"{name}"'))
        assert seen < told()
        seen = told()


def test_records_of_a_table_that_come_change_and_go_are_told(
    tmp_path: Path, shipped_config: Config
) -> None:
    shutil.copytree(shipped_config.data_dir, tmp_path / "data", symlinks=True)
    config = replace(shipped_config, data_dir=tmp_path / "data")
    generations = Generations(config.data_dir, config.base_iri)

    def load_rows(*rows: str) -> tuple[LedgerEntry, tuple[LedgerEntry, ...]]:
        path = tmp_path / "toilets.csv"
        path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
        load(generations, config, str(path))
        return last(generations)

    publication, things = load_rows(*TOILETS[:2])
    assert (kinds(publication), numbers(publication), things) == (["Addition"], (2, 0, 0, 0), ())
    changed = TOILETS[0].replace("457266", "457267")
    publication, things = load_rows(changed, TOILETS[2])
    created, altered, removed, told = numbers(publication)
    assert (created + altered, altered + removed, told) == (2, 2, len(things))
    assert {entry.name().value for entry in things} >= {"Beach", "Park"}


def test_of_a_large_change_only_what_matters_most_is_told_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ledger, "MOST_ENTRIES", 3)
    changes = [ThingChange(NamedNode(f"x:{n}"), (MH.OtherChange,)) for n in range(5)]
    assert worth_telling(changes) == ()
    gone = ThingChange(NamedNode("x:gone"), (MH.Removal,))
    assert worth_telling([*changes, gone]) == (gone,)
    assert worth_telling(changes[:3]) == tuple(changes[:3])
    terms = tuple(replace(gone, thing=NamedNode(f"x:t{n}"), is_term=True) for n in range(5))
    assert worth_telling([*changes, gone, *terms]) == terms
    assert worth_telling([gone, *terms[:2]]) == (gone, *terms[:2])


def test_the_ledger_counts_what_it_does_not_tell_of() -> None:
    whole = DatasetChange("s", Literal("S"), MH.OtherChange, 9, 8, created=7, changed=6, removed=5)
    quads = ledger_change([whole], BASE, 4, datetime(2026, 1, 2, tzinfo=UTC)).added
    said = {q.predicate.value.rpartition("/")[2]: q.object for q in quads}
    assert {q.subject.value for q in quads if isinstance(q.subject, NamedNode)} == {
        f"{BASE}id/change/4/s"
    }
    found = [said[name] for name in ("createdCount", "changedCount", "removedCount", "entryCount")]
    assert [term.value for term in found if isinstance(term, Literal)] == ["7", "6", "5", "0"]
