"""The tokens of SPARQL, as far as they tell where a letter or a brace means what it seems to mean.

Source: SPARQL 1.1 Query Language, section 19.8, productions 139 (IRIREF) to 173 (PN_LOCAL_ESC).
"""

from __future__ import annotations

import re

PLAIN_IRI = r"""<[^<>"{}|^`\\\x00-\x20]*>"""
"""An IRI in full, without the escapes that stand for characters."""

IRI = r"""<(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"""
"""An IRI in full."""

# Longest forms first. No part of a text is read more than a few times: a string without an end goes
# to the end, and a prefix is not longer than any that is in use.
_TOKENS = r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<iri>%s)
    | (?P<text>\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*+(?:\"\"\")?+
        | '''(?:'{0,2}(?:[^'\\]|\\.))*+(?:''')?+
        | "(?:[^"\\\r\n]|\\.)*+"?+ | '(?:[^'\\\r\n]|\\.)*+'?+)
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>[\w.\-]{0,64}+:(?:[\w.:\-]|%%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%%])*)
    | (?P<word>[A-Za-z_]\w*)
"""


def token_pattern(*more: str, iri: str = IRI) -> re.Pattern[str]:
    """Return the pattern that finds the tokens of a text, each a group of its kind.

    The kinds are ``comment``, ``iri``, ``text``, ``variable``, ``language``, ``name`` (with a
    prefix) and ``word``; what is of no kind is passed over.

    Args:
        more: further kinds, each a verbose pattern with a name.
        iri: what an IRI in full looks like.
    """
    return re.compile("|".join([_TOKENS % iri, *more]), re.VERBOSE | re.DOTALL)
