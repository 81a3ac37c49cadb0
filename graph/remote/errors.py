"""What can go wrong with a remote store; all of it is a `StoreError`.

::

    RemoteStoreError           the remote store cannot be used
    ├── StoreAwayError         it did not answer, or not to the end
    │   └── StoreSlowError     not in the time that it had
    ├── StoreRefusedError      it answered, and would not
    └── UnknownOutcomeError    a publish was sent, and nobody knows whether it happened
"""

from __future__ import annotations

from ..errors import StoreError


class RemoteStoreError(StoreError):
    """The remote store cannot be used."""


class StoreAwayError(RemoteStoreError):
    """The remote store did not answer, or not to the end."""


class StoreSlowError(StoreAwayError):
    """The remote store did not answer in the time that it had."""


class StoreRefusedError(RemoteStoreError):
    """The remote store answered, and would not do what it was asked."""


class UnknownOutcomeError(RemoteStoreError):
    """A publish was sent, and the remote store did not say whether it happened."""
