"""The contracts with consumers, replayed over HTTP against everything that ships."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import requests

from moothall.server.contracts.contract import Contract, contracts
from moothall.server.contracts.replay import Answer, Ask, replay


@pytest.fixture
def ask(served: str) -> Ask:
    """Asks a service in a process of its own, as its consumers do: without following redirects."""

    def get(path: str, headers: Mapping[str, str]) -> Answer:
        answer = requests.get(
            f"{served.rstrip('/')}{path}", headers=headers, allow_redirects=False, timeout=30
        )
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status_code, found, answer.content)

    return get


def test_there_are_contracts_with_the_consumers_that_are_known() -> None:
    names = [contract.name for contract in contracts()]
    assert names == ["govuk-local-links", "open-referral", "plain-json"]
    assert all(contract.about.strip() and contract.source for contract in contracts())


@pytest.mark.parametrize("contract", contracts(), ids=lambda each: each.name)
def test_a_consumer_gets_what_it_relies_on(contract: Contract, ask: Ask) -> None:
    assert replay(contract, ask, ask) == ()
