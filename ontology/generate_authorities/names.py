"""The names of councils: which are official, which are in use, and which only help a search."""

from __future__ import annotations

import re

from ..generate.turtle import text
from .blocks import Properties
from .tables import Tables

WELSH_NAMES = {
    "AGY": "Cyngor Sir Ynys Môn",
    "BGE": "Cyngor Bwrdeistref Sirol Pen-y-bont ar Ogwr",
    "BGW": "Cyngor Bwrdeistref Sirol Blaenau Gwent",
    "CAY": "Cyngor Bwrdeistref Sirol Caerffili",
    "CGN": "Cyngor Sir Ceredigion",
    "CMN": "Cyngor Sir Gâr",
    "CRF": "Cyngor Caerdydd",
    "CWY": "Cyngor Bwrdeistref Sirol Conwy",
    "DEN": "Cyngor Sir Ddinbych",
    "FLN": "Cyngor Sir y Fflint",
    "GWN": "Cyngor Gwynedd",
    "MON": "Cyngor Sir Fynwy",
    "MTY": "Cyngor Bwrdeistref Sirol Merthyr Tudful",
    "NTL": "Cyngor Bwrdeistref Sirol Castell-nedd Port Talbot",
    "NWP": "Cyngor Dinas Casnewydd",
    "PEM": "Cyngor Sir Penfro",
    "POW": "Cyngor Sir Powys",
    "RCT": "Cyngor Bwrdeistref Sirol Rhondda Cynon Taf",
    "SWA": "Cyngor Abertawe",
    "TOF": "Cyngor Bwrdeistref Sirol Torfaen",
    "VGL": "Cyngor Bro Morgannwg",
    "WRX": "Cyngor Bwrdeistref Sirol Wrecsam",
}
"""The names in Welsh, which the tables lack."""

GAELIC_NAMES = frozenset({"Na h-Eileanan Siar"})
"""Names that the tables hold in Gaelic."""

MISTAKEN_NAMES = frozenset({"Yorkshire and The Humber MCA", "Yorkshire and The Humber CA"})
"""Names that the tables give Hull and East Yorkshire, but which are those of the whole region."""

DAMAGED_TEXT = re.compile("[\ufffd\u00ef]")
"""The replacement character, or what is left of one that was read as Latin text."""

SYSTEM_SUFFIX = re.compile(r" (UA|CA|CC)$")
"""Abbreviations that statistical tables add to names and nobody says."""


def label(code: str, tables: Tables) -> Properties:
    """Return the names of a council: the official one, others in use, and forms only for search."""
    council = tables.councils[code]
    is_welsh = council["nation"] == "Wales"
    seen = {council["official-name"].casefold(), WELSH_NAMES.get(code, "").casefold()}
    alternative, hidden = [], []
    variants = sorted(tables.names.get(code, []), key=lambda name: (name == name.lower(), name))
    for name in [council["nice-name"], *variants]:
        if name.casefold() in seen or name in MISTAKEN_NAMES or DAMAGED_TEXT.search(name):
            continue
        seen.add(name.casefold())
        if name == name.lower() or SYSTEM_SUFFIX.search(name):
            hidden.append(text(name, "en"))
        elif is_welsh and name != council["nice-name"] and "Council" not in name:
            # the name tables give the area's other name, which in Wales is the Welsh one
            alternative.append(text(name, "cy"))
        else:
            alternative.append(text(name, "gd" if name in GAELIC_NAMES else "en"))
    welsh = [text(WELSH_NAMES[code], "cy")] if code in WELSH_NAMES else []
    return {
        "skos:prefLabel": [text(council["official-name"], "en"), *welsh],
        "skos:altLabel": alternative,
        "skos:hiddenLabel": hidden,
    }
