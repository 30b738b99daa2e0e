"""What can go wrong with a change of the draft."""

import datetime

from access.models import User
from events.models import Session


class StaleVersion(Exception):
    """The session was changed since; `current` is how it stands now (who, when, every value)."""

    def __init__(self, current: Session) -> None:
        super().__init__(f"Session {current.pk} is at version {current.version}.")
        self.current = current

    @property
    def who(self) -> User | None:
        """Whose change came first, if the account still exists."""
        return self.current.changed_by

    @property
    def when(self) -> datetime.datetime:
        """The moment of that change."""
        return self.current.changed_at
