"""Documents: which page shows a thing, by what it is."""

from __future__ import annotations

from collections.abc import Sequence

from ...graph.describe import Description
from ...graph.namespaces import DCAT, MH, SKOS
from ...graph.releases.timelines import Moment
from ..view import View
from .authority import render_authority
from .dataset import render_dataset
from .template import Page, generation_of
from .term import render_term
from .thing import render_thing
from .values import Names
from .words import words_in


def document(
    view: View,
    description: Description,
    page: int = 1,
    *,
    page_size: int = 50,
    timeline: Sequence[Moment] = (),
) -> str:
    """Return the page about a thing as HTML: a term, a council, a dataset, or anything else.

    Args:
        view: the request.
        description: what is known of the thing.
        page: which page of the things that point at it the description holds, from 1.
        page_size: how many of them make a page, for each property.
        timeline: the releases in the life of a term.
    """
    names = Names(view, generation_of(view), description.labels)
    more = any(entry.count > page * page_size for entry in description.incoming)
    frame = Page(view, words_in(view.language))
    next_page = frame.here(page=str(page + 1)) if more else None
    types = description.types()
    if MH.Authority.value in types:
        return render_authority(names, description, next_page)
    if DCAT.Dataset.value in types:
        return render_dataset(names, description)
    if SKOS.Concept.value in types and description.values(SKOS.inScheme):
        return render_term(names, description, next_page, timeline)
    return render_thing(names, description, next_page)
