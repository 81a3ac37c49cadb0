"""The routes: one module a family, each a thin skin over functions of the graph."""

from __future__ import annotations

from flask import Blueprint

from . import (
    catalogue,
    changes,
    documents,
    graph_store,
    lists,
    operations,
    query_editor,
    search,
    sparql,
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
    changes.routes,
    operations.routes,
)
"""Every family of routes."""
