"""What may not stand in a log line: addresses, tokens of private links."""

import logging
import re

# A token is 43 characters wherever it stands; a shorter one may follow a word (/me/confirm/...).
_TOKEN = re.compile(
    r"(/me/(?:[a-z\-]{2,20}/)*|/links?/|token=|/set-password/[A-Za-z0-9_\-]+/)[A-Za-z0-9_\-]{8,}"
    r"|()(?<![\w\-])[A-Za-z0-9_\-]{43}(?![\w\-])"
)
_ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[A-Za-z]{2,}")


def scrub(text: str) -> str:
    """`text` without e-mail addresses and without the secret of a private link."""
    return _ADDRESS.sub("[address]", _TOKEN.sub(lambda found: (found[1] or "") + "[token]", text))


class PrivateFilter(logging.Filter):
    """Rewrites every record before it is written. The request object is dropped."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = scrub(record.getMessage())
        record.args = None
        record.__dict__.pop("request", None)
        return True
