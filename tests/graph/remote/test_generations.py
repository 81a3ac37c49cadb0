"""Which generation is served, what is built of it, and when."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.errors import ConfigError, StoreMissingError
from moothall.graph.generations import Generations
from moothall.graph.namespaces import RDFS
from moothall.graph.opening import embedded_generations, open_generations
from moothall.graph.remote.errors import StoreAwayError
from moothall.graph.remote.generations import RemoteGenerations
from moothall.graph.search import search
from moothall.graph.terms import Literal, NamedNode, Quad

from ..conftest import BASE
from .oxigraph import Oxigraph
from .stub import Asked, forward, serving

GRAPH = NamedNode(BASE + "graph/g")


@pytest.fixture(autouse=True)
def look_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moothall.graph.remote.generations.LOOK_EVERY_S", 0.0)


def publish(generations: Generations, *texts: str) -> int:
    added = [Quad(NamedNode(f"{BASE}id/thing/{t}"), RDFS.label, Literal(t), GRAPH) for t in texts]
    with generations.writing() as writer:
        return writer.publish(Change(added=added)).number


def built(config: Config) -> list[str]:
    folders = [p for p in (config.data_dir / "remote").iterdir() if p.is_dir()]
    return sorted(p.name for p in folders if p.name[0].isdigit())


def test_the_settings_choose_the_store(remote_config: Config, tmp_path: Path) -> None:
    assert isinstance(open_generations(remote_config), RemoteGenerations)
    assert type(open_generations(Config(data_dir=tmp_path))) is Generations
    assert type(embedded_generations(Config(data_dir=tmp_path), "a backup")) is Generations


def test_what_only_the_data_folder_can_do_says_what_to_do_instead(
    remote: RemoteGenerations, remote_config: Config
) -> None:
    publish(remote, "a")
    with pytest.raises(ConfigError, match="a backup is that store's own business.*export --all"):
        embedded_generations(remote_config, "a backup")
    with pytest.raises(ConfigError, match="earlier generation"):
        remote.rollback(1)


def test_an_index_is_built_once_for_all_processes_of_a_machine(
    remote: RemoteGenerations, oxigraph: Oxigraph, tmp_path: Path
) -> None:
    publish(remote, "toilet")
    with serving(lambda asked: forward(asked, oxigraph.url)) as stub:
        config = Config(
            data_dir=tmp_path / "web",
            store_url=f"{stub.url}/query",
            store_gsp_url=f"{stub.url}/store",
        )
        assert search(RemoteGenerations(config).current(), "toilet").total == 1
        reads = [asked for asked in stub.asked if asked.method == "GET"]
        assert len(reads) == 2, "one for each graph"
        stub.asked.clear()
        assert search(RemoteGenerations(config).current(), "toilet").total == 1
        assert len(stub.asked) == 1, "which generation it is"


def test_the_store_is_asked_for_its_generation_only_so_often(
    remote: RemoteGenerations, oxigraph: Oxigraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(remote, "a")
    monkeypatch.setattr("moothall.graph.remote.generations.LOOK_EVERY_S", 3_600.0)
    with serving(lambda asked: forward(asked, oxigraph.url)) as stub:
        config = Config(data_dir=tmp_path / "web", store_url=f"{stub.url}/query")
        web = RemoteGenerations(config)
        first = web.current()
        stub.asked.clear()
        publish(remote, "b")
        assert web.current() is first
        assert stub.asked == []


def test_the_last_generation_is_served_on_while_the_store_is_away(
    own_oxigraph: Oxigraph, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    generations = RemoteGenerations(own_oxigraph.config(tmp_path / "data"))
    generations.create()
    publish(generations, "toilet")
    held = generations.current()
    own_oxigraph.kill()
    with caplog.at_level(logging.WARNING):
        assert generations.current() is held
    assert "generation 1 is served on" in caplog.text
    assert search(held, "toilet").total == 1
    with pytest.raises(StoreAwayError):
        list(held.reader.quads(graph=GRAPH))
    own_oxigraph.start()
    assert generations.current() is held
    assert len(list(held.reader.quads(graph=GRAPH))) == 1


def test_a_store_that_was_never_there_is_an_error(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path / "data", store_url="http://127.0.0.1:9/query")
    with pytest.raises(StoreAwayError, match="http://127.0.0.1:9/query"):
        RemoteGenerations(config).current()


def test_only_so_many_folders_are_kept(oxigraph: Oxigraph, tmp_path: Path) -> None:
    config = oxigraph.config(tmp_path / "data", keep_generations=2)
    generations = RemoteGenerations(config)
    generations.create()
    for text in "abcd":
        publish(generations, text)
    assert [name.split("-")[0] for name in built(config)] == ["3", "4"]


def test_a_graph_that_another_tool_has_loaded_is_served_without_a_token(
    remote: RemoteGenerations, oxigraph: Oxigraph
) -> None:
    catalogue = f"{BASE}graph/catalogue"
    oxigraph.update(
        "PREFIX mh: <https://w3id.org/moothall/def/> INSERT DATA { "
        f"GRAPH <{catalogue}> {{ <{catalogue}> mh:generationNumber 7 }} "
        f"GRAPH <{GRAPH.value}> {{ <urn:a> <http://www.w3.org/2000/01/rdf-schema#label> 'a' }} }}"
    )
    assert remote.current().number == 7
    assert search(remote.current(), "a").total == 1
    assert publish(remote, "b") == 8
    assert remote.current().manifest.graphs[GRAPH.value] == 2


def test_two_base_iris_share_a_store_without_seeing_each_other(
    remote: RemoteGenerations, oxigraph: Oxigraph, tmp_path: Path
) -> None:
    publish(remote, "a")
    config = oxigraph.config(tmp_path / "other", base_iri="https://other.example/")
    other = RemoteGenerations(config)
    with pytest.raises(StoreMissingError, match="no graph of https://other.example/"):
        other.current()
    other.create()
    graph = NamedNode("https://other.example/graph/g")
    with other.writing() as writer:
        writer.publish(
            Change(added=[Quad(NamedNode("urn:a"), RDFS.label, Literal("theirs"), graph)])
        )
    assert list(remote.current().reader.quads(NamedNode("urn:a"))) == []
    assert remote.current().number == 1


def test_a_store_that_changes_while_it_is_read_is_read_again(
    remote: RemoteGenerations, oxigraph: Oxigraph, tmp_path: Path
) -> None:
    publish(remote, "a")
    publishes = iter("b")

    def change_once(asked: Asked) -> object:
        if asked.method == "GET" and "catalogue" in asked.path:
            for text in publishes:
                publish(remote, text)
        return forward(asked, oxigraph.url)

    answer: Callable[[Asked], object] = change_once
    with serving(answer) as stub:  # type: ignore[arg-type]
        config = Config(
            data_dir=tmp_path / "web",
            store_url=f"{stub.url}/query",
            store_gsp_url=f"{stub.url}/store",
        )
        generation = RemoteGenerations(config).current()
        assert (generation.number, generation.manifest.graphs[GRAPH.value]) == (2, 2)
