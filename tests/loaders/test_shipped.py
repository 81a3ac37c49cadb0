from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from moothall.graph.config import Config
from moothall.graph.errors import SourceError
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.namespaces import DCAT, DCT, MH, RDF, SKOS
from moothall.graph.terms import NamedNode
from moothall.loaders.load import load
from moothall.loaders.shipped import ShippedDataset, load_shipped, shipped_datasets
from moothall.ontology import shipped_files

BASE = "http://localhost:8080/"


def test_every_shipped_file_is_catalogued_once() -> None:
    datasets = shipped_datasets(BASE)
    assert len({d.slug for d in datasets}) == len(datasets)
    standard = [d.file for d in datasets if d.kind != MH.SampleData]
    assert sorted(standard) == sorted(shipped_files())


def test_the_ontology_comes_first_and_the_sample_council_last() -> None:
    datasets = shipped_datasets(BASE)
    assert datasets[0].slug == "ontology"
    kinds = [d.kind == MH.SampleData for d in datasets]
    assert kinds == sorted(kinds)


def test_everything_is_one_generation_with_a_graph_and_an_entry_each(shipped: Generation) -> None:
    assert shipped.number == 1
    for dataset in shipped_datasets(BASE):
        assert shipped.manifest.graphs[f"{BASE}graph/{dataset.slug}"] > 0
        entry = NamedNode(f"{BASE}id/dataset/{dataset.slug}")
        assert MH.Dataset in shipped.reader.objects(entry, RDF.type)
        for name in (DCT.title, DCT.license, DCT.publisher, DCAT.distribution):
            assert shipped.reader.objects(entry, name), (dataset.slug, name)


def test_codes_that_sample_records_use_have_names(shipped: Generation) -> None:
    reader = shipped.reader
    used = {
        quad.object
        for name in (MH.category, MH.accessibleCategory, MH.libraryType)
        for quad in reader.quads(None, name, None)
    }
    assert used
    for code in used:
        assert isinstance(code, NamedNode)
        assert reader.value(code, SKOS.prefLabel) and reader.value(code, SKOS.inScheme)


def test_what_is_published_has_no_blank_nodes(shipped: Generation) -> None:
    assert not any("_:" in str(q.subject)[:2] for q in shipped.reader.quads())


@pytest.fixture
def copy(shipped_config: Config, shipped: Generation, tmp_path: Path) -> Config:
    """A data directory of the test's own that starts from everything that ships."""
    shutil.copytree(shipped_config.data_dir, tmp_path / "data", symlinks=True)
    return Config(data_dir=tmp_path / "data")


def test_loading_what_ships_again_changes_nothing(copy: Config) -> None:
    generations = Generations(copy.data_dir, copy.base_iri)
    assert load_shipped(generations, copy).unchanged
    assert generations.numbers() == [1]


def test_what_somebody_loaded_from_elsewhere_is_left_alone(copy: Config, tmp_path: Path) -> None:
    generations = Generations(copy.data_dir, copy.base_iri)
    path = tmp_path / "interactions.csv"
    path.write_text(
        "Identifier,Label,Description,Created,Modified,History notes,Type,Parent identifiers,"
        "Parent labels\n0,Applying,,,,,Interaction,,\n",
        encoding="utf-8",
    )
    report = load(generations, copy, str(path), is_confirmed=True)
    absent = report.datasets[0].terms_absent
    assert "http://id.esd.org.uk/interaction/0" not in absent
    assert "http://id.esd.org.uk/interaction/1" in absent
    again = load_shipped(generations, copy)
    assert again.unchanged
    assert again.notes == ("interactions was loaded from elsewhere and is left as it is",)
    welsh = NamedNode("http://id.esd.org.uk/list/interactions")
    titles = generations.current().reader.objects(welsh, SKOS.prefLabel)
    assert len(titles) == 2, "the list keeps its Welsh title"


def test_a_catalogued_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    dataset = ShippedDataset(
        slug="none",
        order=1,
        folder=tmp_path,
        file="lists/none.ttl",
        title="None",
        description=None,
        licence=None,
        publisher=None,
        sources=(),
        kind=MH.ListData,
    )
    with pytest.raises(SourceError, match="lists/none.ttl.*not there"):
        dataset.read(BASE)


@pytest.mark.reference
def test_the_official_editions_load_over_what_ships_and_again_change_nothing(
    copy: Config, reference_data: Path
) -> None:
    generations = Generations(copy.data_dir, copy.base_iri)
    for name in ("ipsv_2.00.xml", "dgulocal_functions_services.xml"):
        address = str(reference_data / "standard" / name)
        report = load(generations, copy, address)
        assert report.report.conforms
        assert not any(d.terms_absent or d.terms_removed for d in report.datasets)
        assert load(generations, copy, address).unchanged
    assert generations.numbers() == [1, 2, 3]
    assert generations.current().manifest.triples > 70_000
