"""Opening: the generations that the settings name, in the data folder or in a remote store.

What speaks to a remote store is imported where one is named, so that a command over the data folder
starts in half the time.
"""

from __future__ import annotations

from .config import Config
from .generations import Generations


def open_generations(config: Config) -> Generations:
    """Return the generations that the settings name: in a remote store, or in the data folder."""
    if config.store_url:
        from .remote.generations import RemoteGenerations

        return RemoteGenerations(config)
    return Generations(config.data_dir, config.base_iri, config.keep_generations)


def embedded_generations(config: Config, doing: str) -> Generations:
    """Return the generations of the data folder, for what only they can do.

    Args:
        config: the settings.
        doing: what is to be done, for the error, e.g. ``a backup``.

    Raises:
        ConfigError: the graph is in a remote store.
    """
    if config.store_url:
        from .remote.generations import elsewhere

        raise elsewhere(doing)
    return Generations(config.data_dir, config.base_iri, config.keep_generations)
