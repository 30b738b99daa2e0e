"""The desk on the day: who is there, ticked and unticked; no lists by session."""

from access.models import User
from registrations.domain import places
from registrations.domain.states import State, WrongState, step
from registrations.models import Registration


def arrive(registration: Registration, actor: User) -> None:
    """Tick a person who was accepted. Raises WrongState (ticked already, or no place), Busy."""
    with places.passing(registration) as current:
        step(current, State.ATTENDED, actor=actor)


def undo(registration: Registration, actor: User) -> None:
    """Take a tick back. Raises WrongState, Busy."""
    with places.passing(registration) as current:
        if current.state != State.ATTENDED:
            # A tick is taken back; nothing else becomes accepted by this way.
            raise WrongState(current.state)
        step(current, State.ACCEPTED, actor=actor, undone=True)
