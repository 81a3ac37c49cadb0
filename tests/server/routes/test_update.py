from __future__ import annotations

import json
import logging
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.server.roles import Role
from moothall.server.tokens import Tokens

Send = Callable[..., TestResponse]

UPDATE = "application/sparql-update"
ONE = "INSERT DATA { <http://example.org/a> <http://example.org/b> 1 }"
ASK = "ASK { <http://example.org/a> <http://example.org/b> 1 }"


def says(writable: FlaskClient, query: str) -> bool:
    """Return whether the service answers a question with yes."""
    response = writable.get("/sparql", query_string={"query": query})
    return bool(json.loads(response.data)["boolean"])


def served(config: Config) -> int:
    return Generations(config.data_dir, config.base_iri).current().number


def test_an_update_is_seen_by_the_next_query(send: Send, writable: FlaskClient) -> None:
    assert not says(writable, ASK)
    response = send("POST", "/sparql/update", ONE, UPDATE)
    assert response.status_code == 200
    assert response.headers["X-Moothall-Generation"] == "2"
    assert json.loads(response.data) == {"generation": 2, "added": 1, "removed": 0}
    assert says(writable, ASK)


def test_an_update_comes_in_a_form_too(send: Send, writable: FlaskClient) -> None:
    assert send("POST", "/sparql/update", {"update": ONE}).status_code == 200
    assert says(writable, ASK)


@pytest.mark.parametrize("in_form", [True, False])
def test_the_request_may_say_what_the_conditions_read(
    send: Send, writable: FlaskClient, in_form: bool
) -> None:
    text = 'INSERT { <http://example.org/a> <http://example.org/b> 1 } WHERE { ?s ?p "Thing" }'
    graph = "http://localhost:8080/graph/things"
    assert send("POST", "/sparql/update", text, UPDATE).headers["X-Moothall-Generation"] == "1"
    if in_form:
        form = {"update": text, "using-graph-uri": graph}
        response = send("POST", "/sparql/update", form)
    else:
        response = send("POST", f"/sparql/update?using-graph-uri={graph}", text, UPDATE)
    assert response.headers["X-Moothall-Generation"] == "2"
    assert says(writable, ASK)


@pytest.mark.parametrize(
    ("body", "type", "query", "status"),
    [
        ("", "application/x-www-form-urlencoded", "", 400),
        ("update=CLEAR+ALL&update=CLEAR+ALL", "application/x-www-form-urlencoded", "", 400),
        ("update=%FF%FE", "application/x-www-form-urlencoded", "", 400),
        ("query=ASK+{}", "application/x-www-form-urlencoded", "", 400),
        (ONE, "text/plain", "", 415),
        (ONE, "application/sparql-query", "", 415),
        (ONE, "multipart/form-data; boundary=x", "", 415),
        (ONE, "application/sparql-update; charset=utf-16", "", 400),
        (b"INSERT DATA { <x:a> <x:b> '\xff' }", UPDATE, "", 400),
        ("INSERT DATA { ?s <x:b> 1 }", UPDATE, "", 400),
        (ONE, UPDATE, "?using-graph-uri=not%20an%20iri", 400),
        ("INSERT {?a ?b 1} USING <x:g> WHERE {?a ?b ?c}", UPDATE, "?using-graph-uri=x:g", 400),
        ("WITH <x:g> DELETE {?a ?b 1} WHERE {?a ?b ?c}", UPDATE, "?using-named-graph-uri=x:g", 400),
        (ONE, UPDATE, "?default-graph-uri=x:g", 400),
        ("LOAD <http://127.0.0.1:9/>", UPDATE, "", 403),
        ("INSERT {?a ?b 1} WHERE { SERVICE <http://127.0.0.1:9/> {?a ?b ?c} }", UPDATE, "", 403),
        ("DROP GRAPH <x:nowhere>", UPDATE, "", 409),
    ],
)
def test_a_bad_update_changes_nothing(
    send: Send, writable_config: Config, body: str | bytes, type: str, query: str, status: int
) -> None:
    response = send("POST", f"/sparql/update{query}", body, type)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= json.loads(response.data).keys()
    assert served(writable_config) == 1


def test_a_form_may_come_to_an_address_that_names_graphs(send: Send, writable: FlaskClient) -> None:
    text = 'INSERT { <http://example.org/a> <http://example.org/b> 1 } WHERE { ?s ?p "Thing" }'
    address = "/sparql/update/?using-graph-uri=http://localhost:8080/graph/things"
    assert send("POST", address, {"update": text}).status_code == 200
    assert says(writable, ASK)


@pytest.mark.parametrize("text", ["", "# nothing", "PREFIX x: <x:>", "CLEAR GRAPH <x:nowhere>"])
def test_an_update_may_ask_for_nothing(send: Send, writable_config: Config, text: str) -> None:
    assert send("POST", "/sparql/update", text, UPDATE).status_code == 200
    assert served(writable_config) == 1


