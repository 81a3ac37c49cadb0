"""``moothall query`` and ``moothall export``: what the graph holds, to standard output."""

from __future__ import annotations

import dataclasses
import sys
from typing import TextIO

import click

from .opening import opened


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8"), metavar="FILE_OR_-")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "xml", "csv", "tsv", "ttl", "nt", "rdf", "jsonld"]),
    help="Form of the answer: csv for rows, json for yes or no, ttl for a graph unless said.",
)
@click.option("--release", metavar="V", help="Answer from a release, or from a draft of one.")
def query(file: TextIO, form: str | None, release: str | None) -> None:
    """Answer a SPARQL query from a file, or from standard input for -.

    Example: echo 'SELECT * { ?s a esd:Service } LIMIT 5' | moothall query -
    """
    from ...graph.releases.folder import Releases
    from ...graph.releases.version import NOW
    from ...graph.remote.outside import RemoteQueries
    from ...graph.sparql import answer_forms, query_kind
    from ...graph.workers.wire import GRAPH_FORMS
    from ..queries import Queries, query_request

    config, generations = opened()
    generations.current()
    text = file.read(config.max_query_bytes + 1)
    offered = answer_forms(query_kind(text))
    if form is not None and form not in offered:
        raise click.BadParameter(
            f"this query is answered as {', '.join(offered)}", param_hint="--format"
        )
    form = form or offered[0]
    request = query_request(config, text)
    if release is not None and release != NOW:
        folder = Releases(config.data_dir, config.base_iri).folder(release)
        request = dataclasses.replace(request, release=folder.name)
    request = (
        dataclasses.replace(request, graph_form=form)
        if form in GRAPH_FORMS
        else dataclasses.replace(request, row_form=form)
    )
    queries = RemoteQueries(config, generations) if config.store_url else Queries(config)
    try:
        with queries.ask(request, "the command line") as answer:
            for chunk in answer:
                sys.stdout.buffer.write(chunk)
    finally:
        queries.close()


@click.command()
@click.option("--list", "list_name", metavar="NAME", help="A list.")
@click.option("--mapped-to", metavar="NAME", help="With --list as CSV: its mappings to this list.")
@click.option("--dataset", "slug", metavar="SLUG", help="The data of one dataset.")
@click.option("--all", "is_all", is_flag=True, help="Everything, with its graphs.")
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    help="csv, xlsx, ttl, nt, jsonld, rdf, json, nq, nq.gz, trig.",
)
def export(
    list_name: str | None, mapped_to: str | None, slug: str | None, is_all: bool, form: str | None
) -> None:
    """Write a list, a dataset or everything to standard output; a list to be edited as xlsx.

    Example: moothall export --list services --format xlsx > services.xlsx
    """
    from ...graph.catalogue import dataset_entry
    from ..forms import datasets as dataset_forms
    from ..forms import lists as list_forms

    if (list_name is not None) + (slug is not None) + is_all != 1:
        raise click.UsageError("say one of --list, --dataset and --all")
    generation = opened()[1].current()
    output = sys.stdout.buffer
    if list_name is not None:
        suffix = _one_of(form, list_forms.SUFFIXES)
        output.write(list_forms.list_in_form(generation, list_name, suffix, mapped_to))
    elif slug is not None:
        suffix = _one_of(form, dataset_forms.DATASET_SUFFIXES)
        dataset_forms.write_dataset(generation, dataset_entry(generation, slug), suffix, output)
    else:
        suffix = _one_of(form, dataset_forms.WHOLE_SUFFIXES)
        dataset_forms.write_everything(generation, suffix, output)


def _one_of(form: str | None, offered: tuple[str, ...]) -> str:
    if form is None:
        return offered[0]
    if form not in offered:
        raise click.BadParameter(f"choose one of {', '.join(offered)}", param_hint="--format")
    return form
