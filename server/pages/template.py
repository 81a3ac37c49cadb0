"""Rendering: the Jinja environment, and what every template can use."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ...graph.generation import Generation
from ..view import LANGUAGES, View
from .words import Words, words_in

_SERVER = Path(__file__).parents[1]
_SCRIPT = (_SERVER / "templates" / "copy.js").read_text(encoding="utf-8")

SCRIPT_HASHES: tuple[str, ...] = (
    "sha256-" + b64encode(sha256(_SCRIPT.encode()).digest()).decode("ascii"),
)
"""The hash of the one script, as a content security policy names it, without quotation marks."""

_OF_RELEASES = ("/doc/", "/list", "/quality", "/responsible", "/search", "/sparql")
"""Beginnings of the addresses of pages that can be read as a release has them."""

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_SERVER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters["sentence"] = lambda text: text[:1].upper() + text[1:]
_ENVIRONMENT.globals["script"] = Markup(_SCRIPT)


@dataclass(frozen=True, slots=True)
class Page:
    """What every template knows of the page it draws: the request, the words, the addresses."""

    view: View
    words: Words

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.words.language

    @property
    def release(self) -> str:
        """The version of the release that the page reads; empty for what is served."""
        return self.view.generation.release if self.view.generation else ""

    @property
    def other_languages(self) -> list[str]:
        """The languages that the page can be read in instead."""
        return [language for language in LANGUAGES if language != self.language]

    def to(self, path: str, **query: str) -> str:
        """Return the address of another page, which keeps the language and the release chosen."""
        chosen = {"lang": self.view.query["lang"]} if "lang" in self.view.query else {}
        if self.release and path.startswith(_OF_RELEASES):
            chosen["release"] = self.release
        return _with_query(path, {**chosen, **query})

    def file(self, path: str) -> str:
        """Return the address of a file, of the release that the page reads."""
        if not self.release:
            return path
        return f"{path}{'&' if '?' in path else '?'}{urlencode({'release': self.release})}"

    def here(self, **changes: str | None) -> str:
        """Return the address of this page with some of its query changed; None takes one out."""
        query = {**self.view.query, **changes}
        return _with_query(self.view.path, {k: v for k, v in query.items() if v is not None})


def generation_of(view: View) -> Generation:
    """Return the generation that a page reads.

    Raises:
        ValueError: there is none, as on the page that says so.
    """
    if view.generation is None:
        raise ValueError("only the page of a problem can be drawn without a generation")
    return view.generation


def render(template: str, view: View, **context: object) -> str:
    """Return a page as HTML."""
    page = Page(view, words_in(view.language))
    return _ENVIRONMENT.get_template(template).render(
        page=page, words=page.words, view=view, **context
    )


def _with_breaks(text: str) -> Markup:
    """Return a heading that may wrap before its inner capitals and after its underscores."""
    parts = re.split(r"(?<=[a-z0-9])(?=[A-Z])|(?<=_)", text)
    return Markup("<wbr>").join(parts)


@cache
def asset(name: str) -> str | None:
    """Return the address of a file under ``static/``, with its digest; None if it is not built."""
    path = _SERVER / "static" / name
    if not path.is_file():
        return None
    return f"/static/{name}?v={sha256(path.read_bytes()).hexdigest()[:12]}"


def _with_query(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


_ENVIRONMENT.globals["asset"] = asset
_ENVIRONMENT.filters["breaks"] = _with_breaks
