"""How long a build still takes."""

import time


class Clock:
    """Foretells the seconds left from the characters typeset so far."""

    def __init__(self) -> None:
        self._begin = time.monotonic()
        self._done = self._all = 0

    def expect(self, characters: int) -> None:
        """So many more are to be typeset."""
        self._all += characters

    def have(self, characters: int) -> None:
        """So many of them are typeset now."""
        self._done += characters

    def left(self) -> int | None:
        """Seconds left; None before anything is typeset."""
        if not self._done:
            return None
        rate = (time.monotonic() - self._begin) / self._done
        return round(rate * (self._all - self._done) * 1.15)  # the joining is about a seventh
