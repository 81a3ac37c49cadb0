from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.config import Config
from moothall.graph.errors import (
    ShapesError,
    SourceError,
    StoreLockedError,
    StoreMissingError,
    UnknownFormatError,
)
from moothall.graph.generations import Generations
from moothall.graph.manifest import Manifest
from moothall.graph.namespaces import DCT, ESD, MH, PROV, SKOS, VOID
from moothall.graph.store import Reader
from moothall.graph.terms import Literal, NamedNode
from moothall.loaders.load import load
from moothall.loaders.load_report import LoadReport

Load = Callable[..., LoadReport]
Example = Callable[[str], str]

BASE = "http://localhost:8080/"
VIEWING = NamedNode("http://id.esd.org.uk/service/900101")
POLISHING = NamedNode("http://id.esd.org.uk/service/900102")


def digest(generations: Generations) -> int:
    current = generations.current()
    measured = Manifest.measure(
        current.reader, current.number, current.manifest.parent, current.manifest.published
    )
    assert measured.digest == current.manifest.digest
    return measured.digest


def test_a_load_publishes_the_source_and_says_what_it_did(
    load_text: Load, generations: Generations, example: Example
) -> None:
    report = load_text("list.ttl", example("list.ttl"))
    (dataset,) = report.datasets
    assert (report.generation, report.unchanged, dataset.slug) == (1, False, "services")
    assert set(dataset.terms_added) >= {VIEWING.value, POLISHING.value}
    reader = generations.current().reader
    assert reader.objects(VIEWING, SKOS.narrower) == [POLISHING]
    assert report.report.conforms


@pytest.mark.parametrize("name", ["functions.csv", "functions.xml", "taxonomy.xml", "list.ttl"])
def test_loading_a_source_twice_changes_nothing(
    load_text: Load, generations: Generations, example: Example, name: str
) -> None:
    load_text(name, example(name))
    before = digest(generations)
    again = load_text(name, example(name))
    assert again.unchanged
    assert again.generation == 1
    assert generations.numbers() == [1]
    assert digest(generations) == before


def test_the_catalogue_says_what_was_loaded_from_where(
    load_text: Load, generations: Generations, example: Example
) -> None:
    load_text("list.ttl", example("list.ttl"), publisher="zzw", licence="https://example.org/l")
    reader = generations.current().reader
    dataset = NamedNode(f"{BASE}id/dataset/services")
    assert reader.value(dataset, DCT.publisher) == NamedNode(f"{BASE}id/authority/ZZW")
    assert reader.value(dataset, MH.recordCount) == Literal(2)
    graph = sum(1 for _ in reader.quads(graph=NamedNode(f"{BASE}graph/services")))
    assert reader.value(dataset, VOID.triples) == Literal(graph)
    (generated_by,) = reader.objects(dataset, PROV.wasGeneratedBy)
    assert isinstance(generated_by, NamedNode)
    assert reader.value(generated_by, MH.loader) == Literal("rdf")
    assert reader.value(generated_by, MH.generationNumber) == Literal(1)


def test_a_new_edition_keeps_the_catalogues_words_and_adds_its_load(
    load_text: Load, generations: Generations, example: Example
) -> None:
    load_text("list.ttl", example("list.ttl"), licence="https://example.org/l")
    load_text("list.ttl", example("list.ttl").replace("Moon viewing", "Moon watching"))
    reader = generations.current().reader
    dataset = NamedNode(f"{BASE}id/dataset/services")
    assert reader.value(dataset, DCT.license) == NamedNode("https://example.org/l")
    assert len(reader.objects(dataset, PROV.wasGeneratedBy)) == 1
    assert len(reader.subjects(PROV.generated, dataset)) == 2


def test_the_original_is_kept_as_it_came(load_text: Load, config: Config, example: Example) -> None:
    load_text("list.ttl", example("list.ttl"))
    (kept,) = (config.data_dir / "originals").iterdir()
    assert kept.read_text(encoding="utf-8") == example("list.ttl")


def test_a_renamed_term_is_reported(load_text: Load, example: Example) -> None:
    load_text("list.ttl", example("list.ttl"))
    report = load_text("list.ttl", example("list.ttl").replace("Moon viewing", "Moon watching"))
    (renamed,) = report.datasets[0].terms_renamed
    assert (renamed.iri, renamed.before, renamed.after) == (
        VIEWING.value,
        "Moon viewing",
        "Moon watching",
    )


def test_a_draft_checks_everything_and_writes_nothing(
    load_text: Load, generations: Generations, config: Config, example: Example
) -> None:
    report = load_text("list.ttl", example("list.ttl"), draft=True)
    assert (report.draft, report.unchanged, report.generation) == (True, False, None)
    assert generations.numbers() == []
    assert not (config.data_dir / "originals").exists()


def broken(example: Example) -> str:
    """A list with one term that has no name."""
    return example("list.ttl").replace('skos:prefLabel "Moon polishing"@en ;', "")


def test_a_list_that_breaks_a_rule_is_refused_and_nothing_changes(
    load_text: Load, generations: Generations, example: Example
) -> None:
    load_text("list.ttl", example("list.ttl"))
    before = digest(generations)
    with pytest.raises(ShapesError, match="1 violation, the first: .*no name") as caught:
        load_text("list.ttl", broken(example))
    assert caught.value.report.violations[0].focus_node == POLISHING.value
    assert generations.numbers() == [1]
    assert digest(generations) == before


