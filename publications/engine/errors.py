"""What can go wrong, in words that name the part and the cause."""


class BuildError(Exception):
    """A build that ended without a volume. `part` is the title of the part, or empty."""

    def __init__(self, cause: str, part: str = "") -> None:
        self.cause = cause
        self.part = part
        super().__init__(f"{part}: {cause}" if part else cause)


class Refused(ValueError):
    """A text that the sanitiser does not let through."""
