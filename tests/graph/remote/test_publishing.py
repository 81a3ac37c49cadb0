"""What becomes of a publish when the store, the network or another writer gets in its way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.errors import ConfigError, ForbiddenError, RequestError, StoreLockedError
from moothall.graph.namespaces import RDFS
from moothall.graph.opening import open_generations
from moothall.graph.remote.errors import RemoteStoreError, UnknownOutcomeError
from moothall.graph.remote.generations import RemoteGenerations
from moothall.graph.terms import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from ..conftest import BASE
from .oxigraph import Oxigraph
from .stub import Answer, Asked, forward, serving

GRAPH = NamedNode(BASE + "graph/g")


@pytest.fixture(autouse=True)
def look_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moothall.graph.remote.generations.LOOK_EVERY_S", 0.0)


class KilledError(BaseException):
    """Stands for the end of the process."""


def said(text: str) -> Quad:
    return Quad(NamedNode(f"{BASE}id/thing/{text}"), RDFS.label, Literal(text), GRAPH)


def publish(
    generations: RemoteGenerations, *texts: str, progress: Callable[[str], None] = lambda _: None
) -> int:
    with generations.writing() as writer:
        return writer.publish(Change(added=[said(text) for text in texts]), progress).number


def texts(generations: RemoteGenerations) -> set[str]:
    quads = generations.current().reader.quads(graph=GRAPH)
    return {q.object.value for q in quads if isinstance(q.object, Literal)}


def staging_graphs(server: Oxigraph) -> list[str]:
    """The staging graphs that a store holds, seen as another tool would."""
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER (CONTAINS(STR(?g), '/staging/')) }"
    answer = requests.post(
        f"{server.url}/query",
        data={"query": query},
        headers={"Accept": "application/sparql-results+json"},
        timeout=30,
    )
    return [row["g"]["value"] for row in answer.json()["results"]["bindings"]]


@pytest.fixture
def own(own_oxigraph: Oxigraph, tmp_path: Path) -> RemoteGenerations:
    """Generations in a store that the test may end, with one published."""
    made = RemoteGenerations(own_oxigraph.config(tmp_path / "data", store_timeout_s=5))
    made.create()
    publish(made, "old")
    return made


def test_a_store_that_dies_before_the_move_has_published_nothing(
    own: RemoteGenerations, own_oxigraph: Oxigraph, tmp_path: Path
) -> None:
    def die(step: str) -> None:
        if step.startswith("writing"):
            own_oxigraph.kill()

    before = own.current()
    with pytest.raises(RemoteStoreError, match="nothing was published") as raised:
        publish(own, "new", progress=die)
    assert raised.value.remedy
    assert own.current() is before, "what is held is served on"
    own_oxigraph.start()
    assert texts(open_generations_again(own_oxigraph, tmp_path)) == {"old"}
    assert publish(own, "next") == 2
    assert texts(own) == {"old", "next"}


def test_a_store_that_dies_in_the_move_leaves_the_old_data_whole(
    own: RemoteGenerations, own_oxigraph: Oxigraph, tmp_path: Path
) -> None:
    def die(step: str) -> None:
        if step == "publishing":
            own_oxigraph.kill()

    with pytest.raises(UnknownOutcomeError, match="not known") as raised:
        publish(own, "new", progress=die)
    assert "moothall status" in raised.value.remedy
    own_oxigraph.start()
    assert texts(open_generations_again(own_oxigraph, tmp_path)) == {"old"}
    assert staging_graphs(own_oxigraph) != []
    assert publish(own, "next") == 2
    assert texts(own) == {"old", "next"}
    assert staging_graphs(own_oxigraph) == []


def open_generations_again(server: Oxigraph, tmp_path: Path) -> RemoteGenerations:
    """Another machine's view of the same store."""
    return RemoteGenerations(server.config(tmp_path / "another machine"))


