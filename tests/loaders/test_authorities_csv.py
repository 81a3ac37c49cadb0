from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.errors import SourceError
from moothall.graph.generation import Generation
from moothall.graph.namespaces import FOAF, MH, RDF, SCHEMA, SKOS
from moothall.graph.store import Reader
from moothall.graph.terms import Literal, NamedNode
from moothall.loaders.authorities_csv import read, recognises
from moothall.loaders.source import Source
from moothall.loaders.staged import Context, Staged

Make = Callable[[str, str | bytes], Source]
ReaderOf = Callable[[Staged], Reader]

BASE = "http://localhost:8080/"
WESTMERE, EASTMERE = (NamedNode(f"{BASE}id/authority/{code}") for code in ("ZZW", "ZZE"))

REGISTER = """\
local-authority-code,official-name,nice-name,gss-code,start-date,end-date,replaced-by,nation,\
local-authority-type-name,county-la,former-gss-codes,gov-uk-slug,lat,long,powers,snac
ZZE,Eastmere District Council,Eastmere,E99000002,1905-06-18,2023-03-31,ZZW,England,\
Non-metropolitan district,ZZW,,eastmere,53.912345,0.9,lower tier,99ZE
ZZW,Westmere Borough Council,Westmere,E99000001,2023-04-01,,,England,Unitary authority,,E99000009,\
westmere,,,unitary,
"""

GOVUK = """\
id,gss,snac,local_custodian_code,tier_id,parent_local_authority_id,slug,country_name,homepage_url,name
1,E99000001,99ZW,9901,3,,westmere-borough,England,https://westmere.example.org/,Westmere
2,E99000002,,,2,1,eastmere,England,not an address,Eastmere
3,E99000003,,,2,1,northmere,England,,Northmere
"""


def test_the_register_describes_councils(
    source: Make, context: Context, reader_of: ReaderOf
) -> None:
    made = source("x", REGISTER)
    assert recognises(made)
    reader = reader_of(read(made, context))
    assert reader.subjects(RDF.type, MH.Authority) == [EASTMERE, WESTMERE]
    assert reader.objects(EASTMERE, MH.succeededBy) == [WESTMERE]
    assert reader.objects(EASTMERE, MH.parentAuthority) == [WESTMERE]
    assert str(reader.value(EASTMERE, MH.tier)).endswith("/tier/district>")
    latitude = reader.value(EASTMERE, NamedNode("http://www.w3.org/2003/01/geo/wgs84_pos#lat"))
    assert isinstance(latitude, Literal) and latitude.value == "53.91235"


def test_a_year_that_a_spreadsheet_misread_is_left_out(
    source: Make, context: Context, reader_of: ReaderOf
) -> None:
    reader = reader_of(read(source("x", REGISTER), context))
    assert reader.value(EASTMERE, SCHEMA.foundingDate) is None
    assert reader.value(WESTMERE, SCHEMA.foundingDate) is not None
    assert reader.value(EASTMERE, SCHEMA.dissolutionDate) is not None


def test_former_codes_stay_codes(source: Make, context: Context, reader_of: ReaderOf) -> None:
    codes = reader_of(read(source("x", REGISTER), context)).objects(WESTMERE, SKOS.notation)
    gss = [c.value for c in codes if isinstance(c, Literal) and c.datatype == MH.gssCode]
    assert gss == ["E99000001", "E99000009"]


def test_the_table_of_govuk_adds_to_councils_that_are_known(
    source: Make, context: Context, reader_of: ReaderOf
) -> None:
    published = reader_of(read(source("x", REGISTER), context))
    staged = read(source("y", GOVUK), Context(BASE, published))
    assert staged.datasets[0].slug == "authorities-govuk"
    assert staged.notes == ("1 councils with unknown GSS codes were left out: Northmere",)
    reader = reader_of(staged)
    assert Literal("9901", datatype=MH.localCustodianCode) in reader.objects(
        WESTMERE, SKOS.notation
    )
    assert reader.objects(WESTMERE, FOAF.homepage) == [NamedNode("https://westmere.example.org/")]
    assert reader.objects(EASTMERE, FOAF.homepage) == []
    assert reader.objects(EASTMERE, MH.tier) == [], "the register has said so already"


def test_without_known_councils_the_table_of_govuk_is_refused(
    source: Make, context: Context
) -> None:
    with pytest.raises(SourceError, match="none of its councils is known"):
        read(source("y", GOVUK), context)


def test_a_code_that_is_none_names_its_line(source: Make, context: Context) -> None:
    with pytest.raises(SourceError, match="'zz w' is not a local authority code") as caught:
        read(source("x", REGISTER.replace("\nZZW,", "\nzz w,")), context)
    assert (caught.value.line, caught.value.column) == (3, "local-authority-code")


@pytest.mark.reference
def test_the_real_tables_are_read_whole(
    reference_data: Path, shipped: Generation, reader_of: ReaderOf
) -> None:
    folder = reference_data / "authorities"
    context = Context(BASE, shipped.reader)
    counts = []
    for name in ("mysociety_uk_local_authorities_future.csv", "govuk_local-authorities.csv"):
        path = folder / name
        staged = read(Source(name, str(path), path.read_bytes()), context)
        counts.append(len({q.subject for q in staged.datasets[0].quads}))
    assert counts == [470, 382]
