"""The validator over HTTP: what may be sent, what comes back, and for how long it is kept."""

from __future__ import annotations

import dataclasses
import fcntl
import io
import json
import os
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from moothall.graph.config import Config
from moothall.loaders.checks.folder import KeptChecks
from moothall.server.app import create_app
from moothall.server.routes.service import service_of

from ..pages.html import read

SITES = (Path(__file__).parents[2] / "data" / "checks" / "brownfield.csv").read_bytes()
HEADINGS = SITES.partition(b"\r\n")[0].decode()
HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Make = Callable[..., FlaskClient]


@pytest.fixture(scope="module")
def make(shipped_config: Config, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes a client of a service over what ships, with checks and settings of its own."""

    def build(folder: Path | None = None, **settings: int) -> FlaskClient:
        data = folder or tmp_path_factory.mktemp("checking") / "data"
        if not data.exists():
            data.mkdir()
            for path in shipped_config.data_dir.iterdir():
                if path.name != "checks":
                    (data / path.name).symlink_to(path)
        config = dataclasses.replace(shipped_config, data_dir=data, **settings)
        return create_app(config).test_client()

    return build


@pytest.fixture(scope="module")
def checker(make: Make) -> FlaskClient:
    return make()


@pytest.fixture(scope="module")
def report(checker: FlaskClient) -> str:
    """The path of a report on a file with faults, of a publisher, whose copies are made."""
    answer = post(checker, SITES, "/check?name=sites.csv&publisher=ZZW&wait=25")
    assert answer.status_code == 200, answer.text
    path = answer.headers["Content-Location"].removesuffix(".json")
    assert until_there(checker, f"{path}/changes.csv").status_code == 200
    return path


def post(
    client: FlaskClient,
    data: bytes | str | dict[str, object],
    path: str = "/check?wait=25",
    accept: str = "*/*",
    **options: str,
) -> TestResponse:
    return client.post(path, data=data, headers={"Accept": accept}, **options)  # type: ignore[arg-type]


def until_there(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    """Return the answer when it is there; each request waits for it a while."""
    mark = "&" if "?" in path else "?"
    for _ in range(20):
        answer = client.get(f"{path}{mark}wait=25", headers=headers)
        if answer.status_code != 202:
            return answer
    raise AssertionError(f"{path} is never there")


# what may be sent


def test_a_body_is_checked_and_the_report_comes_at_once(checker: FlaskClient) -> None:
    answer = post(checker, SITES, "/check?name=sites.csv&wait=25", content_type="text/csv")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "private, no-store"
    document = json.loads(answer.data)
    assert document["conforms"] is False
    assert document["source"] == "sites.csv"
    assert document["recognised"]["summary"].startswith("Brownfield land, 2019 headings, 12 rows")
    assert document["counts"]["must_rules"] == 1
    (fault,) = [f for f in document["findings"] if f["level"] == "must"]
    assert (fault["row"], fault["column"], fault["value"]) == (8, "Hectares", "about half")
    assert all(f["problem"] and f["what_to_do"] for f in document["findings"])
    path = answer.headers["Content-Location"]
    assert document["report"].endswith(path.removesuffix(".json"))
    assert checker.get(path).data == answer.data


@pytest.mark.parametrize("kind", ["file", "text", "form", "unlabelled"])
def test_every_way_of_sending_gives_the_same_report(checker: FlaskClient, kind: str) -> None:
    text = SITES.decode()
    if kind == "file":
        answer = post(checker, {"file": (io.BytesIO(SITES), "C:\\x\\sites.csv")})
    elif kind == "text":
        answer = post(checker, {"text": text}, content_type="multipart/form-data")
    elif kind == "form":
        answer = post(checker, {"text": text, "standard": "brownfield-land"})
    else:
        form = "application/x-www-form-urlencoded"
        answer = post(checker, SITES, "/check/brownfield-land?wait=25", content_type=form)
    assert answer.status_code == 200, answer.text
    document = json.loads(answer.data)
    assert document["counts"]["must_cells"] == 1
    assert document["recognised"]["rows"] == 12
    assert "\\" not in document["source"]


@pytest.mark.parametrize(
    ("accept", "start"),
    [
        ("text/csv", b"level,row,column,value,problem"),
        ("text/turtle", b"@prefix"),
        (XLSX, b"PK\x03\x04"),
    ],
)
def test_the_report_comes_in_the_form_that_is_asked_for(
    checker: FlaskClient, report: str, accept: str, start: bytes
) -> None:
    answer = until_there(checker, report, Accept=accept)
    assert answer.status_code == 200
    assert answer.mimetype == accept
    assert answer.data.startswith(start)
    suffix = {"text/csv": "csv", "text/turtle": "ttl", XLSX: "xlsx"}[accept]
    named = checker.get(f"{report}.{suffix}")
    assert named.data == answer.data
    assert "attachment" in named.headers["Content-Disposition"]


def test_rdf_is_checked_as_a_load_would(checker: FlaskClient) -> None:
    turtle = (
        "<http://id.esd.org.uk/service/99999> a <http://def.esd.org.uk/Service> ;\n"
        "    <http://www.w3.org/2004/02/skos/core#prefLabel> 'One'@en, 'Two'@en .\n"
    )
    answer = post(checker, turtle.encode(), content_type="text/turtle")
    assert answer.status_code == 200, answer.text
    assert json.loads(answer.data)["conforms"] is False
    path = answer.headers["Content-Location"].removesuffix(".json")
    document = read(checker.get(path, headers={"Accept": HTML}).text)
    assert "Not ready to publish yet" in document.all("main")[0].text
    read(checker.get(f"{path}/rule/0", headers={"Accept": HTML}).text)
    assert until_there(checker, f"{path}.xlsx").status_code == 404


def test_what_can_be_checked_is_told_to_programs(checker: FlaskClient) -> None:
    document = checker.get("/check", headers={"Accept": "application/json"}).get_json()
    assert "brownfield-land" in [each["name"] for each in document["standards"]]
    assert document["limits"]["file_bytes"] == 50_000_000


# what is refused, and how


@pytest.mark.parametrize(
    ("path", "options", "status"),
    [
        ("/check/nothing", {}, 404),
        ("/check?standard=nothing", {}, 404),
        ("/check?wait=26", {}, 400),
        ("/check?wait=x", {}, 400),
        ("/check?map=nothing", {}, 400),
        ("/check?publisher=" + "a" * 600, {}, 400),
        ("/check", {"headers": {"Accept": "image/png"}}, 406),
        ("/check?format=exe", {}, 406),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_before_the_check(
    checker: FlaskClient, path: str, options: dict[str, object], status: int
) -> None:
    before = tokens(checker)
    answer = checker.post(path, data=SITES, **options)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["detail"]
    assert tokens(checker) == before


def test_nothing_to_check_is_a_mistake_of_the_client(checker: FlaskClient) -> None:
    for data in ({}, {"text": " "}, {"url": ""}, {"file": (io.BytesIO(b""), "")}):
        answer = post(checker, dict(data), content_type="multipart/form-data")
        assert answer.status_code == 400
        assert "no file to check" in answer.get_json()["detail"]
    page = post(checker, {}, "/check", HTML, content_type="multipart/form-data")
    assert page.status_code == 400
    assert "There is no file to check" in read(page.text).with_id("fault-h").text + page.text


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return packed.getvalue()


LAUGHS = (
    "<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'lol'>"
    + "".join(f"<!ENTITY a{n} '{'&a;' * 10}'>" for n in range(9))
    + "]><l>&a8;</l>"
)

UNREADABLE = {
    "empty": b"",
    "png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "zero bytes": b"SiteReference,GeoX\n\x00\x00,1\n",
    "zip bomb": zip_bomb(),
    "not a spreadsheet": b"PK\x03\x04" + b"x" * 500,
    "16,000 columns": (",".join(f"h{n}" for n in range(16_000)) + "\n").encode(),
    "one long cell": f"{HEADINGS}\nA,{'x' * 900_000}\n".encode(),
    "billion laughs": LAUGHS.encode(),
    "an open quotation mark": f'{HEADINGS}\nA,"B\nC,D\n'.encode(),
    "headings of no standard": b"Colour,Size\nblue,7\n",
    "no words": b"\xff\xfe\xfd" * 100,
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_refused_in_plain_words(checker: FlaskClient, name: str) -> None:
    answer = post(
        checker, UNREADABLE[name], "/check?name=sites.csv&wait=25", content_type="text/csv"
    )
    assert answer.status_code in (413, 415, 422), answer.text
    problem = answer.get_json()
    assert answer.mimetype == "application/problem+json"
    assert problem["detail"]
    assert problem["remedy"]
    assert "Traceback" not in answer.text
    assert len(answer.data) < 3_000


def test_a_fault_of_syntax_says_where(checker: FlaskClient) -> None:
    answer = post(checker, UNREADABLE["an open quotation mark"])
    assert answer.get_json()["line"] == 2
    page = post(checker, UNREADABLE["an open quotation mark"], "/check", HTML)
    assert page.status_code == 303
    shown = until_there(checker, page.headers["Location"], Accept=HTML)
    assert shown.status_code == 422
    assert "quotation mark" in read(shown.text).all("main")[0].text


READABLE = {
    "a header only": f"{HEADINGS}\n",
    "duplicate headings": f"{HEADINGS},Notes\n" + ",".join(["1"] * (HEADINGS.count(",") + 2)),
    "CR alone": SITES.decode().replace("\r\n", "\r"),
    "UTF-16": SITES.decode(),
    "a line end in a cell": SITES.decode().replace("Former depot 1,", "Former\ndepot 1,"),
    "too few cells": f"{HEADINGS}\nA,B\n",
    "formulas": f"{HEADINGS}\n=cmd|' /C calc'!A0,@SUM(1),+1+1,-x,=1,=1,=1\n",
}


@pytest.mark.parametrize("name", READABLE)
def test_dirt_becomes_findings(checker: FlaskClient, name: str) -> None:
    data = READABLE[name].encode("utf-16" if name == "UTF-16" else "utf-8")
    answer = post(checker, data, "/check/brownfield-land?wait=25&format=csv")
    assert answer.status_code == 200, answer.text
    for line in answer.text.splitlines()[1:]:
        assert not any(cell.lstrip('"').startswith(("=", "@")) for cell in line.split(","))


def test_a_file_over_the_limit_is_refused(make: Make) -> None:
    small = make(max_upload_bytes=500)
    for data in (SITES + b" " * 200_000, {"file": (io.BytesIO(SITES), "a.csv")}):
        answer = post(small, data)
        assert answer.status_code == 413
        assert "larger than 500 bytes" in answer.get_json()["detail"]
    assert tokens(small) == set()


def test_a_file_may_be_larger_than_other_requests(checker: FlaskClient) -> None:
    rows = SITES.partition(b"\r\n")[2] * 600
    data = HEADINGS.encode() + b"\r\n" + rows
    assert len(data) > 1_000_000
    answer = post(checker, data, "/check?name=large.csv")
    assert answer.status_code == 202
    assert answer.headers["Retry-After"] == "2"
    assert answer.get_json()["stage"] in ("waiting", "running")
    path = answer.headers["Location"]
    assert until_there(checker, path).get_json()["recognised"]["rows"] == 7_200


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1/x.csv", "http://[::1]/", "file:///etc/passwd", "http://localhost/"],
)
def test_an_address_inside_is_never_fetched(checker: FlaskClient, address: str) -> None:
    answer = post(checker, {"url": address})
    assert answer.status_code == 422
    assert "remedy" in answer.get_json()


# jobs


def test_a_check_that_needs_too_much_is_ended_and_says_so(make: Make) -> None:
    answer = post(make(check_memory_bytes=1_000_000), SITES)
    assert answer.status_code == 413
    assert "the check was ended" in answer.get_json()["detail"].lower()


def test_a_check_waits_for_a_place_and_any_process_may_start_it(make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = make(folder, check_jobs=1, check_queue=1)
    (folder / "checks" / "slots").mkdir(parents=True)
    with (folder / "checks" / "slots" / "0").open("a+b") as slot:
        fcntl.flock(slot, fcntl.LOCK_EX)
        answer = post(first, SITES, "/check?wait=0")
        assert (answer.status_code, answer.get_json()["stage"]) == (202, "waiting")
        page = first.get(answer.headers["Location"], headers={"Accept": HTML})
        assert page.status_code == 202
        assert page.headers["Refresh"] == "2"
        assert "Others are being checked" in read(page.text).all("main")[0].text
        busy = post(first, SITES, "/check?wait=0")
        assert busy.status_code == 503
        assert busy.headers["Retry-After"] == "10"
        assert len(tokens(first)) == 1
    second = make(folder, check_jobs=1, check_queue=1)
    assert until_there(second, answer.headers["Location"]).status_code == 200


# what is kept


def tokens(client: FlaskClient) -> set[str]:
    folder = client.application.extensions["moothall"].config.data_dir / "checks"
    return (
        {path.name for path in folder.iterdir() if len(path.name) == 22}
        if folder.exists()
        else set()
    )


def test_a_report_can_be_deleted_with_its_file(checker: FlaskClient) -> None:
    for way in ("form", "method"):
        answer = post(checker, SITES)
        path = answer.headers["Content-Location"].removesuffix(".json")
        deleted = checker.post(f"{path}/delete") if way == "form" else checker.delete(path)
        assert deleted.status_code == (200 if way == "form" else 204)
        assert checker.get(path).status_code == 404
        assert path.rpartition("/")[2] not in tokens(checker)


def test_a_report_goes_when_it_has_been_kept_for_long_enough(make: Make) -> None:
    client = make(check_keep_days=1)
    path = post(client, SITES).headers["Content-Location"].removesuffix(".json")
    folder = client.application.extensions["moothall"].config.data_dir / "checks"
    old = time.time() - 90_000
    os.utime(folder / path.rpartition("/")[2] / "task.json", (old, old))
    assert client.get(path).status_code == 404
    assert tokens(client) == set()


@pytest.mark.parametrize(
    "path", ["nothing", "..%2f..%2fetc", "A" * 22, "%00" * 22, "../history.sqlite", "slots"]
)
def test_a_token_that_nobody_was_given_leads_nowhere(checker: FlaskClient, path: str) -> None:
    for end in ("", ".json", "/changes.csv", "/rule/0", "/badge.svg", "/matching"):
        assert checker.get(f"/check/report/{path}{end}").status_code in (400, 404)


def test_the_repaired_file_comes_with_the_list_of_its_changes(
    checker: FlaskClient, report: str
) -> None:
    repaired = until_there(checker, f"{report}/repaired.csv")
    assert repaired.data.count(b"full planning permission") == 12
    assert "sites-repaired.csv" in repaired.headers["Content-Disposition"]
    changes = checker.get(f"{report}/changes.csv").text
    assert "10,PermissionType,full planning permis,full planning permission," in changes
    assert until_there(checker, f"{report}/repaired.xlsx").status_code == 404


# pages


@pytest.fixture(scope="module", params=["en", "cy"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    yield str(request.param)


def test_every_page_of_the_validator_is_well_formed(
    checker: FlaskClient, report: str, language: str
) -> None:
    history = "/check/history/brownfield-land/ZZW"
    paths = ["/check", "/check/premises-licences", report, f"{report}/rule/0"]
    for path in [*paths, f"{report}/matching", history]:
        answer = checker.get(f"{path}?lang={language}", headers={"Accept": HTML})
        assert answer.status_code == 200, path
        document = read(answer.text)
        assert document.all("html")[0].attributes["lang"] == language
        assert answer.headers["Content-Language"] == language


def test_the_page_of_a_report_says_what_to_do(checker: FlaskClient, report: str) -> None:
    document = read(checker.get(report, headers={"Accept": HTML}).text)
    main = " ".join(document.all("main")[0].text.split())
    assert "Read as Brownfield land, 2019 headings from Westmere" in main
    assert "12 rows, 21 columns" in main
    assert "Not ready to publish yet 1 thing must be fixed first." in main
    assert "What to do: Write a number, for example 0.52." in main
    assert "AREA (HA) is Hectares" in main
    assert "differs in 10 cells" in main
    for end in (".csv", ".json", ".ttl", ".xlsx", "/repaired.csv", "/changes.csv", "/matching"):
        assert f"{report}{end}" in document.hrefs()
    assert f"{report}/rule/0" in document.hrefs()


def test_words_of_a_file_are_text_on_every_page(checker: FlaskClient) -> None:
    script = "<script>alert(1)</script>"
    text = SITES.decode().replace("about half", script).replace("SHLAARef", script)
    answer = post(checker, {"file": (io.BytesIO(text.encode()), f"{script}.csv")})
    path = answer.headers["Content-Location"].removesuffix(".json")
    for end in ("", "/rule/0", "/matching"):
        page = checker.get(f"{path}{end}", headers={"Accept": HTML})
        assert page.status_code == 200
        assert script not in page.text
        assert "alert(1)" in page.text
        read(page.text)


def test_the_form_sends_people_to_the_page_of_the_report(checker: FlaskClient) -> None:
    data = {"file": (io.BytesIO(SITES), "sites.csv"), "standard": "", "url": "", "text": ""}
    answer = post(checker, {**data}, "/check?lang=cy", HTML)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("?lang=cy")
    page = until_there(checker, answer.headers["Location"], Accept=HTML)
    assert "Ddim yn barod" in read(page.text).all("main")[0].text


def test_a_standard_with_personal_data_says_so(checker: FlaskClient) -> None:
    page = checker.get("/check/premises-licences", headers={"Accept": HTML})
    assert "kept for 7 days" in " ".join(read(page.text).all("main")[0].text.split())


# matching, history, badges


def test_a_matching_of_headings_is_remembered_for_the_publisher(make: Make) -> None:
    client = make()
    text = SITES.replace(b"SiteReference", b"Our number")
    answer = post(client, text, "/check?publisher=ZZW&wait=25")
    assert any(f["column"] == "SiteReference" for f in answer.get_json()["findings"])
    path = answer.headers["Content-Location"].removesuffix(".json")
    form = read(client.get(f"{path}/matching", headers={"Accept": HTML}).text)
    assert "Our number" in form.all("main")[0].text
    wrong = client.post(f"{path}/matching", data={"column-0": "Nothing"})
    assert wrong.status_code == 400
    again = client.post(f"{path}/matching", data={"column-0": "SiteReference"})
    assert again.status_code == 303
    found = until_there(client, again.headers["Location"]).get_json()
    assert not any(f["column"] == "SiteReference" for f in found["findings"])
    later = post(client, text, "/check?publisher=ZZW&wait=25").get_json()
    assert not any(f["column"] == "SiteReference" for f in later["findings"])
    assert any("as they were for this publisher" in n for n in later["recognised"]["notes"])
    other = post(client, text, "/check?publisher=ADU&wait=25").get_json()
    assert any(f["column"] == "SiteReference" for f in other["findings"])


@pytest.mark.parametrize("kind", ["file", "body"])
def test_a_file_of_more_than_two_megabytes_is_checked_while_the_client_does_something_else(
    checker: FlaskClient, kind: str
) -> None:
    rows = SITES.partition(b"\r\n")[2]
    copies = 2_000_000 // len(rows) + 1
    data = f"{HEADINGS}\r\n".encode() + rows * copies
    assert 2_000_000 < len(data) < 2_100_000
    path = "/check/brownfield-land"
    if kind == "file":
        part = b'--end\r\nContent-Disposition: form-data; name="file"; filename="s.csv"\r\n\r\n'
        form = part + data + b"\r\n--end--\r\n"
        answer = post(checker, form, path, content_type="multipart/form-data; boundary=end")
    else:
        answer = post(checker, data, path, content_type="text/csv")
    assert answer.status_code == 202
    path = answer.headers["Location"]
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.get_json()["report"].endswith(path)
    page = checker.get(path, headers={"Accept": HTML})
    assert page.status_code == 200 or "Refresh" in page.headers
    found = until_there(checker, path)
    assert found.status_code == 200
    assert found.get_json()["recognised"]["rows"] == 12 * copies


def test_how_many_rows_are_read_is_told_while_a_file_is_checked(checker: FlaskClient) -> None:
    answer = post(checker, SITES, "/check?wait=25")
    path = answer.headers["Content-Location"].removesuffix(".json")
    kept = KeptChecks.of(service_of(checker.application).config).get(path.rpartition("/")[2])
    done = kept.state()
    with kept.path("lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept.write_state(dataclasses.replace(done, stage="running", step="checking", rows=15_000))
        page = checker.get(path, headers={"Accept": HTML})
        document = checker.get(path).get_json()
    kept.write_state(done)
    assert page.status_code == 202 and "15,000" in read(page.text).all("main")[0].text
    assert (document["step"], document["rows_read"]) == ("checking", 15_000)


STRANGE = b"Aaa,Bbb\nOld Town,High Street\n"


def test_a_file_with_none_of_the_headings_shows_the_form_that_matches_them(
    make: Make,
) -> None:
    client = make()
    start = "/check/public-toilets?publisher=Westmere&wait=0"
    path = post(client, STRANGE, start, HTML).headers["Location"]
    page = until_there(client, path, Accept=HTML)
    assert page.status_code == 422
    form = read(page.text)
    assert [s.attributes["name"] for s in form.all("select")][:2] == ["column-0", "column-1"]
    assert "LocationText" in form.all("select")[0].text
    assert f"{path}/matching" in page.text
    assert client.get(f"{path}/matching").status_code == 200
    again = client.post(f"{path}/matching", data={"column-0": "LocationText", "column-1": ""})
    assert again.status_code == 303
    found = until_there(client, again.headers["Location"])
    assert found.status_code == 200
    headings = {h["heading"]: h["column"] for h in found.get_json()["recognised"]["headings"]}
    assert headings == {"Aaa": "LocationText", "Bbb": None}
    # the next file of this publisher is read at once
    later = post(client, STRANGE, "/check/public-toilets?publisher=ZZW&wait=25")
    assert later.status_code == 200
    assert any("for this publisher before" in n for n in later.get_json()["recognised"]["notes"])


def test_a_file_with_none_of_the_headings_tells_programs_which_there_are(
    checker: FlaskClient,
) -> None:
    answer = post(checker, STRANGE, "/check/public-toilets?wait=25")
    assert answer.status_code == 422
    problem = answer.get_json()
    assert problem["headings"] == ["Aaa", "Bbb"]
    assert problem["standard"] == "public-toilets"
    assert "LocationText" in problem["remedy"] and "map" in problem["remedy"]
    mapped = post(checker, STRANGE, "/check/public-toilets?wait=25&map=Aaa%3DLocationText")
    assert mapped.status_code == 200


def test_a_file_that_was_not_recognised_is_checked_by_the_standard_that_is_chosen(
    checker: FlaskClient,
) -> None:
    answer = post(checker, b"SiteReference,Colour\nA,blue\n", "/check?wait=0", HTML)
    path = answer.headers["Location"]
    page = until_there(checker, path, Accept=HTML)
    assert page.status_code == 422
    assert f"{path}/again" in page.text
    again = checker.post(f"{path}/again", data={"standard": "brownfield-land"})
    assert until_there(checker, again.headers["Location"]).status_code == 200
    assert checker.post(f"{path}/again", data={"standard": "none"}).status_code == 404


def test_the_history_of_a_publisher_holds_its_checks_alone(
    checker: FlaskClient, report: str
) -> None:
    document = checker.get(
        "/check/history/brownfield-land/ZZW", headers={"Accept": "application/json"}
    ).get_json()
    assert document["checks"]
    assert {each["publisher"] for each in document["checks"]} == {"ZZW"}
    assert document["checks"][0]["rows"] == 12
    for path in ("brownfield-land/ADU", "brownfield-land/nobody", "nothing/ZZW"):
        assert checker.get(f"/check/history/{path}").status_code == 404


@pytest.mark.parametrize("place", ["report", "history"])
def test_a_badge_says_how_the_file_was_found(checker: FlaskClient, report: str, place: str) -> None:
    path = report if place == "report" else "/check/history/brownfield-land/ZZW"
    answer = checker.get(f"{path}/badge.svg")
    assert answer.mimetype == "image/svg+xml"
    assert "Brownfield land: 1 to fix" in answer.text
