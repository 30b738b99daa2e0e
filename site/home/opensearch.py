"""OpenSearch as the search of pages, where SEARCH_URL is set.

Its client is installed by hand and without what it depends on (docs/deploy/README.md): it wants the
package `Events`, whose folder has the name of an app of ours. It uses one class of it, to measure
itself, which nobody asks for here.
"""

import events

if not hasattr(events, "Events"):
    events.Events = type("Events", (), {})  # type: ignore[attr-defined]

from modelsearch.backends.opensearch2 import OpenSearch2SearchBackend

SearchBackend = OpenSearch2SearchBackend
