"""What a release may name is told without reading its terms, and never wrongly denied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.config import Config
from moothall.graph.errors import StoreCorruptError
from moothall.graph.impact import check as checking
from moothall.graph.impact.check import ImpactCheck
from moothall.graph.impact.edition import Edition
from moothall.graph.impact.known import FILE_NAME, Known, hashes_tried
from moothall.graph.releases.folder import Releases

from ...impact_history import NOW, SERVICE
from .conftest import Assess

_ways = st.sampled_from(
    (
        "{code}", "{name}", " {code}.0", "LGSL {code}", "service: {code}", "esd:service/{code}",
        "<http://id.esd.org.uk/service/{code}>", "https://id.esd.org.uk/service/{code}/",
        "http://ID.esd.org.uk/list/{code}", "esdFunction:{code}", "{name}!", "id/duty/{code}",
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def releases(history: Config) -> Releases:
    """The releases of the made-up history."""
    return Releases(history.data_dir, history.base_iri)


@pytest.fixture(scope="module")
def editions(releases: Releases) -> dict[str, Edition]:
    """The terms of each of them."""
    return {r.version: Edition(releases.generation(r.version)) for r in releases.all()}


@given(
    st.data(),
    _ways,
    st.sampled_from([*NOW, "1", "2", "both", "english", "99"]),
    st.sampled_from(["", "services", "functions", "duties", "ontology"]),
)
def test_what_an_edition_finds_its_release_may_name(
    releases: Releases,
    editions: dict[str, Edition],
    data: st.DataObject,
    way: str,
    code: str,
    list_name: str,
) -> None:
    text = way.format(code=code, name=NOW.get(code, ("English duty", ""))[0])
    version = data.draw(st.sampled_from(sorted(editions)))
    edition = editions[version]
    known = Known.read(releases.folder(version))
    assert known is not None
    if edition.find(text, list_name):
        tried = hashes_tried(text, list_name, edition.generation.addresses)
        assert known.may_name(tried)


@pytest.mark.parametrize("text", ["nosuch", "LGSL 999", f"{SERVICE}999", "13"])
def test_a_name_that_a_release_has_not_is_denied(
    releases: Releases, editions: dict[str, Edition], text: str
) -> None:
    known = Known.read(releases.folder("2026.1"))
    addresses = editions["2026.1"].generation.addresses
    assert known is not None
    assert not known.may_name(hashes_tried(text, "services", addresses))


def test_a_code_of_another_list_is_none_of_the_list_asked_for(
    releases: Releases, editions: dict[str, Edition]
) -> None:
    known = Known.read(releases.folder("2026.1"))
    addresses = editions["2026.1"].generation.addresses
    assert known is not None
    told = {
        name: known.may_name(hashes_tried("both", name, addresses))
        for name in ("", "duties", "services")
    }
    assert told == {"": True, "duties": True, "services": False}


def test_only_the_releases_that_may_have_a_code_are_read(
    assess: Assess, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = ImpactCheck._edition

    def edition(self: ImpactCheck, version: str) -> Edition:
        read.append(version)
        return real(self, version)

    monkeypatch.setattr(ImpactCheck, "_edition", edition)
    (impact,) = assess("nosuch").codes
    assert impact.outcome == "never_existed" and read == ["2026.1", "now"]
    read.clear()
    (impact,) = assess("23").codes
    assert impact.outcome == "removed" and read == ["2026.1", "now", "2026.2"]


def test_releases_from_before_there_was_the_file_are_read(
    assess: Assess, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unknown:
        """No release has the file."""

        @staticmethod
        def read(_: object) -> None:
            return None

    monkeypatch.setattr(checking, "Known", Unknown)
    (impact,) = assess("23").codes
    assert impact.outcome == "removed" and impact.seen_in == "2026.2"


def test_a_damaged_file_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    (folder / FILE_NAME).write_bytes(b"seven b")
    with pytest.raises(StoreCorruptError, match="cannot be read"):
        Known.read(folder)
