"""The names of the months in English and Welsh, whole and shortened."""

from __future__ import annotations

_ENGLISH = (
    "january february march april may june july august september october november december".split()
)
_WELSH = (
    "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr".split()
)

MONTHS: dict[str, int] = {"sept": 9}
"""Name of a month, folded -> its number."""

for _names in (_ENGLISH, _WELSH):
    for _number, _name in enumerate(_names, start=1):
        MONTHS[_name] = _number
        MONTHS.setdefault(_name[:3], _number)
