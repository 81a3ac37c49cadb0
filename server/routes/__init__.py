"""The routes: one module a family, each a thin skin over functions of the graph."""

from __future__ import annotations

from flask import Blueprint

from . import (
    catalogue,
    changes,
    check,
    check_history,
    documents,
    drafts,
    graph_store,
    impact,
    lists,
    load_reports,
    operations,
    quality,
    query_editor,
    releases,
    responsibility,
    search,
    sparql,
    standards,
    time_travel,
    update,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    documents.routes,
    lists.routes,
    search.routes,
    sparql.routes,
    query_editor.routes,
    update.routes,
    graph_store.routes,
    drafts.routes,
    catalogue.routes,
    load_reports.routes,
    standards.routes,
    check.routes,
    check_history.routes,
    releases.routes,
    impact.routes,
    time_travel.routes,
    quality.routes,
    responsibility.routes,
    changes.routes,
    operations.routes,
)
"""Every family of routes."""
