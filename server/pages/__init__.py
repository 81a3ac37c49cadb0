"""The pages: HTML for people, drawn from the graph by the server alone.

Each function takes a `View` (the request, as far as a page is concerned) and what the page is
about, and returns HTML. Nothing is fetched from elsewhere, and the one script only adds copy
buttons: `SCRIPT_HASHES` names it for the content security policy.
"""

from __future__ import annotations

from .about import about
from .changes import changes
from .datasets import datasets
from .document import document
from .error import error
from .home import home
from .lists import lists
from .lists import term_list_page as term_list
from .query import sparql
from .search import choices, search
from .template import SCRIPT_HASHES

__all__ = [
    "SCRIPT_HASHES",
    "about",
    "changes",
    "choices",
    "datasets",
    "document",
    "error",
    "home",
    "lists",
    "search",
    "sparql",
    "term_list",
]
