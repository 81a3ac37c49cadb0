from __future__ import annotations

import inspect
import pickle
import re

from moothall.graph import errors
from moothall.graph.errors import (
    BusyError,
    ContentError,
    GoneError,
    MoothallError,
    NotAcceptableError,
    QueryMemoryError,
    SourceError,
)


def test_the_tree_in_the_docstring_is_the_tree_of_classes() -> None:
    drawn = re.findall(r"\w+Error", errors.__doc__ or "")
    classes = [
        name for name, _ in inspect.getmembers(errors, inspect.isclass) if name.endswith("Error")
    ]
    assert sorted(drawn) == sorted(classes)


def test_every_error_is_of_the_one_tree() -> None:
    for name, value in inspect.getmembers(errors, inspect.isclass):
        if name.endswith("Error"):
            assert issubclass(value, MoothallError)


def test_every_error_comes_back_whole_from_another_process() -> None:
    made = [
        SourceError("it is wrong", source="a.csv", line=41, column="UPRN", remedy="mend it"),
        GoneError("http://a/1", "2026-11-01", ["http://a/2"], {"en": "A"}),
        NotAcceptableError("text/x", ["text/html"]),
        BusyError("another write is going on", 5),
        ContentError("the body is not Turtle", line=2, column=3),
        QueryMemoryError(is_update=True),
    ]
    for error in made:
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert str(again) == str(error)
        assert vars(again) == vars(error)


def test_an_error_says_where_what_and_what_to_do() -> None:
    error = SourceError(
        '"n/a" is not a number',
        source="libraries.csv",
        line=41,
        column="UPRN",
        remedy="leave the cell empty if unknown",
    )
    assert str(error) == (
        'libraries.csv line 41, column "UPRN": "n/a" is not a number; '
        "leave the cell empty if unknown"
    )


def test_a_removal_names_its_successors() -> None:
    assert str(GoneError("http://a/1", "2026-11-01", ["http://a/2"])).endswith("use http://a/2")


def test_a_refusal_of_form_names_what_is_offered() -> None:
    assert "text/turtle" in str(NotAcceptableError("application/pdf", ["text/turtle"]))
