"""The content a fresh installation begins with: reference data, the archive, the demo workshops."""

from events.domain.archive import load_archive
from events.domain.demo import load_demo_workshops
from events.domain.loading import Loaded
from events.domain.reference import load_reference

__all__ = ["Loaded", "load_archive", "load_demo_workshops", "load_reference"]
