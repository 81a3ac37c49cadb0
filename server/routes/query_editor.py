"""What the query editor fetches when somebody begins to write in it."""

from __future__ import annotations

from flask import Blueprint, Response

from ..editor_vocabulary import editor_vocabulary
from ..negotiate import JSON
from .service import current_generation, deliver

routes = Blueprint("query_editor", __name__)


@routes.get("/sparql/vocabulary.json")
def vocabulary() -> Response:
    """Answer with the prefixes, classes and properties that the editor suggests."""
    return deliver(JSON, lambda: editor_vocabulary(current_generation()), vary="")
