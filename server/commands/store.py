"""``moothall status``, ``rollback``, ``backup`` and ``restore``: the store, for an operator."""

from __future__ import annotations

from pathlib import Path

import click

from .opening import opened, opened_folder


@click.command()
def status() -> None:
    """Say which generation is served, what it holds, and which are kept.

    Example: moothall status
    """
    from ...graph.catalogue import dataset_entries

    config, generations = opened()
    generation = generations.current()
    manifest = generation.manifest
    click.echo(f"data directory  {config.data_dir}")
    click.echo(f"base IRI        {config.base_iri}")
    click.echo(f"generation      {generation.number}, published {manifest.published.isoformat()}")
    click.echo(f"kept            {', '.join(map(str, generations.numbers()))}")
    click.echo(f"statements      {manifest.triples:,} in {len(manifest.graphs)} graphs")
    for entry in dataset_entries(generation):
        click.echo(f"  {entry.triples:>9,}  {entry.slug}: {entry.title().value}")


@click.command()
@click.argument("number", type=int)
def rollback(number: int) -> None:
    """Serve an earlier generation again; 'moothall status' lists those that are kept.

    Example: moothall rollback 41
    """
    generation = opened()[1].rollback(number)
    click.echo(f"generation {generation.number} is served")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def backup(folder: Path) -> None:
    """Copy the generation that is served, releases and reports of loads to a new folder.

    Example: moothall backup /backups/moothall-monday
    """
    from ...graph.backup import back_up

    generation = back_up(opened_folder("a backup")[1], folder)
    click.echo(f"generation {generation.number} is copied to {folder}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--force", is_flag=True, help="Replace the store that is there.")
def restore(folder: Path, force: bool) -> None:
    """Make the data directory from a backup; a running server serves it from then on.

    Example: moothall restore /backups/moothall-monday
    """
    from ...graph.backup import restore as restore_backup

    generation = restore_backup(opened_folder("restoring a backup")[1], folder, replace=force)
    click.echo(f"generation {generation.number} is served")
