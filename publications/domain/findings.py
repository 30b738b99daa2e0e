"""What the pre-flight tells."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing to look at. `stops` says whether a build would fail because of it."""

    where: str
    words: str
    url: str
    stops: bool = False
