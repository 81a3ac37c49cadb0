"""The routes: one module a family, each a thin skin over functions of the graph."""

from __future__ import annotations

from flask import Blueprint

from . import catalogue, documents, lists, operations, search, sparql

BLUEPRINTS: tuple[Blueprint, ...] = (
    documents.routes,
    lists.routes,
    search.routes,
    sparql.routes,
    catalogue.routes,
    operations.routes,
)
"""Every family of routes."""
