"""The data directory, as every command opens it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ...graph.config import Config

if TYPE_CHECKING:
    from ...graph.generations import Generations


def opened() -> tuple[Config, Generations]:
    """Return the settings of the environment and the data directory that they name.

    Raises:
        ConfigError: a setting makes no sense.
    """
    from ...graph.opening import open_generations

    config = Config.from_env(os.environ)
    return config, open_generations(config)


def opened_folder(doing: str) -> tuple[Config, Generations]:
    """Return the settings and the data directory, for what a remote store cannot do.

    Args:
        doing: what is about to be done, to be told where the graph is in a remote store.

    Raises:
        ConfigError: a setting makes no sense, or the graph is in a remote store.
    """
    from ...graph.opening import embedded_generations

    config = Config.from_env(os.environ)
    return config, embedded_generations(config, doing)
