from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.server.front import KEY, Front
from moothall.server.rendered import Rendered, RenderedCache, key_of

BODY = b"<http://example.org/a> a <http://example.org/B> .\n"
ANSWER = Rendered(
    200,
    (("Content-Type", "text/turtle"), ("ETag", '"t"'), ("Content-Disposition", "attachment")),
    BODY,
    '"t"',
    datetime(2026, 1, 1, tzinfo=UTC),
)


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [repr(environ.get(KEY)).encode()]


@pytest.fixture
def front(shipped_config: Config) -> Front:
    """A front whose cache holds one answer, of ``/doc/a.ttl``."""
    generations = Generations(shipped_config.data_dir, shipped_config.base_iri)
    cache = RenderedCache(1_000_000)
    key = key_of(EnvironBuilder("/doc/a.ttl").get_environ(), generations.current().number)
    assert key is not None
    cache.put(key, ANSWER)
    return Front(application, generations, cache)


def ask(front: Front, path: str, **options: Any) -> tuple[bytes, str, Any]:
    body, status, headers = run_wsgi_app(front, EnvironBuilder(path, **options).get_environ())
    return b"".join(body), status, headers


def test_a_kept_answer_is_sent_without_the_application(front: Front) -> None:
    body, status, headers = ask(front, "/doc/a.ttl")
    assert (body, status) == (BODY, "200 OK")
    assert headers["Content-Length"] == str(len(BODY))


def test_a_kept_answer_to_head_has_no_body(front: Front) -> None:
    body, _, headers = ask(front, "/doc/a.ttl", method="HEAD")
    assert body == b""
    assert headers["Content-Length"] == str(len(BODY))


def test_a_client_that_holds_the_answer_gets_304(front: Front) -> None:
    body, status, headers = ask(front, "/doc/a.ttl", headers={"If-None-Match": '"t"'})
    assert (body, status) == (b"", "304 NOT MODIFIED")
    assert headers["ETag"] == '"t"'
    assert "Content-Length" not in headers


def test_the_application_is_told_under_which_key_its_answer_may_be_kept(front: Front) -> None:
    assert b"path='/doc/b.ttl'" in ask(front, "/doc/b.ttl")[0]
    assert ask(front, "/sparql")[0] == b"None"
    assert ask(front, "/doc/a.ttl", method="POST")[0] == b"None"


def test_without_a_store_the_application_answers(empty_config: Config) -> None:
    generations = Generations(empty_config.data_dir / "none", empty_config.base_iri)
    front = Front(application, generations, RenderedCache(1_000_000))
    assert ask(front, "/doc/a.ttl")[0] == b"None"
