from __future__ import annotations

import pytest

from moothall.graph.errors import RoleError
from moothall.server.problems import problem_of
from moothall.server.roles import NEEDED, Action, Role, check_role


def test_every_action_says_which_role_it_needs() -> None:
    assert set(NEEDED) == set(Action)


@pytest.mark.parametrize("action", Action)
def test_a_publisher_may_do_everything(action: Action) -> None:
    check_role(Role.PUBLISHER, action)


@pytest.mark.parametrize("action", Action)
def test_an_editor_may_do_what_the_table_says_and_nothing_else(action: Action) -> None:
    if NEEDED[action] is Role.EDITOR:
        check_role(Role.EDITOR, action)
        return
    with pytest.raises(RoleError, match=f"{action} needs the role publisher"):
        check_role(Role.EDITOR, action)


def test_the_problem_of_a_wrong_role_names_both_roles_and_what_to_do() -> None:
    problem = problem_of(RoleError("an update", "editor", "publisher"), "http://localhost:8080/")
    assert (problem.status, problem.type) == (
        403,
        "http://localhost:8080/about#problem-role-needed",
    )
    assert problem.extras == {"role": "editor", "needed_role": "publisher"}
    assert "--role publisher" in problem.remedy
