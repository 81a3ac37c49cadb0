from __future__ import annotations

import json
import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.config import Config
from moothall.graph.errors import ConfigError
from moothall.graph.logs import JsonFormatter, TextFormatter, hide_tokens, members

TOKEN = "westmere-council.dGhpcyBpcyBhIHNlY3JldCBvZiAzMiBieXRlcyB0aGF0"
SECRET = TOKEN.partition(".")[2]


def record(message: str, *values: object, **further: object) -> logging.LogRecord:
    made = logging.LogRecord("moothall.test", logging.INFO, "here", 1, message, values, None)
    made.__dict__.update(members(**further))
    return made


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {TOKEN}",
        f"authorization=bearer%20{TOKEN}",
        f"GET /sparql/update?access_token={TOKEN}&x=1",
        f"/graph/{TOKEN}",
        f"the header was 'Basic {SECRET}'",
        f"?token={SECRET}",
        f"{{'Authorization': 'Bearer {SECRET}'}}",
    ],
)
def test_nothing_of_a_token_is_logged(text: str) -> None:
    for formatter in (TextFormatter(), JsonFormatter()):
        assert SECRET not in formatter.format(record("got %s", text))
        assert SECRET not in formatter.format(record("got it", path=text))
    assert hide_tokens(text).endswith((")", ")'", ")'}", "x=1"))


@pytest.mark.parametrize(
    "text", ["a bearer of tokens: two", "http://id.esd.org.uk/service/579", "token count=3"]
)
def test_what_is_no_token_is_logged_as_it_is(text: str) -> None:
    expected = text.replace("of", "(hidden)") if "bearer" in text else text
    assert hide_tokens(text) == expected


@given(st.text(), st.dictionaries(st.text(min_size=1), st.text() | st.integers() | st.none()))
def test_a_line_of_json_is_one_object_whatever_is_logged(
    message: str, further: dict[str, object]
) -> None:
    made = record("%s", message)
    made.__dict__["members"] = further
    line = JsonFormatter().format(made)
    assert "\n" not in line
    assert isinstance(json.loads(line), dict)


def test_a_line_of_json_has_time_level_logger_message_and_more() -> None:
    document = json.loads(JsonFormatter().format(record("%d queries", 3, status=200)))
    assert document.pop("time").endswith("+00:00")
    assert document == {
        "level": "INFO",
        "logger": "moothall.test",
        "message": "3 queries",
        "status": 200,
    }


def test_an_error_is_logged_with_its_traceback_in_one_line() -> None:
    try:
        raise LookupError(f"no {TOKEN}")
    except LookupError:
        made = record("it failed")
        made.exc_info = sys.exc_info()
    line = JsonFormatter().format(made)
    assert "LookupError" in json.loads(line)["exception"]
    assert "\n" not in line
    assert SECRET not in line


def test_a_form_that_there_is_not_is_refused() -> None:
    with pytest.raises(ConfigError, match="text or json"):
        Config.from_env({"MOOTHALL_LOG_FORMAT": "xml"})
