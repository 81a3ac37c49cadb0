"""Drafts of lists: kept, judged by what publishing them would do, published or overtaken."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph import trial as trials
from moothall.graph.attribution import Attribution
from moothall.graph.config import Config
from moothall.graph.errors import (
    BusyError,
    LimitError,
    NotFoundError,
    OvertakenError,
    PreconditionError,
    RequestError,
    ShapesError,
    SourceError,
    StillUsedError,
    StoreCorruptError,
    UnknownFormatError,
)
from moothall.graph.generations import Generations
from moothall.graph.ledger import publications
from moothall.graph.namespaces import OWL
from moothall.graph.trial import trial
from moothall.loaders import drafts as kept_drafts
from moothall.loaders.drafting import HandedIn, Judged, hand_in, publish_draft
from moothall.loaders.drafts import Drafts
from moothall.loaders.judging import judge
from moothall.loaders.load_report import LoadReport
from moothall.loaders.source import Source

VIEWING = "http://id.esd.org.uk/service/900101"
RENAMED = ('"Moon viewing"', '"Moon watching"')
RETIRED = (
    "service:900101 a esd:Service, skos:Concept ;",
    f"service:900101 a esd:Service, skos:Concept ; <{OWL.deprecated.value}> true ; "
    "skos:historyNote 'Over.'@en ;",
)
USERS = f"""
@prefix e: <http://example.org/> .
e:one a e:Visit ; e:uses <{VIEWING}> .
"""

HandIn = Callable[..., Judged]


@pytest.fixture
def hand(
    load_text: Callable[..., LoadReport],
    example: Callable[[str], str],
    generations: Generations,
    config: Config,
) -> HandIn:
    """Hands in the small list, some of its text replaced, once it is published as it is."""
    load_text("services.ttl", example("list.ttl"), slug="services")

    def run(
        *replaced: tuple[str, str],
        name: str = "spring",
        by: str = "writers",
        note: str = "",
        tag: str | None = None,
    ) -> Judged:
        text = example("list.ttl")
        for old, new in replaced:
            assert old in text
            text = text.replace(old, new)
        source = Source("services.ttl", "services.ttl", text.encode())
        handed = HandedIn(name=name, source=source, slug="services")
        return hand_in(generations, config, handed, Attribution(by, note), tag=tag)

    return run


def test_a_draft_says_what_publishing_it_would_do_and_changes_nothing(
    hand: HandIn, generations: Generations
) -> None:
    found = hand(RENAMED, note="plain words")
    assert found.is_new
    (renamed,) = found.judgement.difference.terms
    assert (renamed.kind, renamed.term.iri) == ("renamed", VIEWING)
    assert found.judgement.report.datasets[0].added == 1
    assert found.judgement.new_datasets == ()
    assert found.judgement.after.terms == found.judgement.before.terms
    draft = found.kept.draft
    assert (draft.by, draft.note, draft.format, draft.generation) == (
        "writers",
        "plain words",
        "rdf",
        1,
    )
    assert list(draft.states) == ["services"]
    assert generations.current().number == 1
    assert list(generations.data_dir.glob("trial-*")) == []
    assert Drafts(generations.data_dir).get("spring") == found.kept


def test_a_draft_that_is_published_is_told_in_the_ledger_and_is_no_draft_any_more(
    hand: HandIn, generations: Generations, config: Config
) -> None:
    kept = hand(RENAMED, note="plain words").kept
    report = publish_draft(generations, config, kept, Attribution("standards-team"))
    assert report.generation == 2
    told = publications(generations.current())[-1]
    assert (told.dataset, told.by, told.note) == ("services", "standards-team", "plain words")
    assert Drafts(generations.data_dir).names() == []
    with pytest.raises(NotFoundError, match="no draft 'spring'"):
        Drafts(generations.data_dir).get("spring")


def test_who_publishes_may_give_another_reason(
    hand: HandIn, generations: Generations, config: Config
) -> None:
    kept = hand(RENAMED, note="plain words").kept
    publish_draft(generations, config, kept, Attribution("standards-team", "agreed in May"))
    assert publications(generations.current())[-1].note == "agreed in May"


def test_worse_quality_is_told_with_the_terms(hand: HandIn) -> None:
    same = ('"Moon polishing"', '"Moon viewing"')
    worse = hand(same).judgement.worse
    found = next(each for each in worse if each.check.name == "overlapping-labels")
    assert (found.before, found.after) == (0, 2)
    assert {finding.term for finding in found.new} == {VIEWING, VIEWING[:-1] + "2"}


def test_a_draft_that_deprecates_what_is_used_says_by_what_and_is_published_if_confirmed(
    hand: HandIn,
    load_text: Callable[..., LoadReport],
    generations: Generations,
    config: Config,
) -> None:
    load_text("visits.ttl", USERS, slug="visits")
    found = hand(RETIRED)
    (used,) = found.judgement.still_used
    assert (used.iri, used.uses[0].dataset) == (VIEWING, "visits")
    assert "deprecated" in {change.kind for change in found.judgement.difference.terms}
    with pytest.raises(StillUsedError, match="Moon viewing"):
        publish_draft(generations, config, found.kept)
    assert Drafts(generations.data_dir).names() == ["spring"]
    publish_draft(generations, config, found.kept, is_confirmed=True)
    assert generations.current().number == 3


def test_a_draft_whose_list_others_have_changed_is_not_published(
    hand: HandIn,
    load_text: Callable[..., LoadReport],
    example: Callable[[str], str],
    generations: Generations,
    config: Config,
) -> None:
    kept = hand(RENAMED).kept
    other = example("list.ttl").replace('"Moon polishing"', '"Moon shining"')
    load_text("services.ttl", other, slug="services")
    now = judge(generations, config, generations.current(), kept.draft, kept.data)
    assert now.overtaken == ("services",)
    with pytest.raises(OvertakenError, match="services has changed since generation 1") as refused:
        publish_draft(generations, config, kept)
    assert "/changes?since=1" in refused.value.remedy
    assert generations.current().number == 2
    again = hand(RENAMED)
    assert not again.is_new
    assert again.judgement.overtaken == ()
    publish_draft(generations, config, again.kept)


def test_a_change_to_another_dataset_overtakes_no_draft(
    hand: HandIn,
    load_text: Callable[..., LoadReport],
    generations: Generations,
    config: Config,
) -> None:
    kept = hand(RENAMED).kept
    load_text("visits.ttl", USERS, slug="visits")
    assert publish_draft(generations, config, kept).generation == 3


def test_of_two_drafts_of_one_list_the_second_is_overtaken(
    hand: HandIn, generations: Generations, config: Config
) -> None:
    first = hand(RENAMED, name="first").kept
    second = hand(('"Moon polishing"', '"Moon shining"'), name="second").kept
    assert [each.name for each in Drafts(generations.data_dir).all()] == ["first", "second"]
    publish_draft(generations, config, first)
    with pytest.raises(OvertakenError):
        publish_draft(generations, config, second)


def test_an_edition_that_was_replaced_is_neither_published_nor_replaced_again(
    hand: HandIn, generations: Generations, config: Config
) -> None:
    old = hand(RENAMED).kept
    new = hand(('"Moon viewing"', '"Moon gazing"'), tag=old.tag).kept
    for tag, said in ((old.tag, "another edition"), ("", "there is a draft spring already")):
        with pytest.raises(PreconditionError, match=said):
            hand(RENAMED, tag=tag)
    with pytest.raises(PreconditionError, match="no draft 'other' any more"):
        hand(RENAMED, name="other", tag=old.tag)
    with pytest.raises(PreconditionError, match="another edition"):
        publish_draft(generations, config, old)
    publish_draft(generations, config, new)
    with pytest.raises(PreconditionError, match="no draft 'spring' any more"):
        publish_draft(generations, config, new)


def test_what_is_no_list_is_no_draft(
    hand: HandIn, generations: Generations, config: Config
) -> None:
    for content, error, said in (
        (b"nothing of the kind", UnknownFormatError, "looks like text"),
        (b"a,b\n1,2\n", UnknownFormatError, "looks like a table"),
        (b"@prefix a: <b:> .\na:b a:c\n", SourceError, "line 3"),
        (b"Identifier,Label\n", SourceError, "Created"),
    ):
        source = Source("a", "a", content)
        with pytest.raises(error, match=said):
            hand_in(generations, config, HandedIn(name="a", source=source))
    with pytest.raises(ShapesError, match="violation"):
        hand(('skos:prefLabel "Moon viewing"@en', 'skos:prefLabel "A"@en, "B"@en'))
    assert Drafts(generations.data_dir).names() == []
    assert list(generations.data_dir.glob("trial-*")) == []


@pytest.mark.parametrize("name", ["", "A", "a b", "../a", "a.draft", "-a", "é", "a" * 61])
def test_a_name_that_does_not_fit_is_refused(hand: HandIn, config: Config, name: str) -> None:
    with pytest.raises(RequestError, match="cannot be the name of a draft"):
        hand(RENAMED, name=name)
    for asked in (Drafts(config.data_dir).get, Drafts(config.data_dir).discard):
        with pytest.raises(RequestError, match="cannot be the name of a draft"):
            asked(name)


def test_drafts_are_not_endless(hand: HandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_drafts, "MOST_DRAFTS", 1)
    hand(RENAMED, name="one")
    hand(RENAMED, name="one")
    with pytest.raises(LimitError, match="1 drafts already"):
        hand(RENAMED, name="two")


def test_a_damaged_draft_says_so(hand: HandIn, config: Config) -> None:
    hand(RENAMED)
    for text in ("no JSON\n", json.dumps({"made": "2026-01-01T00:00:00"}) + "\n", "[]\n", ""):
        (config.data_dir / "drafts" / "spring.draft").write_text(text)
        with pytest.raises(StoreCorruptError, match="hand the list in again"):
            Drafts(config.data_dir).get("spring")
        with pytest.raises(StoreCorruptError):
            Drafts(config.data_dir).all()


def test_a_draft_waits_for_another_write_and_then_says_that_it_goes_on(
    hand: HandIn, generations: Generations, tmp_path: Path
) -> None:
    kept = hand(RENAMED).kept
    patient = Config(data_dir=generations.data_dir, write_wait_s=1)
    with generations.writing(), pytest.raises(BusyError, match="another write"):
        publish_draft(generations, patient, kept)
    assert publish_draft(generations, patient, kept).generation == 2


def test_what_a_killed_process_left_of_a_trial_is_swept_up(
    hand: HandIn, generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = generations.data_dir / "trial-4000000-abc"
    others = generations.data_dir / "trial-notes"
    for folder in (left, others):
        folder.mkdir()
    monkeypatch.setattr(trials, "_is_running", lambda process: process != 4_000_000)
    with trial(generations, generations.current()) as copy:
        assert copy.current().number == 1
        assert not left.exists()
        assert others.exists()
