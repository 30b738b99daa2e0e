"""Where lines may break in scripts without spaces between words.

Pango knows Thai. Lao, Khmer and Burmese get zero-width spaces at the word boundaries of ICU
(UAX 14 with its dictionaries). A passage in which an editor already set such spaces is left alone.
"""

import re

from icu4py.breakers import LineBreaker

BREAK = "\u200b"
SCRIPTS = {
    "lo": "\u0e80-\u0eff",
    "km": "\u1780-\u17d3\u17dc-\u17dd",
    "my": "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f",
}
RUNS = {tag: re.compile(f"[{letters}{BREAK}]{{3,}}") for tag, letters in SCRIPTS.items()}
ANY = re.compile(f"[{''.join(SCRIPTS.values())}]")


def by_word(text: str) -> str:
    """The text with a zero-width space wherever a Lao, Khmer or Burmese line may break."""
    if not ANY.search(text):
        return text
    for tag, run in RUNS.items():
        text = run.sub(lambda match, tag=tag: _broken(match[0], tag), text)
    return text


def _broken(run: str, tag: str) -> str:
    if BREAK in run:
        return run
    return BREAK.join(LineBreaker(run, tag))