def test_blank_nodes_that_are_written_are_blank_nodes_to_queries(
    send: Send, writable: FlaskClient
) -> None:
    send("POST", "/sparql/update", "INSERT DATA { GRAPH <x:g> { [] <x:p> [] } }", UPDATE)
    send("PUT", "/graphs?graph=x:h", "[] <x:p> [] .", "text/turtle")
    send("POST", "/graphs?graph=x:h", "[] <x:p> [] .", "text/turtle")
    blank = "{ GRAPH ?g { ?s <x:p> ?o } FILTER(isBlank(?s) && isBlank(?o) && !isIRI(?s)) }"
    response = writable.get("/sparql", query_string={"query": f"SELECT * {blank}"})
    rows = json.loads(response.data)["results"]["bindings"]
    assert len(rows) == 3
    assert {row["s"]["type"] for row in rows} == {"bnode"}
    assert len({row["s"]["value"] for row in rows}) == 3
    send("POST", "/sparql/update", f"DELETE {{ GRAPH ?g {{ ?s <x:p> ?o }} }} WHERE {blank}", UPDATE)
    assert not says(writable, "ASK { ?s <x:p> ?o }")


def test_a_fault_of_syntax_has_line_and_column(send: Send) -> None:
    problem = json.loads(send("POST", "/sparql/update", "CLEAR ALL ;\nNONSENSE", UPDATE).data)
    assert problem["line"] == 2
    assert problem["column"] >= 1
    assert "NONSENSE" in problem["detail"]


def test_a_broken_shape_is_refused_with_the_report(send: Send, writable_config: Config) -> None:
    text = "INSERT DATA { GRAPH <http://example.org/g> { <http://example.org/s> a esd:Service } }"
    response = send("POST", "/sparql/update", text, UPDATE)
    assert response.status_code == 422
    report = json.loads(response.data)["report"]
    assert report["conforms"] is False
    assert {finding["focus_node"] for finding in report["findings"]} == {"http://example.org/s"}
    assert served(writable_config) == 1