def test_a_broken_list_can_be_published_all_the_same(
    load_text: Load, generations: Generations, example: Example
) -> None:
    report = load_text("list.ttl", broken(example), on_violation="publish")
    assert not report.report.conforms
    assert generations.current().reader.describes(POLISHING.value)


def test_what_breaks_a_rule_can_be_left_out(
    load_text: Load, generations: Generations, example: Example
) -> None:
    report = load_text("list.ttl", broken(example), on_violation="quarantine")
    assert report.quarantined == (POLISHING.value,)
    assert {f.focus_node for f in report.quarantine_reasons} == {POLISHING.value}
    assert report.report.conforms
    reader = generations.current().reader
    assert reader.describes(VIEWING.value)
    assert not reader.describes(POLISHING.value)


def test_a_published_term_that_is_quarantined_stays_as_it_was(
    load_text: Load, generations: Generations, example: Example
) -> None:
    load_text("list.ttl", example("list.ttl"))
    load_text("list.ttl", broken(example), on_violation="quarantine")
    reader = generations.current().reader
    assert reader.value(POLISHING, SKOS.prefLabel) == Literal("Moon polishing", language="en")
    assert reader.value(POLISHING, MH.absentSince) is None


def test_a_cycle_is_refused_and_names_its_terms(load_text: Load, example: Example) -> None:
    cycle = f"{example('list.ttl')}\nservice:900101 skos:broader service:900102 .\n"
    with pytest.raises(ShapesError, match="Moon viewing .* > Moon polishing .* > Moon viewing"):
        load_text("list.ttl", cycle)


def test_an_identifier_of_two_terms_is_refused(load_text: Load, example: Example) -> None:
    twice = example("list.ttl").replace('"900102"', '"900101"')
    with pytest.raises(ShapesError, match="Another term of the same list has this identifier"):
        load_text("list.ttl", twice)


WORDS = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://id.esd.org.uk/service/900101> skos:prefLabel "{name}"@{language} .
"""


def test_words_for_a_published_term_are_checked_with_what_is_published(
    load_text: Load, generations: Generations, example: Example
) -> None:
    load_text("list.ttl", example("list.ttl"))
    with pytest.raises(ShapesError, match="two names in one language"):
        load_text("words.ttl", WORDS.format(name="Looking up", language="en"))
    report = load_text("words.ttl", WORDS.format(name="Gwylio\u2019r lleuad", language="cy"))
    assert report.report.conforms
    assert len(generations.current().reader.objects(VIEWING, SKOS.prefLabel)) == 2


def test_markup_in_a_label_is_text(
    load_text: Load, generations: Generations, example: Example
) -> None:
    load_text("list.ttl", example("list.ttl").replace("Moon viewing", "<script>alert(1)</script>"))
    label = generations.current().reader.value(VIEWING, SKOS.prefLabel)
    assert label == Literal("<script>alert(1)</script>", language="en")


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"as_format": "excel"}, UnknownFormatError, "no format 'excel'"),
        ({"slug": "no good"}, SourceError, "cannot be the name of a dataset"),
        ({"list_name": "needs"}, SourceError, "does not hold the list 'needs'"),
        ({"licence": "free"}, SourceError, "the licence 'free' is not a web address"),
        ({"publisher": "Somewhere"}, SourceError, "neither a web address nor a council's code"),
    ],
)
def test_an_option_that_makes_no_sense_is_an_error(
    load_text: Load,
    generations: Generations,
    example: Example,
    options: dict[str, str],
    error: type[Exception],
    says: str,
) -> None:
    with pytest.raises(error, match=says):
        load_text("list.ttl", example("list.ttl"), **options)
    assert generations.numbers() == []


def test_a_format_that_names_its_datasets_refuses_another_name(
    load_text: Load, example: Example
) -> None:
    with pytest.raises(SourceError, match="becomes functions, services, not 'mine'"):
        load_text("functions.csv", example("functions.csv"), slug="mine")


def test_without_a_store_there_is_an_error(tmp_path: Path, example: Example) -> None:
    config = Config(data_dir=tmp_path / "none")
    with pytest.raises(StoreMissingError, match="moothall init"):
        load(Generations(config.data_dir, config.base_iri), config, "anything.ttl")


def test_two_loads_at_once_do_not_mix(
    load_text: Load, generations: Generations, example: Example
) -> None:
    load_text("list.ttl", example("list.ttl"))
    with generations.writing(), pytest.raises(StoreLockedError):
        load_text("list.ttl", example("list.ttl").replace("Moon", "Star"))


def test_progress_is_told(load_text: Load, example: Example) -> None:
    told: list[str] = []
    load_text("list.ttl", example("list.ttl"), progress=told.append)
    assert told[0].startswith("fetching")
    assert "publishing" in told


def test_functions_from_two_formats_are_one_list(
    load_text: Load, generations: Generations, example: Example
) -> None:
    load_text("functions.csv", example("functions.csv"))
    load_text("functions.xml", example("functions.xml"))
    reader: Reader = generations.current().reader
    moons = NamedNode("http://id.esd.org.uk/function/900001")
    assert reader.objects(VIEWING, ESD.containedBy) == [moons]
    assert VIEWING in reader.objects(moons, MH.contains)
