"""The layout's own rules: who may import whom, and what a wheel holds."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("ontology", "graph", "shapes", "loaders", "server")
"""In the order of imports: a folder imports itself and those before it."""

DOORS = {
    "flask": ("server/",),
    "werkzeug": ("server/",),
    "jinja2": ("server/pages/",),
    "markupsafe": ("server/pages/",),
    "click": ("server/cli.py", "server/commands/"),
    "granian": ("server/serve.py",),
    "pyshacl": ("shapes/reference.py",),
    "python_calamine": ("loaders/tables/sheets/__main__.py",),
    "sqlite3": ("graph/", "loaders/checks/history.py"),
    "xlsxwriter": ("loaders/tables/repairs.py",),
    "requests": ("loaders/source.py", "graph/remote/", "graph/federation/"),
}
"""A library that only these paths may import: to change it later touches only them."""

MODULES = [
    p
    for folder in FOLDERS
    for p in sorted((ROOT / folder).rglob("*.py"))
    if "node_modules" not in p.parts
]


def imports(path: Path) -> list[tuple[str, str]]:
    """Return (module, name) of every import, relative ones resolved from the repository's root."""
    package = path.relative_to(ROOT).parts[:-1]
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                base = package[: len(package) - node.level + 1]
                module = ".".join(["moothall", *base, *([module] if module else [])])
            found += [(module, alias.name) for alias in node.names]
    return found


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_imports_point_down(path: Path) -> None:
    own = FOLDERS.index(path.relative_to(ROOT).parts[0])
    for module, name in imports(path):
        parts = module.split(".")
        assert parts[0] not in FOLDERS, f"{module}: import it relatively"
        if parts[0] == "moothall":
            folder = parts[1] if len(parts) > 1 else name
            assert FOLDERS.index(folder) <= own, f"{relative(path)} imports {folder}"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_library_stays_behind_its_door(path: Path) -> None:
    for module, name in imports(path):
        doors = DOORS.get(module.partition(".")[0], ("",))
        assert relative(path).startswith(doors), f"{relative(path)} imports {module}: only {doors}"
        if module.startswith("pyoxigraph"):
            assert relative(path) in ("graph/store.py", "graph/terms.py")
        if (module, name) == ("os", "environ"):
            assert relative(path).startswith("server/")


def test_the_environment_is_read_only_at_the_edge() -> None:
    readers = [relative(p) for p in MODULES if "os.environ" in p.read_text(encoding="utf-8")]
    assert all(p.startswith("server/") for p in readers), readers


def test_the_door_to_the_store_stays_shut() -> None:
    openers = [
        relative(path)
        for path in MODULES
        for module, name in imports(path)
        if module == "pyoxigraph" and name == "Store"
    ]
    assert openers == ["graph/store.py"]


def test_editable_links_match_the_folders() -> None:
    links = {p.name: p.resolve() for p in (ROOT / ".src" / "moothall").iterdir()}
    assert links == {name: ROOT / name for name in FOLDERS}


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names in the wheel, built by way of the source distribution as an installer does."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file(wheel_names: set[str]) -> None:
    left_out = {"__pycache__", "node_modules"}
    expected = {
        f"moothall/{relative(p)}"
        for folder in FOLDERS
        for p in (ROOT / folder).rglob("*")
        if p.is_file() and not left_out & set(p.parts)
    }
    packaged = {name for name in wheel_names if ".dist-info/" not in name}
    assert packaged == expected
