"""What is said of one council."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ..generate.turtle import string, text
from .blocks import Properties, authority, block, iri, typed
from .names import label
from .tables import Row, Tables, successors

TIERS = {
    "upper tier": "county",
    "lower tier": "district",
    "unitary": "unitary",
    "ni district": "unitary",
}
"""The tier of each value of mySociety's "powers"; GOV.UK counts Northern Ireland as unitary."""

MISREAD_YEAR = re.compile(r"(19|20)05-0[56]-\d\d")
"""A start date that was a year, until a spreadsheet took the year for a number of days."""

GOVUK_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""What a slug of GOV.UK is made of; mySociety's table holds one with a full stop."""


def describe(code: str, tables: Tables, shared: frozenset[str]) -> str:
    """Return the Turtle of one council.

    Args:
        code: the code of the council in `Tables.councils`.
        tables: what is known.
        shared: the addresses that more than one council has.
    """
    council = tables.councils[code]
    site = website(code, tables)
    tier = TIERS.get(council["powers"])
    county, combined = council["county-la"], council["combined-authority"]
    properties: Properties = {"a": ["mh:Authority", "org:FormalOrganization"]}
    properties |= label(code, tables)
    properties |= {
        "dct:identifier": [string(code)],
        "skos:notation": _notations(code, tables),
        "owl:sameAs": [iri(a) for a in same_as(code, tables) if a not in shared],
        "mh:localAuthorityType": [text(council["local-authority-type-name"], "en")],
        "mh:nation": [string(council["nation"])],
        "mh:tier": [iri(f"https://w3id.org/moothall/id/tier/{tier}")] if tier else [],
        "mh:parentAuthority": [authority(county)] if county else [],
        # the Greater London Authority has no member councils: it is elected itself
        "org:memberOf": [authority(combined)] if combined and combined != "GLA" else [],
        "mh:succeededBy": [authority(successor) for successor in successors(council)],
        "schema:foundingDate": _founding_date(code, tables),
        "schema:dissolutionDate": _dissolution_date(council, tables),
        "foaf:homepage": [iri(site)] if site and site not in shared else [],
        "schema:url": [iri(site)] if site in shared else [],
        "wgs84:lat": _degrees(council["lat"]),
        "wgs84:long": _degrees(council["long"]),
    }
    return block(authority(code), properties)


def _notations(code: str, tables: Tables) -> list[str]:
    council, govuk = tables.councils[code], tables.govuk.get(code, {})
    digital_land = tables.digital_land.get(code, {})
    current = council["gss-code"]
    former = sorted(gss for gss in tables.gss_codes.get(code, []) if gss != current)
    custodian = govuk.get("local_custodian_code") or digital_land.get("addressbase-custodian", "")
    codes = {
        "mh:localAuthorityCode": [code],
        "mh:gssCode": [current, *former],
        "mh:snacCode": [council["snac"]],
        "mh:govukSlug": _slugs(council, govuk, tables),
        "mh:localCustodianCode": [custodian],
    }
    return [typed(value, scheme) for scheme, values in codes.items() for value in values if value]


def _slugs(council: Row, govuk: Row, tables: Tables) -> list[str]:
    earlier = council["gov-uk-slug"]
    claimed = {row["slug"] for row in tables.govuk.values()}
    if earlier in claimed or not GOVUK_SLUG.fullmatch(earlier):
        earlier = ""
    return [govuk.get("slug", ""), earlier]


def same_as(code: str, tables: Tables) -> list[str]:
    """Return the addresses that others have given the council."""
    digital_land = tables.digital_land.get(code, {})
    gss, wikidata = tables.councils[code]["gss-code"], digital_land.get("wikidata", "")
    found = [
        tables.open_data_communities.get(code, "") or digital_land.get("opendatacommunities", ""),
        f"http://statistics.data.gov.uk/id/statistical-geography/{gss}" if gss else "",
        f"http://www.wikidata.org/entity/{wikidata}" if wikidata else "",
    ]
    return [address for address in found if address]


def website(code: str, tables: Tables) -> str:
    """Return the address of a council's website; empty if it has ended or none is known."""
    if tables.councils[code]["end-date"]:
        return ""
    govuk, digital_land = tables.govuk.get(code, {}), tables.digital_land.get(code, {})
    return govuk.get("homepage_url") or digital_land.get("website", "")


def _founding_date(code: str, tables: Tables) -> list[str]:
    rows = (tables.councils[code], tables.register.get(code), tables.digital_land.get(code))
    starts = [row["start-date"] if row else "" for row in rows]
    dates = ["" if MISREAD_YEAR.fullmatch(start) else start for start in starts]
    # two registers that disagree are both left unbelieved; the third table only fills gaps
    if dates[0] and dates[1] and dates[0] != dates[1]:
        return []
    found = dates[0] or dates[1] or dates[2]
    return [typed(found, "xsd:date")] if found else []


def _dissolution_date(council: Row, tables: Tables) -> list[str]:
    if not council["end-date"]:
        return []
    # some end dates are the council's last day and some its successor's first: write the last day
    last_day = date.fromisoformat(council["end-date"])
    starts = {tables.councils[code]["start-date"] for code in successors(council)}
    if council["end-date"] in starts:
        last_day -= timedelta(days=1)
    return [typed(last_day.isoformat(), "xsd:date")]


def _degrees(value: str) -> list[str]:
    return [typed(f"{float(value):.5f}", "xsd:decimal")] if value else []
