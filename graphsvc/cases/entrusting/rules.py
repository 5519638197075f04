"""Who does a call or a case by name, and when that can be said: pure.

Nothing about its clock or its state changes: whoever gives it goes on answering for it, in its own time.
"""

from graphsvc.cases.model.states import Action


def entrusted_after(before: str | None, action: Action, person: str | None, *, goes_on: bool) -> str | None:
    """Tell who does it by name after a step.

    Args:
        person: whom the step names.
        goes_on: it is still the same work of the same hands after the step.
    """
    if action is Action.ENTRUST:
        return person
    return before if goes_on and action is not Action.TAKE_BACK else None


def against_entrusting(entrusted: str | None, action: Action) -> tuple[str, str] | None:
    """Say in Chinese and English what speaks against giving work to a person, or taking it back; None if nothing."""
    if action is Action.ENTRUST and entrusted:
        return "已经转办给个人，请先收回。", "Somebody does it by name already; take it back first."
    if action is Action.TAKE_BACK and not entrusted:
        return "没有转办给个人。", "Nobody was given it by name."
    return None
