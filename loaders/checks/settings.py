"""The settings as they are handed to a process of ours: over a socket, since some are secret."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...graph.config import Config


def as_settings(config: Config) -> dict[str, object]:
    """Return settings as plain values, for JSON."""
    read = {f.name: getattr(config, f.name) for f in dataclasses.fields(config)}
    return {
        name: {"path": str(value.absolute())} if isinstance(value, Path) else value
        for name, value in read.items()
    }


def read_settings(written: Mapping[str, Any]) -> Config:
    """Return the settings that `as_settings` wrote.

    Raises:
        ConfigError: a value does not fit.
    """
    values: dict[str, Any] = {
        name: Path(value["path"]) if isinstance(value, dict) else value
        for name, value in written.items()
    }
    return Config(**values)
