"""The pages: HTML for people, drawn from the graph by the server alone.

Each function takes a `View` (the request, as far as a page is concerned) and what the page is
about, and returns HTML. Nothing is fetched from elsewhere, and the one script only adds copy
buttons: `SCRIPT_HASHES` names it for the content security policy.
"""

from __future__ import annotations

from .about import about
from .changes import changes
from .check import check_deleted, check_failed, check_form, check_progress
from .check_history import check_history
from .check_report import (
    ShownCheck,
    ShownReport,
    check_findings,
    check_matching,
    check_report,
)
from .datasets import datasets
from .document import document
from .error import error
from .home import home
from .impact import impact, impact_form
from .lists import lists
from .lists import term_list_page as term_list
from .load_reports import load_reports
from .quality import quality, quality_check
from .query import sparql
from .releases import difference, release, releases
from .responsibility import responsibility
from .review import review, review_answer
from .search import choices, search
from .standard import anchor_of, standard
from .standards import standards
from .template import SCRIPT_HASHES

__all__ = [
    "SCRIPT_HASHES",
    "ShownCheck",
    "ShownReport",
    "about",
    "anchor_of",
    "check_deleted",
    "check_failed",
    "check_findings",
    "check_form",
    "check_history",
    "check_matching",
    "check_progress",
    "check_report",
    "changes",
    "choices",
    "datasets",
    "difference",
    "document",
    "error",
    "home",
    "impact",
    "impact_form",
    "lists",
    "load_reports",
    "quality",
    "quality_check",
    "release",
    "releases",
    "review",
    "review_answer",
    "responsibility",
    "search",
    "sparql",
    "standard",
    "standards",
    "term_list",
]