def test_a_process_that_dies_before_the_move_has_published_nothing(
    remote: RemoteGenerations, oxigraph: Oxigraph, tmp_path: Path
) -> None:
    def die(step: str) -> None:
        if step == "publishing":
            raise KilledError

    publish(remote, "old")
    with pytest.raises(KilledError):
        publish(remote, "new", progress=die)
    assert len(staging_graphs(oxigraph)) == 2
    assert texts(open_generations_again(oxigraph, tmp_path)) == {"old"}
    assert publish(remote, "next") == 2
    assert texts(remote) == {"old", "next"}
    assert staging_graphs(oxigraph) == []


@pytest.fixture
def through(oxigraph: Oxigraph, tmp_path: Path) -> Callable[[str], Config]:
    """Makes the settings of the same store behind another address."""

    def build(url: str) -> Config:
        return Config(
            data_dir=tmp_path / "data",
            store_url=f"{url}/query",
            store_update_url=f"{url}/update",
            store_gsp_url=f"{url}/store",
        )

    return build


def is_move(asked: Asked) -> bool:
    return asked.path == "/update" and "MOVE" in asked.form["update"][0]


def test_a_move_whose_answer_is_lost_is_seen_to_have_happened(
    remote: RemoteGenerations, oxigraph: Oxigraph, through: Callable[[str], Config]
) -> None:
    def lose(asked: Asked) -> Answer:
        answer = forward(asked, oxigraph.url)
        return Answer(0) if is_move(asked) else answer

    publish(remote, "old")
    with serving(lose) as stub:
        behind = RemoteGenerations(through(stub.url))
        assert publish(behind, "new") == 2
        assert texts(behind) == {"old", "new"}


def test_what_was_published_is_served_without_being_read_back(
    remote: RemoteGenerations, oxigraph: Oxigraph, through: Callable[[str], Config]
) -> None:
    moved = []

    def fail_afterwards(asked: Asked) -> Answer:
        if is_move(asked):
            moved.append(asked)
        elif moved:
            return Answer(500, b"out of memory", "text/plain")
        return forward(asked, oxigraph.url)

    publish(remote, "old")
    with serving(fail_afterwards) as stub:
        assert publish(RemoteGenerations(through(stub.url)), "new") == 2
    assert texts(remote) == {"old", "new"}


def test_a_move_that_is_refused_leaves_nothing_behind(
    remote: RemoteGenerations,
    oxigraph: Oxigraph,
    through: Callable[[str], Config],
    tmp_path: Path,
) -> None:
    def refuse(asked: Asked) -> Answer:
        if is_move(asked):
            return Answer(500, b"transaction log is full", "text/plain")
        return forward(asked, oxigraph.url)

    publish(remote, "old")
    with serving(refuse) as stub:
        with pytest.raises(RemoteStoreError, match="did not publish.*transaction log is full"):
            publish(RemoteGenerations(through(stub.url)), "new")
    assert staging_graphs(oxigraph) == []
    assert texts(open_generations_again(oxigraph, tmp_path)) == {"old"}


def test_statements_that_do_not_arrive_are_missed_before_the_move(
    remote: RemoteGenerations, oxigraph: Oxigraph, through: Callable[[str], Config]
) -> None:
    def drop_a_line(asked: Asked) -> Answer:
        if asked.method == "PUT":
            lines = asked.body.splitlines(keepends=True)
            asked = Asked(asked.method, asked.path, asked.headers, b"".join(lines[1:]))
        return forward(asked, oxigraph.url)

    publish(remote, "old")
    with serving(drop_a_line) as stub:
        with pytest.raises(RemoteStoreError, match="of 4 statements for .*graph/g, 3 arrived"):
            publish(RemoteGenerations(through(stub.url)), "a", "b", "c")
    assert texts(remote) == {"old"}


def test_a_graph_that_is_not_read_whole_is_missed(
    remote: RemoteGenerations, oxigraph: Oxigraph, through: Callable[[str], Config]
) -> None:
    def drop_a_line(asked: Asked) -> Answer:
        answer = forward(asked, oxigraph.url)
        if asked.method == "GET":
            body = b"".join(answer.body.splitlines(keepends=True)[1:])
            answer = Answer(answer.status, body, answer.content_type)
        return answer

    publish(remote, "a", "b")
    with serving(drop_a_line) as stub:
        behind = RemoteGenerations(through(stub.url))
        with pytest.raises(RemoteStoreError, match="gave 2 of the 3 statements of .*catalogue"):
            publish(behind, "c")


