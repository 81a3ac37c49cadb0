"""Tables of councils: mySociety's register of local authorities and GOV.UK's table of slugs.

The first describes councils; the second adds the codes that GOV.UK knows them by, and finds each
council by its GSS code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..graph.errors import SourceError
from ..graph.namespaces import DCT, FOAF, MH, MOOTHALL_ID, ORG, RDF, SCHEMA, SKOS, WGS84, XSD
from ..graph.terms import Literal, NamedNode, Quad, Term
from ..ontology.generate_authorities.councils import MISREAD_YEAR, TIERS
from .csv_table import Row, read_headings, read_table
from .source import Source
from .staged import Context, Staged, StagedDataset

_REGISTER = frozenset(
    {"local-authority-code", "official-name", "gss-code", "nation", "replaced-by", "powers"}
)
_GOVUK = frozenset({"gss", "snac", "local_custodian_code", "tier_id", "slug", "homepage_url"})
_GOVUK_TIERS = {"1": "county", "2": "district", "3": "unitary"}


def recognises(source: Source) -> bool:
    """Return whether a source has the headings of either table."""
    headings = set(read_headings(source))
    return headings >= _REGISTER or headings >= _GOVUK


def read(source: Source, context: Context) -> Staged:
    """Return the dataset of a table of councils.

    Raises:
        SourceError: the headings are of neither table, or a row cannot be understood.
    """
    table = read_table(source)
    if set(table.headings) >= _REGISTER:
        return _read_register(source, table.rows, table.notes, context)
    if set(table.headings) >= _GOVUK:
        return _read_govuk(source, table.rows, table.notes, context)
    raise SourceError(
        "the headings are those of no table of councils",
        source=source.name,
        line=1,
        remedy=f"they need {', '.join(sorted(_REGISTER))}, or {', '.join(sorted(_GOVUK))}",
    )


def _read_register(
    source: Source, rows: tuple[Row, ...], notes: tuple[str, ...], context: Context
) -> Staged:
    graph = context.graph("authorities")
    quads: list[Quad] = []
    for row in rows:
        code = row["local-authority-code"]
        if not re.fullmatch(r"[A-Z]{3,4}(-[A-Z])?", code):
            raise SourceError(
                f"{code!r} is not a local authority code",
                source=source.name,
                line=row.line,
                column="local-authority-code",
                remedy="write capital letters, such as ADU",
            )
        quads += _council(context, graph, code, row)
    dataset = StagedDataset(
        slug="authorities",
        title="Councils",
        quads=quads,
        kind=MH.AuthorityData,
        sources=("https://github.com/mysociety/uk_local_authority_names_and_codes",),
    )
    note = "the table holds no slugs of councils on GOV.UK made since, and no custodian codes"
    return Staged((dataset,), (*notes, note))


def _council(context: Context, graph: NamedNode, code: str, row: Row) -> Iterator[Quad]:
    def authority(other: str) -> NamedNode:
        return NamedNode(f"{context.base_iri}id/authority/{other}")

    values: list[tuple[NamedNode, Term]] = [
        (RDF.type, MH.Authority),
        (RDF.type, ORG.FormalOrganization),
        (SKOS.prefLabel, Literal(row["official-name"], language="en")),
        (DCT.identifier, Literal(code)),
        (MH.nation, Literal(row["nation"])),
        (MH.localAuthorityType, Literal(row["local-authority-type-name"], language="en")),
    ]
    if row["nice-name"] and row["nice-name"] != row["official-name"]:
        values.append((SKOS.altLabel, Literal(row["nice-name"], language="en")))
    codes = [("localAuthorityCode", code), ("gssCode", row["gss-code"]), ("snacCode", row["snac"])]
    codes += [("gssCode", gss) for gss in re.split(r"[,\s]+", row["former-gss-codes"])]
    codes.append(("govukSlug", row["gov-uk-slug"]))
    values += [(SKOS.notation, Literal(text, datatype=MH[name])) for name, text in codes if text]
    if row["powers"] in TIERS:
        values.append((MH.tier, NamedNode(f"{MOOTHALL_ID}tier/{TIERS[row['powers']]}")))
    if row["county-la"]:
        values.append((MH.parentAuthority, authority(row["county-la"])))
    successors = [part for part in re.split(r"[,;\s]+", row["replaced-by"]) if part]
    values += [(MH.succeededBy, authority(successor)) for successor in successors]
    for column, predicate in (
        ("start-date", SCHEMA.foundingDate),
        ("end-date", SCHEMA.dissolutionDate),
    ):
        if row[column] and not MISREAD_YEAR.fullmatch(row[column]):
            values.append((predicate, Literal(row[column], datatype=XSD.date)))
    for column, predicate in (("lat", WGS84.lat), ("long", WGS84.long)):
        if row[column]:
            degrees = f"{float(row[column]):.5f}"
            values.append((predicate, Literal(degrees, datatype=XSD.decimal)))
    return (Quad(authority(code), predicate, value, graph) for predicate, value in values)


def _read_govuk(
    source: Source, rows: tuple[Row, ...], notes: tuple[str, ...], context: Context
) -> Staged:
    slug = "authorities-govuk"
    graph = context.graph(slug)
    quads: list[Quad] = []
    unknown = []
    councils = {row["id"]: _council_of(context, row["gss"]) for row in rows}
    for row in rows:
        iri = councils[row["id"]]
        if iri is None:
            unknown.append(row["name"])
            continue
        values: list[tuple[NamedNode, Term]] = [
            (SKOS.notation, Literal(row[column], datatype=MH[name]))
            for column, name in (
                ("gss", "gssCode"),
                ("snac", "snacCode"),
                ("local_custodian_code", "localCustodianCode"),
                ("slug", "govukSlug"),
            )
            if row[column]
        ]
        # tiers and counties of councils that were reorganised differ; the register's word stands
        tier = _GOVUK_TIERS.get(row["tier_id"])
        if tier and not _states(context, iri, MH.tier):
            values.append((MH.tier, NamedNode(f"{MOOTHALL_ID}tier/{tier}")))
        parent = councils.get(row["parent_local_authority_id"])
        if parent is not None and not _states(context, iri, MH.parentAuthority):
            values.append((MH.parentAuthority, parent))
        if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", row["homepage_url"]):
            values.append((FOAF.homepage, NamedNode(row["homepage_url"])))
        quads += [Quad(iri, predicate, value, graph) for predicate, value in values]
    if not quads:
        raise SourceError(
            "none of its councils is known by its GSS code",
            source=source.name,
            remedy="run 'moothall init', or load mySociety's register of local authorities first",
        )
    if unknown:
        names = ", ".join(unknown[:5]) + (" ..." if len(unknown) > 5 else "")
        notes += (f"{len(unknown)} councils with unknown GSS codes were left out: {names}",)
    dataset = StagedDataset(
        slug=slug,
        title="Councils on GOV.UK",
        quads=quads,
        kind=MH.AuthorityData,
        sources=("https://github.com/alphagov/local-links-manager",),
    )
    return Staged((dataset,), notes)


def _council_of(context: Context, gss: str) -> NamedNode | None:
    if context.published is None or not gss:
        return None
    found = context.published.subjects(SKOS.notation, Literal(gss, datatype=MH.gssCode))
    return found[0] if len(found) == 1 else None


def _states(context: Context, iri: NamedNode, predicate: NamedNode) -> bool:
    return (
        context.published is not None
        and next(context.published.quads(iri, predicate, None, context.graph("authorities")), None)
        is not None
    )
