"""What a retention means for a memory's place: vivid, fading, faint or dormant."""

from core.memory import Kind, State

VIVID, FADING, FAINT = 0.8, 0.5, 0.3


def state_of(retention: float, *, status: str, kept: bool) -> State:
    """The state of a memory; one that is `kept` (pinned, linked or written by hand) never goes dormant."""
    if status in (State.FORGOTTEN, State.SUPERSEDED):
        return State(status)
    if retention >= VIVID:
        return State.VIVID
    if retention >= FADING:
        return State.FADING
    return State.FAINT if retention >= FAINT or kept else State.DORMANT


def is_kept(*, pinned: bool, linked: bool, kind: str, trust: str) -> bool:
    """Whether a memory is pinned, linked, or a note the person wrote: then time alone never sets it aside."""
    return pinned or linked or (kind == Kind.NOTE and trust == "self")