def test_a_publish_that_another_writer_has_overtaken_is_refused(
    remote: RemoteGenerations, oxigraph: Oxigraph, tmp_path: Path
) -> None:
    other = open_generations_again(oxigraph, tmp_path)
    publish(remote, "old")

    def overtake(step: str) -> None:
        if step.startswith("writing"):
            publish(other, "theirs")

    with pytest.raises(StoreLockedError, match="another writer has published"):
        publish(remote, "ours", progress=overtake)
    assert texts(other) == {"old", "theirs"}
    assert publish(remote, "ours") == 3
    assert texts(remote) == {"old", "theirs", "ours"}


def test_a_store_without_an_update_address_is_only_read(
    remote: RemoteGenerations, oxigraph: Oxigraph, tmp_path: Path
) -> None:
    publish(remote, "old")
    reading = open_generations(
        Config(data_dir=tmp_path / "reading", store_url=f"{oxigraph.url}/query")
    )
    assert reading.current().number == 1
    with pytest.raises(ConfigError, match="MOOTHALL_STORE_UPDATE_URL"), reading.writing():
        pass


def test_a_blank_node_gets_an_address_before_it_becomes_another(
    remote: RemoteGenerations,
) -> None:
    node = BlankNode("b")
    quads = [
        Quad(node, RDFS.label, Literal("nobody"), GRAPH),
        Quad(GRAPH, RDFS.seeAlso, node, GRAPH),
    ]
    with remote.writing() as writer:
        writer.publish(Change(added=quads))
    reader = remote.current().reader
    [named] = reader.objects(GRAPH, RDFS.seeAlso)
    assert isinstance(named, NamedNode)
    assert named.value.startswith(f"{BASE}.well-known/genid/")
    assert reader.objects(named, RDFS.label) == [Literal("nobody")]


@pytest.mark.parametrize("graph", [NamedNode("http://example.org/theirs"), DefaultGraph()])
def test_a_graph_that_is_not_the_services_own_is_not_written(
    remote: RemoteGenerations, oxigraph: Oxigraph, graph: NamedNode | DefaultGraph
) -> None:
    with remote.writing() as writer, pytest.raises(ForbiddenError, match="that others may use"):
        writer.publish(Change(added=[said("a"), Quad(GRAPH, RDFS.label, Literal("b"), graph)]))
    assert remote.numbers() == []


def test_what_others_keep_in_the_store_is_left_alone(
    remote: RemoteGenerations, oxigraph: Oxigraph, tmp_path: Path
) -> None:
    oxigraph.update(
        "INSERT DATA { GRAPH <http://example.org/theirs> { <urn:a> <urn:b> 1 } <urn:c> <urn:d> 2 }"
    )
    publish(remote, "a")
    publish(remote, "b")
    answer = requests.get(
        f"{oxigraph.url}/store", params={"graph": "http://example.org/theirs"}, timeout=30
    )
    assert answer.text.startswith("<urn:a> <urn:b> ")
    assert remote.current().manifest.graphs.keys() == {GRAPH.value, BASE + "graph/catalogue"}


def test_the_names_of_staging_graphs_are_noted_before_they_are_written(
    remote: RemoteGenerations, remote_config: Config
) -> None:
    noted = []
    note = remote_config.data_dir / "remote" / "staging.json"

    def look(step: str) -> None:
        if step == "publishing":
            noted.extend(json.loads(note.read_text(encoding="utf-8"))["moves"])

    publish(remote, "a", progress=look)
    names = [move["staged"] for move in noted]
    assert len(names) == 2
    assert all(name.startswith(BASE + "staging/") for name in names)
    assert not note.exists()


def half_moved(oxigraph: Oxigraph, after: Callable[[], Answer]) -> Callable[[Asked], Answer]:
    """A store that does the first operation of the publish alone, and then answers something."""
    is_done: list[Asked] = []

    def answer(asked: Asked) -> Answer:
        if is_move(asked) and not is_done:
            is_done.append(asked)
            first, _, _ = asked.form["update"][0].partition(" ;\n")
            oxigraph.update(first)
            return after()
        return forward(asked, oxigraph.url)

    return answer


