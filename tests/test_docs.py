"""The documents say what is so: tables are as the code has them, commands work as pasted."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from moothall.graph.config import Config
from moothall.server.app import create_app

from .docs import README, written
from .server.released import with_releases

ROOT = Path(__file__).parents[1]
PASTED = "http://127.0.0.1:8080"


def test_the_tables_of_the_readme_are_as_the_code_has_them() -> None:
    assert README.read_text(encoding="utf-8") == written(), "run: python -m tests.docs"


def tour() -> list[str]:
    """Return the curl commands of the README, each as it would be pasted."""
    blocks = re.findall(r"```console\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    text = "\n".join(block for block in blocks if "curl" in block and "Bearer" not in block)
    return re.findall(r"^curl .*?(?=^\s*(?:#|curl|\Z))", text, re.S | re.M)


@pytest.fixture(scope="module")
def site(shipped_config: Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service of all that ships, with releases, without the slash at its end."""
    from threading import Thread

    config = with_releases(shipped_config, tmp_path_factory.mktemp("site") / "data")
    server = make_server("127.0.0.1", 0, create_app(config), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_tour_is_not_empty() -> None:
    assert len(tour()) >= 8


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("command", tour(), ids=lambda c: c.strip().splitlines()[0][-60:])
def test_a_command_of_the_tour_works_as_pasted(command: str, site: str) -> None:
    words = [word.replace(PASTED, site) for word in shlex.split(command)]
    done = subprocess.run([*words, "--fail"], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_links_of_the_documents_lead_somewhere() -> None:
    for document in ("README.md", "DECISIONS.md", "CHANGELOG.md", "ontology/ATTRIBUTION.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
            assert (ROOT / document).parent.joinpath(target).exists(), f"{document}: {target}"


def test_decisions_are_dated() -> None:
    text = (ROOT / "DECISIONS.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)", text, re.M)
    assert headings
    assert all(re.match(r"\d{4}-\d\d-\d\d \S", heading) for heading in headings)
