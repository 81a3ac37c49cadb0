"""The routes: one module a family, each a thin skin over functions of the graph."""

from __future__ import annotations

from flask import Blueprint

from . import (
    catalogue,
    changes,
    check,
    check_history,
    documents,
    graph_store,
    lists,
    operations,
    query_editor,
    releases,
    responsibility,
    search,
    sparql,
    standards,
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
    catalogue.routes,
    standards.routes,
    check.routes,
    check_history.routes,
    releases.routes,
    responsibility.routes,
    changes.routes,
    operations.routes,
)
"""Every family of routes."""
