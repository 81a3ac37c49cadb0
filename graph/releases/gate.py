"""The gate: a release that is worse than the one before is refused, unless somebody says why."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..errors import RequestError
from ..quality.measuring import quality_record
from ..quality.questions import checks
from ..quality.record import QualityRecord
from ..quality.regressions import Regression, regressions
from .folder import Releases


def let_pass(
    releases: Releases,
    parent: str | None,
    record: QualityRecord,
    waivers: Mapping[str, str],
    progress: Callable[[str], None],
    *,
    draft: bool,
) -> dict[str, str]:
    """Return the waivers that a new release needed.

    Args:
        releases: the releases that there are.
        parent: version of the one before; None for the first. It is measured anew, so that both
            are compared by the same checks.
        record: the quality record of the new one.
        waivers: name of a check -> why it may find more.
        progress: is told the step, what is worse and which waivers were not needed.
        draft: whether it is a draft, which is told and not refused.

    Raises:
        RequestError: something is worse that nobody waived, and it is no draft.
    """
    progress("comparing its quality")
    if parent is None:
        worse: tuple[Regression, ...] = ()
    else:
        before = quality_record(releases.generation(parent))
        worse = regressions(before, record, checks(releases.base_iri))
    stopping = [each for each in worse if each.check.name not in waivers]
    if stopping and not draft:
        raise RequestError(
            f"its quality is worse than that of release {parent}: "
            + "; ".join(str(each) for each in stopping),
            remedy="mend the terms and create it again, or say why it may be so, for each check, "
            f"with --waive {stopping[0].check.name}=REASON; 'moothall quality' names every term",
        )
    for each in worse:
        why = waivers.get(each.check.name)
        progress(f"worse than {parent}: {each}" + (f"; waived: {why}" if why else ""))
    needed = {each.check.name for each in worse} & waivers.keys()
    for name in sorted(waivers.keys() - needed):
        progress(f"the waiver of {name} was not needed and is not kept")
    return {name: waivers[name] for name in sorted(needed)}