def test_a_publish_that_a_store_does_by_half_is_finished(
    remote: RemoteGenerations, oxigraph: Oxigraph, through: Callable[[str], Config]
) -> None:
    publish(remote, "old")
    refusal = Answer(500, b"deadlock", "text/plain")
    with serving(half_moved(oxigraph, lambda: refusal)) as stub:
        assert publish(RemoteGenerations(through(stub.url)), "new") == 2
    assert texts(remote) == {"old", "new"}
    assert remote.current().number == 2
    assert staging_graphs(oxigraph) == []


def test_a_publish_that_was_cut_in_the_middle_is_finished_by_the_next_writer(
    remote: RemoteGenerations, oxigraph: Oxigraph, through: Callable[[str], Config]
) -> None:
    is_dead: list[bool] = []

    def die() -> Answer:
        is_dead.append(True)
        return Answer(0)

    half = half_moved(oxigraph, die)
    publish(remote, "old")
    with serving(lambda asked: Answer(0) if is_dead else half(asked)) as stub:
        with pytest.raises(UnknownOutcomeError):
            publish(RemoteGenerations(through(stub.url)), "new")
    assert texts(remote) >= {"new"}, "half of it is there"
    behind = RemoteGenerations(through(oxigraph.url))
    assert publish(behind, "next") == 3
    assert texts(behind) == {"old", "new", "next"}
    assert staging_graphs(oxigraph) == []


def test_what_a_store_makes_another_value_of_is_refused(
    remote: RemoteGenerations, oxigraph: Oxigraph, through: Callable[[str], Config]
) -> None:
    def spoil(asked: Asked) -> Answer:
        if asked.method == "PUT":
            body = asked.body.replace(b'"new"', b'"mew"')
            asked = Asked(asked.method, asked.path, asked.headers, body)
        return forward(asked, oxigraph.url)

    publish(remote, "old")
    with serving(spoil) as stub:
        with pytest.raises(RequestError, match='"new": it makes .*"mew" of it') as raised:
            publish(RemoteGenerations(through(stub.url)), "new")
    assert raised.value.where == GRAPH.value
    assert texts(remote) == {"old"}
    assert publish(RemoteGenerations(through(oxigraph.url)), "next") == 2
    assert staging_graphs(oxigraph) == []


def test_the_graph_is_read_once_and_not_for_every_write(
    remote: RemoteGenerations, oxigraph: Oxigraph, through: Callable[[str], Config]
) -> None:
    publish(remote, "old")
    with serving(lambda asked: forward(asked, oxigraph.url)) as stub:
        generations = RemoteGenerations(through(stub.url))
        publish(generations, "a")
        first = [a for a in stub.asked if a.method == "GET" and "staging" not in a.path]
        assert len(first) == 2, "one for each graph"
        stub.asked.clear()
        publish(generations, "b")
        again = [a for a in stub.asked if a.method == "GET" and "staging" not in a.path]
        assert again == []


def test_what_others_have_changed_is_read_before_it_is_written_over(
    remote: RemoteGenerations, oxigraph: Oxigraph
) -> None:
    publish(remote, "old")
    oxigraph.update(
        f"INSERT DATA {{ GRAPH <{GRAPH.value}> {{ <urn:x> "
        "<http://www.w3.org/2000/01/rdf-schema#label> 'theirs' }}"
    )
    publish(remote, "new")
    assert texts(remote) == {"old", "theirs", "new"}


def test_a_mirror_that_is_damaged_is_made_anew(
    remote: RemoteGenerations, remote_config: Config
) -> None:
    publish(remote, "old")
    (remote_config.data_dir / "remote" / "mirror" / "CURRENT").write_text("nonsense\n")
    assert publish(remote, "new") == 2
    (remote_config.data_dir / "remote" / "mirror.json").write_text("[]")
    assert publish(remote, "newer") == 3
    assert texts(remote) == {"old", "new", "newer"}
