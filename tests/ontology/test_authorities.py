"""The councils that ship: codes, succession, names in Welsh, and the generator."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from moothall.graph.namespaces import FOAF, MH, ORG, OWL, RDF, SCHEMA, SKOS
from moothall.graph.terms import Literal, NamedNode, RdfFormat, parse
from moothall.ontology import path
from moothall.ontology.generate_authorities import turtle
from moothall.ontology.generate_authorities.blocks import block, iri
from moothall.ontology.generate_authorities.tables import Tables

BASE = "https://moothall.test/"
AUTHORITY = BASE + "id/authority/"
TIER = "https://w3id.org/moothall/id/tier/"

Described = dict[str, dict[str, list[NamedNode | Literal]]]


@pytest.fixture(scope="module")
def things() -> Described:
    """Everything that the file says, by subject and predicate."""
    found: Described = defaultdict(lambda: defaultdict(list))
    text = path("authorities.ttl").read_bytes()
    for quad in parse(text, RdfFormat.TURTLE, base_iri=BASE):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)
        found[quad.subject.value][quad.predicate.value].append(quad.object)
    return found


@pytest.fixture(scope="module")
def councils(things: Described) -> Described:
    """The councils alone."""
    return {
        subject: facts
        for subject, facts in things.items()
        if MH.Authority in facts.get(RDF.type.value, [])
    }


def values(facts: dict[str, list[NamedNode | Literal]], predicate: NamedNode) -> list[str]:
    return [value.value for value in facts.get(predicate.value, [])]


def successors_of(councils: Described, council: str, seen: tuple[str, ...] = ()) -> Iterator[str]:
    assert council not in seen, f"{council} comes after itself: {seen}"
    for successor in values(councils[council], MH.succeededBy):
        yield successor
        yield from successors_of(councils, successor, (*seen, council))


def test_every_council_of_the_source_is_there(councils: Described) -> None:
    assert len(councils) == 470
    ended = [facts for facts in councils.values() if values(facts, SCHEMA.dissolutionDate)]
    assert len(ended) == 73
    nations = Counter(nation for facts in councils.values() for nation in values(facts, MH.nation))
    assert nations == {"England": 380, "Northern Ireland": 36, "Scotland": 32, "Wales": 22}


def test_a_council_is_named_after_its_identifier(councils: Described) -> None:
    identifier = NamedNode("http://purl.org/dc/terms/identifier")
    for council, facts in councils.items():
        assert values(facts, identifier) == [council.removeprefix(AUTHORITY)]


def test_a_code_names_one_council_only(councils: Described) -> None:
    holders = Counter(
        (code.datatype.value, code.value)
        for facts in councils.values()
        for code in facts[SKOS.notation.value]
        if isinstance(code, Literal)
    )
    assert [code for code, count in holders.items() if count > 1] == []


def test_a_code_is_of_a_known_scheme_and_no_spreadsheet_number(councils: Described) -> None:
    schemes = {
        MH.gssCode,
        MH.snacCode,
        MH.govukSlug,
        MH.localCustodianCode,
        MH.localAuthorityCode,
    }
    for facts in councils.values():
        for code in facts[SKOS.notation.value]:
            assert isinstance(code, Literal)
            assert code.datatype in schemes
            assert "." not in code.value and code.value.strip() == code.value


def test_former_gss_codes_lead_to_the_council_that_has_another_now(councils: Described) -> None:
    codes = values(councils[AUTHORITY + "GLG"], SKOS.notation)
    assert {"S12000049", "S12000046", "S12000043"} <= set(codes)


def test_a_slug_that_govuk_gave_a_successor_is_not_the_old_councils(councils: Described) -> None:
    assert "north-yorkshire" in values(councils[AUTHORITY + "NYE"], SKOS.notation)
    assert "north-yorkshire" not in values(councils[AUTHORITY + "NYK"], SKOS.notation)


def test_no_two_councils_are_made_one_by_a_shared_address(councils: Described) -> None:
    for predicate in (OWL.sameAs, FOAF.homepage):
        holders = Counter(
            address for facts in councils.values() for address in values(facts, predicate)
        )
        assert [address for address, count in holders.items() if count > 1] == []


def test_every_council_that_is_named_exists(councils: Described) -> None:
    for facts in councils.values():
        for predicate in (MH.parentAuthority, MH.succeededBy, ORG.memberOf):
            assert set(values(facts, predicate)) <= councils.keys()


def test_a_districts_parent_is_a_county(councils: Described) -> None:
    districts = [
        facts for facts in councils.values() if values(facts, MH.tier) == [TIER + "district"]
    ]
    assert len(districts) == 204
    for facts in districts:
        (parent,) = values(facts, MH.parentAuthority)
        assert values(councils[parent], MH.tier) == [TIER + "county"]


def test_every_line_of_succession_ends_in_a_council_that_goes_on(councils: Described) -> None:
    for council in councils:
        for successor in successors_of(councils, council):
            has_ended = bool(values(councils[successor], SCHEMA.dissolutionDate))
            assert has_ended == bool(values(councils[successor], MH.succeededBy))


def test_a_council_that_was_replaced_has_ended(councils: Described) -> None:
    replaced = [facts for facts in councils.values() if values(facts, MH.succeededBy)]
    assert len(replaced) == 48
    assert all(values(facts, SCHEMA.dissolutionDate) for facts in replaced)


def test_a_reorganisation_names_each_replaced_council_once(
    things: Described, councils: Described
) -> None:
    replaced = Counter(
        council for facts in things.values() for council in values(facts, ORG.originalOrganization)
    )
    assert replaced.keys() == {c for c, facts in councils.items() if values(facts, MH.succeededBy)}
    assert set(replaced.values()) == {1}


def test_cumbria_and_its_districts_ended_in_one_reorganisation(things: Described) -> None:
    event = things[BASE + "id/event/2023-04-01/CBD-WAF"]
    assert len(values(event, ORG.originalOrganization)) == 7
    assert values(event, ORG.resultingOrganization) == [AUTHORITY + "CBD", AUTHORITY + "WAF"]


def test_every_council_of_wales_has_its_name_in_welsh(councils: Described) -> None:
    for council, facts in councils.items():
        languages = Counter(
            name.language for name in facts[SKOS.prefLabel.value] if isinstance(name, Literal)
        )
        welsh = {"en": 1, "cy": 1} if values(facts, MH.nation) == ["Wales"] else {"en": 1}
        assert languages == welsh, council


def test_a_name_is_preferred_alternative_or_hidden_and_never_two(councils: Described) -> None:
    for facts in councils.values():
        kinds = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
        names = [name.casefold() for kind in kinds for name in set(values(facts, kind))]
        assert len(names) == len(set(names)), names


def test_dates_that_a_spreadsheet_made_of_years_are_left_out(councils: Described) -> None:
    founded = [date for facts in councils.values() for date in values(facts, SCHEMA.foundingDate)]
    assert founded
    assert not [date for date in founded if date.startswith(("1905-0", "2005-05", "2005-06"))]


def test_repeated_values_are_written_once() -> None:
    assert block("<a>", {"dct:source": ["<b>", "<b>"], "dct:type": []}) == (
        "\n<a>\n    dct:source <b> .\n"
    )


def test_an_address_with_a_space_is_refused() -> None:
    with pytest.raises(ValueError, match="is not an IRI"):
        iri("https://example.org/a b")


@pytest.mark.reference
def test_a_council_of_govuk_that_no_table_knows_is_named_in_the_error(
    reference_data: Path, tmp_path: Path
) -> None:
    for table in (reference_data / "authorities").glob("*.csv"):
        (tmp_path / table.name).write_bytes(table.read_bytes())
    govuk = tmp_path / "govuk_local-authorities.csv"
    govuk.write_text(govuk.read_text(encoding="utf-8").replace("E07000223", "E07999999"), "utf-8")
    with pytest.raises(ValueError, match=r"no council has E07999999 \(Adur District Council\)"):
        Tables.read(tmp_path)


@pytest.mark.reference
def test_the_generator_gives_the_same_bytes_again(reference_data: Path) -> None:
    tables = Tables.read(reference_data / "authorities")
    assert "".join(turtle(tables)) == path("authorities.ttl").read_text(encoding="utf-8")


@pytest.mark.reference
def test_tiers_are_those_that_govuk_has(reference_data: Path, councils: Described) -> None:
    names = {"1": "county", "2": "district", "3": "unitary"}
    tables = Tables.read(reference_data / "authorities")
    assert len(tables.govuk) == 382
    for code, row in tables.govuk.items():
        assert values(councils[AUTHORITY + code], MH.tier) == [TIER + names[row["tier_id"]]]
