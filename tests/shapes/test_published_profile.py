"""Records in the graph: checked by the standard of their class, as far as one record can tell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.namespaces import MH, SH
from moothall.shapes.check import check
from moothall.shapes.published_profile import looks_at_one_record, published_profile
from moothall.shapes.standard_files import standards
from moothall.shapes.view import View

STANDARDS = Path(__file__).parents[2] / "shapes" / "standards"

PAYMENT = (
    'e:p a mh:Record, mh:Payment ; rdfs:label "Paint" ; dct:identifier "1" ;'
    ' mh:organisationalUnit "Parks" ; mh:amount {amount} ; mh:irrecoverableVATAmount {vat} ;'
    ' mh:paymentDate "2026-03-31"^^xsd:date ; mh:beneficiary "Example Ltd" ; mh:purpose "Paint" .'
)


@pytest.fixture
def said(view: Callable[..., View]) -> Callable[..., list[str]]:
    """What is found wrong with Turtle, in short: the property and the message."""

    def run(turtle: str) -> list[str]:
        found = check(view(turtle)).violations
        return [f"{f.path.rpartition('/')[2]}: {f.message}" for f in found]

    return run


def test_a_record_that_lacks_what_it_must_have_breaks_its_standard(
    said: Callable[..., list[str]],
) -> None:
    assert said(PAYMENT.format(amount="10.00", vat="0.00")) == []
    (found,) = said(PAYMENT.replace('mh:purpose "Paint"', "").format(amount="10.00", vat="0.00"))
    assert found.startswith("purpose:")


def test_a_rule_about_several_properties_of_one_record_holds_in_the_graph(
    said: Callable[..., list[str]],
) -> None:
    (found,) = said(PAYMENT.format(amount="10.00", vat="12.00"))
    assert "VAT" in found


def test_a_record_is_checked_by_the_standard_of_its_own_class_alone(
    view: Callable[..., View],
) -> None:
    text = PAYMENT.format(amount="10.00", vat="12.00")
    card = text.replace("mh:Payment", "mh:CardPayment")
    classes = "mh:CardPayment rdfs:subClassOf mh:Payment . "
    one = [f for f in check(view(classes + card)).violations if "VAT" in f.message]
    assert len(one) == 1, "a payment by card is a payment too, and has a standard of its own"


def test_what_one_standard_needs_of_a_shared_column_another_need_not(
    tmp_path: Path, view: Callable[..., View]
) -> None:
    text = (STANDARDS / "public-toilets.ttl").read_text("utf-8")
    edition = 'mh:edition [ dct:identifier "2010" ; mh:columns ( "LocationText" ) ], ['
    older = text.replace("mh:edition [", edition).replace("mh:PublicToilet", "mh:Urinal")
    (tmp_path / "urinals.ttl").write_text(older.replace('"public-toilets"', '"urinals"'), "utf-8")
    record = 'e:t a mh:Record, {} ; rdfs:label "T" ; mh:locationText "By the park" .'
    toilet = check(view(record.format("mh:PublicToilet")), tmp_path)
    assert {f.path for f in toilet.violations} >= {MH.geoX.value, MH.geoY.value}
    assert check(view(record.format("mh:Urinal")), tmp_path).conforms


@pytest.mark.parametrize("name", sorted(standards()))
def test_a_profile_asks_for_nothing_personal_late_or_advisory(name: str) -> None:
    standard = standards()[name]
    personal = {c.path for c in standard.columns.values() if c.is_personal}
    everywhere = set.intersection(*(set(e.columns) for e in standard.editions))
    late = {c.path for c in standard.columns.values() if c.name not in everywhere}
    profile = published_profile(standard)
    paths = {t.subject: t.object for t in profile if t.predicate == SH.path}
    assert personal.isdisjoint(paths.values())
    needed = {paths[t.subject] for t in profile if t.predicate == SH.minCount}
    assert late.isdisjoint(needed)
    assert not [t for t in profile if t.predicate == SH.severity and t.object != SH.Violation]
    asked = {c.path for c in standard.columns.values() if c.level == "must"}
    assert needed == asked - personal - late


def test_every_must_rule_of_one_record_that_ships_is_kept() -> None:
    kept = [
        t for s in standards().values() for t in published_profile(s) if t.predicate == SH.select
    ]
    assert len({t.object for t in kept}) == 8


@pytest.mark.parametrize(
    ("query", "is_one"),
    [
        ("SELECT $this WHERE { $this e:a ?x ; e:b ?y . FILTER (?x > ?y / 2) }", True),
        ("SELECT $this WHERE { $this e:a ?x . FILTER NOT EXISTS { ?this e:b ?y } }", True),
        ("SELECT $this WHERE { $this e:a ?x . ?other e:a ?x . FILTER (?other != $this) }", False),
        ("SELECT $this WHERE { $this e:a ?x . FILTER (?x > 1) ?x e:b ?y }", False),
        ("SELECT $this WHERE { ?other e:a $this }", False),
        ("SELECT $this WHERE { $this e:a/e:b ?x }", False),
        ("SELECT $this WHERE { $this ^e:a ?x }", False),
        ("SELECT $this WHERE { [] e:a ?x . $this e:a ?x }", False),
        ('SELECT $this WHERE { $this e:a ". ?other e:b ?c" }', True),
    ],
)
def test_a_query_tells_whether_it_looks_at_one_record(query: str, is_one: bool) -> None:
    assert looks_at_one_record(query) is is_one


def test_standards_of_a_folder_are_checked_too_and_again_when_a_file_changes(
    tmp_path: Path, view: Callable[..., View]
) -> None:
    text = (STANDARDS / "spending.ttl").read_text("utf-8")
    file = tmp_path / "spending.ttl"
    payment = PAYMENT.format(amount="10.00", vat="0.00")
    staged = view(payment)
    assert check(staged, tmp_path).conforms
    changed = text.replace(
        'sh:maxCount 1 ;\n            sh:severity sh:Warning ;\n            mh:example "C-2',
        'sh:minCount 1 ;\n            mh:example "C-2',
    )
    assert changed != text
    file.write_text(changed, "utf-8")
    (found,) = check(staged, tmp_path).violations
    assert found.path.endswith("contractReference")
    assert check(staged).conforms
