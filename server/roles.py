"""Roles: what the holder of a token may do over HTTP, as one table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from ..graph.errors import RoleError


class Role(StrEnum):
    """What somebody is here; each may also do what those before it may."""

    EDITOR = "editor"
    PUBLISHER = "publisher"


class Action(StrEnum):
    """Something that needs a token, in the words that an error has for it."""

    WRITE_GRAPH = "writing a graph"
    UPDATE = "an update"
    SEE_DRAFT = "seeing drafts"
    PUT_DRAFT = "handing in a draft"
    DISCARD_DRAFT = "discarding a draft"
    PUBLISH_DRAFT = "publishing a draft"


NEEDED: Mapping[Action, Role] = {
    Action.WRITE_GRAPH: Role.PUBLISHER,
    Action.UPDATE: Role.PUBLISHER,
    Action.SEE_DRAFT: Role.EDITOR,
    Action.PUT_DRAFT: Role.EDITOR,
    Action.DISCARD_DRAFT: Role.EDITOR,
    Action.PUBLISH_DRAFT: Role.PUBLISHER,
}
"""Action -> the first role that may do it: whatever changes what is served needs a publisher."""

_ORDER = tuple(Role)


def check_role(role: Role, action: Action) -> None:
    """Raise unless a role may do something.

    Raises:
        RoleError: it may not.
    """
    needed = NEEDED[action]
    if _ORDER.index(role) < _ORDER.index(needed):
        raise RoleError(action, role, needed)