def test_an_update_that_takes_too_long_says_so(writable_config: Config, token: str) -> None:
    import dataclasses

    from moothall.server.app import create_app

    client = create_app(dataclasses.replace(writable_config, update_timeout_s=1)).test_client()
    bomb = "INSERT { ?a ?b ?c } WHERE { VALUES ?a { %s } VALUES ?b { %s } VALUES ?c { %s } }" % (
        (" ".join(f"<x:{n}>" for n in range(400)),) * 3
    )
    headers = {"Authorization": f"Bearer {token}"}
    response = client.post("/sparql/update", data=bomb, content_type=UPDATE, headers=headers)
    assert response.status_code == 503
    problem = json.loads(response.data)
    assert problem["type"].endswith(("#problem-timeout", "#problem-memory"))
    assert "remedy" in problem
    assert served(writable_config) == 1


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_updates_are_posted(send: Send, method: str) -> None:
    response = send(method, "/sparql/update?update=CLEAR+ALL")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer tester.wrong",
        "Basic dGVzdGVyOnRlc3Rlcg==",
        "Bearer é",
    ],
)
def test_without_a_right_token_nothing_changes(
    writable: FlaskClient,
    writable_config: Config,
    token: str,
    authorization: str | None,
) -> None:
    headers = {"Authorization": authorization} if authorization is not None else {}
    response = writable.post("/sparql/update", data=ONE, content_type=UPDATE, headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.mimetype == "application/problem+json"
    assert served(writable_config) == 1


def test_an_editor_changes_nothing_that_is_served_and_is_told_who_may(
    writable: FlaskClient, writable_config: Config
) -> None:
    token = Tokens(writable_config.tokens_file).add("writers", Role.EDITOR)
    headers = {"Authorization": f"Bearer {token}"}
    response = writable.post("/sparql/update", data=ONE, content_type=UPDATE, headers=headers)
    problem = json.loads(response.data)
    assert (response.status_code, problem["status"]) == (403, 403)
    assert problem["type"].endswith("#problem-role-needed")
    assert (problem["role"], problem["needed_role"]) == ("editor", "publisher")
    assert "--role publisher" in problem["remedy"]
    assert token.partition(".")[2] not in response.text
    assert served(writable_config) == 1


def test_a_write_says_in_the_ledger_whose_token_it_was_and_why(
    send: Send, writable: FlaskClient
) -> None:
    note = "<b>Names</b> & more"
    text = "INSERT DATA { GRAPH <http://localhost:8080/graph/more> { <x:a> <x:b> 1 } }"
    sent = send("POST", f"/sparql/update?note={quote(note)}", text, UPDATE)
    assert sent.status_code == 200
    (entry,) = json.loads(writable.get("/changes?format=json").data)["entries"]
    assert (entry["dataset"], entry["by"], entry["note"]) == ("more", "tester", note)
    (item,) = json.loads(writable.get("/changes.json").data)["items"]
    assert item["authors"] == [{"name": "tester"}]
    assert item["content_text"].endswith(f"(by tester: {note})")
    page = writable.get("/changes").text
    assert "(by tester: &lt;b&gt;Names&lt;/b&gt; &amp; more)" in page
    assert "(gan tester: " in writable.get("/changes?lang=cy").text
    assert "&lt;b&gt;Names" not in writable.get("/").text
    who = writable.get("/doc/agent/tester.ttl")
    assert who.status_code == 200 and "prov:Agent" in who.text
    assert writable.get("/id/agent/tester").status_code == 303
    assert "tester" in writable.get("/doc/agent/tester").text
    form = {"update": text.replace("1 }", "2 }"), "note": "in a form"}
    assert send("POST", "/sparql/update", form).status_code == 200
    assert json.loads(writable.get("/changes?format=json").data)["entries"][-1]["note"] == (
        "in a form"
    )


@pytest.mark.parametrize("note", ["x" * 501, "a%00b", "a%E2%80%AEb"])
def test_a_note_that_does_not_fit_is_refused_and_nothing_changes(
    send: Send, writable_config: Config, note: str
) -> None:
    response = send("POST", f"/sparql/update?note={note}", ONE, UPDATE)
    assert response.status_code == 400
    assert "note" in json.loads(response.data)["detail"]
    assert served(writable_config) == 1


def test_a_token_in_the_address_is_refused_and_repeated_nowhere(
    send: Send, writable_config: Config, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = token.partition(".")[2]
    response = send("POST", f"/sparql/update?access_token={token}", ONE, UPDATE)
    assert response.status_code == 401
    assert secret not in response.get_data(as_text=True) + str(response.headers)
    assert secret not in caplog.text
    assert served(writable_config) == 1


def test_without_a_file_of_tokens_nobody_may_write(empty_config: Config) -> None:
    from moothall.server.app import create_app

    headers = {"Authorization": "Bearer tester.secret"}
    client = create_app(empty_config).test_client()
    response = client.post("/sparql/update", data=ONE, content_type=UPDATE, headers=headers)
    assert response.status_code == 401


def test_a_write_is_logged_with_the_name_of_who_wrote(
    send: Send, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    send("POST", "/sparql/update", ONE, UPDATE)
    assert "by tester: generation 2, 1 statements added, 0 removed" in caplog.text
    assert token.partition(".")[2] not in caplog.text


def test_a_body_that_is_too_large_is_refused(send: Send) -> None:
    response = send("POST", "/sparql/update", f"{ONE} #" + "x" * 1_100_000, UPDATE)
    assert response.status_code == 413
    assert response.mimetype == "application/problem+json"


TERM = "<http://id.esd.org.uk/service/910001>"
LISTED = f"""
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX dct: <http://purl.org/dc/terms/>
INSERT DATA {{ GRAPH <http://localhost:8080/graph/services> {{
  {TERM} a <http://def.esd.org.uk/Service>, skos:Concept ; skos:prefLabel "Moot hall hire"@en ;
    skos:notation "910001" ; dct:identifier "910001" ;
    skos:inScheme <http://id.esd.org.uk/list/services> }}
  GRAPH <x:visits> {{ <x:visit> <x:about> {TERM} }} }}
"""
RETIRED = (
    "INSERT DATA { GRAPH <http://localhost:8080/graph/services> { "
    f"{TERM} <http://www.w3.org/2002/07/owl#deprecated> true }} }}"
)


def test_deprecating_a_used_term_is_a_conflict_until_it_is_confirmed(
    send: Send, writable_config: Config
) -> None:
    assert send("POST", "/sparql/update", LISTED, UPDATE).status_code == 200
    refused = send("POST", "/sparql/update", RETIRED, UPDATE)
    assert refused.status_code == 409
    problem = json.loads(refused.data)
    assert problem["type"].endswith("#problem-still-used")
    assert "confirm=deprecation" in problem["remedy"]
    (term,) = problem["still_used"]
    assert term["label"] == "Moot hall hire"
    assert term["uses"][0]["count"] == 1
    assert term["uses"][0]["examples"] == ["x:visit"]
    assert served(writable_config) == 2
    wrong = send("POST", "/sparql/update?confirm=everything", RETIRED, UPDATE)
    assert wrong.status_code == 400
    in_form = {"update": RETIRED, "confirm": "deprecation"}
    assert send("POST", "/sparql/update", in_form).status_code == 200
    assert served(writable_config) == 3


def test_the_graph_store_takes_the_confirmation_in_the_address(send: Send) -> None:
    send("POST", "/sparql/update", LISTED, UPDATE)
    body = f"{TERM} <http://www.w3.org/2002/07/owl#deprecated> true ."
    path = "/graph/services"
    assert send("POST", path, body, "text/turtle").status_code == 409
    assert send("POST", f"{path}?confirm=deprecation", body, "text/turtle").status_code == 200
