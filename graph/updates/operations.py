"""Operations: the parts of an update's text, and the graphs that each of them can change.

A tokeniser finds where an operation starts and ends, and what stands after GRAPH and the like. What
the text means is left to Oxigraph; where the two could differ, an operation counts as one that can
change any graph. One operation at a time is also what lets each have a prologue of its own, which
the parser of Oxigraph 0.5 takes before the first one only.

Source: SPARQL 1.1 Update, section 3; SPARQL 1.1 Query Language, section 19.8 (grammar).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..sparql_tokens import token_pattern
from ..terms import NamedNode

_TOKEN = token_pattern("(?P<mark>[{};])")

_DECLARATIONS = {"PREFIX", "BASE", "VERSION"}
_ON_GRAPHS = {"CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_MAY_BE_SILENT = {*_ON_GRAPHS, "LOAD"}
_NAMES_A_GRAPH = ("GRAPH", "WITH")
_NAMES_A_SEEN_GRAPH = (*_NAMES_A_GRAPH, "USING", "NAMED")


@dataclass(frozen=True, slots=True)
class Token:
    """A token of an operation.

    Attributes:
        kind: ``iri``, ``text``, ``variable``, ``language``, ``name``, ``word`` or ``mark``.
        text: its characters; those of a word in capitals.
        start: its offset in the text of the update.
        end: the offset after it.
        depth: how many braces are open before it.
    """

    kind: str
    text: str
    start: int
    end: int
    depth: int

    @property
    def is_iri(self) -> bool:
        """Whether it stands for an IRI, in full or with a prefix."""
        return self.kind in ("iri", "name")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of an update.

    Attributes:
        prologue: the text before it, with everything but declarations blanked out, so that places
            in the two together are places in the text of the update.
        text: the operation itself.
        tokens: its tokens; at least one.
        is_several: whether it may be several, which could not be told apart.
    """

    prologue: str
    text: str
    tokens: tuple[Token, ...]
    is_several: bool = False

    @property
    def full_text(self) -> str:
        """The operation as an update of its own."""
        return self.prologue + self.text

    @property
    def run_text(self) -> str:
        """The operation as it is run: to clear a graph that is not there is to do nothing.

        Oxigraph takes it for an error, which the specification keeps for DROP.

        Source: SPARQL 1.1 Update, sections 3.1.5 and 3.2.2.
        """
        if self.verb != "CLEAR" or self.is_silent:
            return self.full_text
        before, after = self._split_at(self.tokens[1])
        return f"{self.prologue}{before}SILENT {after}"

    @property
    def verb(self) -> str:
        """The first keyword, in capitals."""
        return self.tokens[0].text

    @property
    def is_data(self) -> bool:
        """Whether it is an INSERT DATA or a DELETE DATA."""
        return len(self.tokens) > 1 and self.tokens[1].text == "DATA" and not self.is_several

    @property
    def is_sweeping(self) -> bool:
        """Whether it clears or drops all graphs there are, or all that have names."""
        words = {token.text for token in self._words()}
        is_of_all = self.verb in ("CLEAR", "DROP") and bool(words & {"ALL", "NAMED"})
        return is_of_all and not self.is_several

    @property
    def sweeps_default(self) -> bool:
        """Whether it clears the graph without a name as well."""
        return self.is_sweeping and any(token.text == "ALL" for token in self._words())

    @property
    def is_silent(self) -> bool:
        """Whether it is to succeed whatever happens."""
        following = [token.text for token in self.tokens[1:2]]
        return self.verb in _MAY_BE_SILENT and following == ["SILENT"]

    @property
    def source_token(self) -> str | None:
        """How the graph is written that is added, moved or copied; None for the default graph."""
        if self.verb not in ("ADD", "MOVE", "COPY") or self.is_several:
            return None
        source = next(t for t in self.tokens[1:] if t.text not in ("SILENT", "GRAPH"))
        return source.text if source.is_iri else None

    @property
    def states_dataset(self) -> bool:
        """Whether it says itself, by USING or WITH, which graphs it is about."""
        return any(t.depth == 0 and t.text in ("USING", "WITH") for t in self._words())

    @property
    def blank_labels(self) -> frozenset[str]:
        """The labels of the blank nodes in it."""
        return frozenset(t.text for t in self.tokens if t.text.startswith("_:"))

    def as_inserted_data(self) -> str:
        """Return the update that inserts the statements of a data operation."""
        return f"{self.prologue}\nINSERT {self._split_at(self.tokens[1])[1]}"

    def graph_tokens(self) -> tuple[str, ...] | None:
        """Return how the named graphs are written that it can change; None if it can be any.

        The default graph is not among them, and can always be changed.
        """
        if self.is_several:
            return None
        if self.verb in _ON_GRAPHS:
            return tuple(token.text for token in self.tokens if token.is_iri)
        return _named_after(_NAMES_A_GRAPH, self._template())

    def seen_graph_tokens(self) -> tuple[str, ...] | None:
        """Return how the named graphs are written that it can change or read; None if any."""
        if self.is_several or self.verb in _ON_GRAPHS:
            return self.graph_tokens()
        return _named_after(_NAMES_A_SEEN_GRAPH, self.tokens)

    def using(self, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> Operation:
        """Return the operation with its dataset stated; only those with WHERE have one.

        Args:
            default_graphs: IRIs of the graphs that make up the default graph.
            named_graphs: IRIs of the graphs that GRAPH can reach.

        Source: SPARQL 1.1 Protocol, section 2.2.3.
        """
        where = next((t for t in self._words() if t.depth == 0 and t.text == "WHERE"), None)
        if where is None:
            return self
        # There is no other way to give Oxigraph the dataset of an update.
        clauses = [f"USING {NamedNode(iri)}" for iri in default_graphs]
        clauses += [f"USING NAMED {NamedNode(iri)}" for iri in named_graphs]
        before, after = self._split_at(where)
        if self.tokens[1] == where:
            # DELETE WHERE has no dataset of its own, so its pattern is written out as template.
            before += f"{after[len('WHERE') :]}\n"
        return dataclasses.replace(self, text=f"{before}{' '.join(clauses)} {after}")

    def _split_at(self, token: Token) -> tuple[str, str]:
        offset = token.start - len(self.prologue)
        return self.text[:offset], self.text[offset:]

    def _words(self) -> Iterator[Token]:
        return (token for token in self.tokens if token.kind == "word")

    def _template(self) -> list[Token]:
        """Return the tokens before the condition: those that say what is changed."""
        if len(self.tokens) > 1 and self.tokens[1].text == "WHERE":
            return list(self.tokens)
        found = []
        for token in self.tokens:
            if token.depth == 0 and token.text == "WHERE":
                break
            found.append(token)
        return found


def read_operations(text: str) -> list[Operation]:
    """Return the operations of an update, in order; the text need not be one that parses."""
    operations = []
    prologue = ""
    start = 0
    for part in _split(text):
        body = _skip_declarations(part)
        declared = part[len(part) - len(body) - 1].end if len(body) < len(part) else start
        prologue += text[start:declared]
        is_ended = part[-1].text == ";"
        end = part[-1].start if is_ended else len(text)
        tokens = tuple(body[:-1] if is_ended and len(body) > 1 else body)
        if tokens:
            # A semicolon with nothing before it is kept, for the parser to complain of.
            end = max(end, tokens[0].end)
            operations.append(Operation(prologue, text[declared:end], tokens))
        start = part[-1].end
        prologue += re.sub(r"[^\r\n]", " ", text[declared:start])
    return operations


def _named_after(keywords: Sequence[str], tokens: Sequence[Token]) -> tuple[str, ...] | None:
    """Return how the graphs are written that stand after keywords; None if one is not an IRI."""
    found = []
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        prefix = token.text.partition(":")[0].upper() if token.kind == "name" else ""
        keyword = token.text if token.kind == "word" else prefix
        if not any(word in keyword for word in keywords):
            continue
        if keyword != token.text or keyword not in keywords:
            return None
        if following is None or not following.is_iri:
            return None
        found.append(following.text)
    return tuple(found)


def _split(text: str) -> Iterator[list[Token]]:
    """Yield the tokens of each operation, with its declarations and the semicolon after it."""
    part: list[Token] = []
    depth = 0
    for match in _TOKEN.finditer(text):
        kind, found = match.lastgroup or "", match.group()
        if kind == "comment":
            continue
        if found == "}":
            depth -= 1
        word = found.upper() if kind == "word" else found
        part.append(Token(kind, word, match.start(), match.end(), depth))
        if found == "{":
            depth += 1
        if found == ";" and depth <= 0:
            yield part
            part = []
    if part:
        yield part


def _skip_declarations(part: Sequence[Token]) -> Sequence[Token]:
    rest = part
    while rest and rest[0].kind == "word" and rest[0].text in _DECLARATIONS:
        rest = rest[3:] if rest[0].text == "PREFIX" else rest[2:]
    return rest
