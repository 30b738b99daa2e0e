"""The interpretation sheet: by day, booth and language pair."""

from events.domain import agenda_interpretation, programme
from tests.events.test_agenda_documents import KEYS, document, session


def test_a_booth_keeps_its_language_for_the_day():
    """Issue 5, 11: by day, booth and language pair, whatever order a session names them in."""

    def spoken(number: int, languages: list[str]) -> dict:
        start = f"{9 + number:02d}:00"
        return session(KEYS[number], start=start, languages=languages, room=1, roles=[])

    a = document(spoken(0, ["en", "km", "th"]), spoken(1, ["th", "sign"]), spoken(2, ["km"]))
    built = programme.build(a, lambda role: None)
    codes = {row["id"]: row["languages"] for row in a["sessions"]}
    [day] = agenda_interpretation.sheet(built, codes)
    assert [(b.number, b.pair, len(b.shifts), b.missing) for b in day.booths] == [
        (1, "English – Khmer", 2, 2),
        (2, "English – Thai", 2, 2),
        (0, "English – Sign language", 1, 2),
    ]
