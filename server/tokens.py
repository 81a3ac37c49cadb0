"""Tokens: who may write over HTTP, kept as salted hashes in one file.

The file has a line for each token: its name, the day that it was made, the salt, the hash and the
role, with tabs between them. A line without a role, as it was written before there were any, is
that of a publisher. A token is its name and a secret with a full stop between them, so that one
hash is worked out for each request, however many tokens there are.

Source: RFC 6750 (bearer tokens); RFC 7914 (scrypt).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ..graph.attribution import AGENT_NAME
from ..graph.errors import ConfigError, UnauthorisedError
from .roles import Role

_SECRET_BYTES = 32
_SALT_BYTES = 16
_COST, _BLOCK, _PARALLEL = 2**14, 8, 1
_KNOWN_CHECKS = 1_000
"""Tokens that were found right and are remembered, as digests."""


@dataclass(frozen=True, slots=True)
class Token:
    """What the file says of a token.

    Attributes:
        name: whose it is.
        created: ISO date on which it was made.
        salt: what is hashed with the secret.
        hash: the hash.
        role: what its holder may do.
    """

    name: str
    created: str
    salt: bytes = field(repr=False)
    hash: bytes = field(repr=False)
    role: Role = Role.PUBLISHER

    @classmethod
    def read(cls, line: str, place: str) -> Token:
        """Return the token of a line of the file.

        Raises:
            ConfigError: the line is damaged.
        """
        try:
            name, created, salt, hashed, *roles = line.split("\t")
            [role] = roles or [Role.PUBLISHER]
            return cls(name, created, bytes.fromhex(salt), bytes.fromhex(hashed), Role(role))
        except ValueError as error:
            raise ConfigError(
                "this line is no token",
                where=place,
                remedy="take it out, and make another token with 'moothall token add NAME'",
            ) from error

    def as_line(self) -> str:
        """Return the token as a line of the file."""
        parts = (self.name, self.created, self.salt.hex(), self.hash.hex(), self.role)
        return "\t".join(parts) + "\n"


_NOBODY = Token("", "", bytes(_SALT_BYTES), bytes(_SECRET_BYTES))
"""What a secret is compared with whose name is unknown, so that it takes as long."""


class Tokens:
    """The tokens in a file, which may change at any time and need not be there.

    Args:
        path: the file; None if no setting names one.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._read_at: tuple[int, int] | None = None
        self._tokens: dict[str, Token] = {}
        self._right: set[bytes] = set()

    def all(self) -> list[Token]:
        """Return every token, in the order of their names.

        Raises:
            ConfigError: the file is damaged or cannot be read.
        """
        self._look()
        return sorted(self._tokens.values(), key=lambda token: token.name)

    def check(self, token: str) -> Token:
        """Return what the file says of a token that somebody shows.

        Raises:
            UnauthorisedError: it is nobody's.
            ConfigError: the file is damaged or cannot be read.
        """
        self._look()
        name, _, secret = token.partition(".")
        digest = hashlib.sha256(token.encode()).digest()
        known = self._tokens.get(name, _NOBODY)
        if known is not _NOBODY and digest in self._right:
            return known
        is_right = hmac.compare_digest(_hash(secret, known.salt), known.hash)
        if not is_right or known is _NOBODY:
            raise UnauthorisedError(
                "the token is not known here",
                remedy="ask those who run this service for one: 'moothall token add NAME'",
            )
        if len(self._right) >= _KNOWN_CHECKS:
            self._right.clear()
        self._right.add(digest)
        return known

    def add(self, name: str, role: Role = Role.PUBLISHER) -> str:
        """Return a new token, which is not kept anywhere and cannot be shown again.

        Args:
            name: whose it is: a team or a role rather than a person, because it is published
                beside what they publish.
            role: what its holder may do.

        Raises:
            ConfigError: the name does not fit or is taken, or no setting names a file.
        """
        if not AGENT_NAME.fullmatch(name):
            raise ConfigError(
                f"{name!r} cannot be the name of a token",
                remedy="use small letters, digits and hyphens, for example 'standards-team'",
            )
        self._look()
        if name in self._tokens:
            raise ConfigError(
                f"there is a token {name} already",
                where=str(self._path),
                remedy=f"choose another name, or remove it with 'moothall token remove {name}'",
            )
        secret = base64.urlsafe_b64encode(secrets.token_bytes(_SECRET_BYTES)).rstrip(b"=").decode()
        salt = secrets.token_bytes(_SALT_BYTES)
        today = datetime.now(UTC).date().isoformat()
        added = Token(name, today, salt, _hash(secret, salt), role)
        self._write([*self._tokens.values(), added])
        return f"{name}.{secret}"

    def remove(self, name: str) -> None:
        """Remove a token; whoever holds it can write no longer.

        Raises:
            ConfigError: there is none of that name, or no setting names a file.
        """
        self._look()
        if name not in self._tokens:
            raise ConfigError(
                f"there is no token {name!r}",
                where=str(self._path or ""),
                remedy="'moothall token list' shows those that there are",
            )
        self._write([token for token in self._tokens.values() if token.name != name])

    def _look(self) -> None:
        """Read the file again if it has changed."""
        if self._path is None:
            return
        try:
            status = self._path.stat()
            read_at = (status.st_mtime_ns, status.st_ino)
            if read_at == self._read_at:
                return
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            read_at, lines = (0, 0), []
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"the tokens cannot be read: {error}",
                where=str(self._path),
                remedy="set MOOTHALL_TOKENS_FILE to a file that 'moothall token add' has written",
            ) from error
        tokens = [
            Token.read(line, f"{self._path} line {number}")
            for number, line in enumerate(lines, 1)
            if line.strip()
        ]
        self._tokens = {token.name: token for token in tokens}
        self._right = set()
        self._read_at = read_at

    def _write(self, tokens: list[Token]) -> None:
        if self._path is None:
            raise ConfigError(
                "no setting names the file of tokens",
                where="MOOTHALL_TOKENS_FILE",
                remedy="set it to a file that only this service may read",
            )
        building = self._path.with_name(f"{self._path.name}.new")
        try:
            building.unlink(missing_ok=True)
            handle = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(handle, "w", encoding="utf-8") as file:
                file.writelines(token.as_line() for token in tokens)
            os.replace(building, self._path)
        except OSError as error:
            raise ConfigError(
                f"the tokens cannot be written: {error}",
                where=str(self._path),
                remedy="look at who may write to its folder",
            ) from error


def _hash(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        secret.encode(), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL, dklen=_SECRET_BYTES
    )
