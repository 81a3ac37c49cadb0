"""Writes the factual lists and mappings of the ontology from tables of public facts.

Only facts are carried over: identifiers, names, hierarchy, dates, tiers and which interactions a
service has links for. The descriptions that official lists publish are left where they are.

To run it again::

    python -m moothall.ontology.generate FACTS_DIR --out ontology

``FACTS_DIR`` holds the tables under these names:

=============================================  ====================================================
``standard/dgulocal_functions_services.xml``   functions and their services, edition of April 2013
``standard/lgil_interactions_transcribed.csv`` interactions
``standard/govuk_publisher_local_services.csv`` services on GOV.UK and the tiers that provide them
``standard/proclass_17.csv``                   ProClass C17.1
``links/govuk_lgsl_lgil_fallback_links.csv``   councils' links, by service and interaction
=============================================  ====================================================

The same tables always give the same bytes. What is written: ``lists/functions.ttl``,
``lists/services.ttl``, ``lists/interactions.ttl``, ``lists/proClass.ttl``,
``lists/govukServices.ttl``, ``mappings/services-tiers.ttl`` and
``mappings/services-interactions.ttl``; no other file is touched.
"""

from __future__ import annotations

from pathlib import Path

from .facts import read_facts
from .lists import list_documents
from .mappings import mapping_documents


def documents(facts_dir: Path) -> dict[str, str]:
    """Return the text of every generated file, by its name below the ontology folder.

    Args:
        facts_dir: the folder that holds the tables of facts.

    Raises:
        FileNotFoundError: a table is absent.
        ValueError: a table does not have the form expected; the message says where.
    """
    facts = read_facts(facts_dir)
    return {**list_documents(facts), **mapping_documents(facts)}
