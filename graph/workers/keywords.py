"""Keywords: whether a query really uses SERVICE or FROM, as its own parser sees it.

A search for the letters would find them in strings, IRIs, comments, variables and names such as
``esd:Service``; a tokeniser of our own would miss what Oxigraph's parser accepts, which takes
``SERVICE:a{}`` and ``trueSERVICE<a:a>{}`` for calls. So the parser is asked: the letters are
misspelled everywhere alike, which no string, comment, IRI, variable or prefix minds, and a text
that is then no longer SPARQL needed them as a keyword.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Parses = Callable[[Callable[[str], str]], bool]
"""Whether a query still parses when a change is made to all of its text."""

_STAND_INS = "zqxjkvwy"
_LETTERS = re.IGNORECASE | re.ASCII


def uses_keyword(word: str, text: str, parses: Parses) -> bool:
    """Return whether a text that parses uses a keyword; true also if that cannot be told.

    Args:
        word: the keyword in capitals.
        text: a query.
        parses: whether the text, changed by a function, is SPARQL; the function is for the
            prefixes that come with it, too.
    """
    # nearly every text is settled by this, at a tenth of the price of the search
    if word not in text.upper():
        return False
    # What follows a colon, slash, hash or question mark is the rest of a name, IRI or comment.
    if re.search(rf"(?<![:/#?$]){word}", text, _LETTERS) is None:
        return False
    lower = text.lower()
    middle = len(word) - 2
    for letter in _STAND_INS:
        misspelling = word[:middle] + letter.upper() + word[middle + 1 :]
        if misspelling.lower() not in lower:
            return not parses(_misspell(word, misspelling))
    return True


def _misspell(word: str, misspelling: str) -> Callable[[str], str]:
    def keep_case(match: re.Match[str]) -> str:
        return "".join(
            new.lower() if old.islower() else new
            for old, new in zip(match.group(), misspelling, strict=True)
        )

    pattern = re.compile(word, _LETTERS)
    return lambda text: pattern.sub(keep_case, text)
