"""Answers that a question of the catalogue offers. Food is foods, never a faith (US-P9)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

Choices = list[tuple[str, Any]]

PHOTO: Choices = [
    ("none", _("No photographs of me. Give me the badge with the yellow cord")),
    ("group", _("Group photographs are all right")),
    ("any", _("Photographs are all right")),
]
FOOD: Choices = [
    ("", _("Anything")),
    ("no_pork", _("No pork, no alcohol")),
    ("vegetarian", _("Vegetarian")),
    ("vegan", _("Vegan")),
]
INTERPRETATION: Choices = [
    ("", _("I follow English without it")),
    ("id", "Bahasa Indonesia"),
    ("ms", "Bahasa Melayu"),
    ("my", "မြန်မာ"),
    ("km", "ខ្មែរ"),
    ("lo", "ລາວ"),
    ("th", "ไทย"),
    ("vi", "Tiếng Việt"),
    ("tet", "Tetun"),
    ("sign", _("A sign language")),
]
ACCOMPANYING: Choices = [("", _("Nobody")), *((str(n), str(n)) for n in range(1, 5))]
PARTICIPATION: Choices = [
    ("", _("In the room")),
    ("online", _("Online")),
]
LETTERS: Choices = [
    ("none", _("None. I need no letter, or arrange it myself")),
    ("me", _("Send the letter to me")),
    ("send", _("Send it for me, after I have seen the exact text")),
]
COSTS: Choices = [("", _("No")), ("travel", _("Journey")), ("all", _("Journey and room"))]

# What we could arrange for somebody; the words for the person follow on the next line.
ACCESS: dict[str, Any] = {
    "arranged": _("Arranged"),
    "question": _("We have a question"),
    "impossible": _("Not possible"),
}

CHOICES: dict[str, Choices] = {
    "photo_wish": PHOTO,
    "food": FOOD,
    "interpretation": INTERPRETATION,
    "participation": PARTICIPATION,
    "accompanying": ACCOMPANYING,
    "visa_letter_choice": LETTERS,
    "sponsorship_need": COSTS,
}


def in_words(code: str, stored: str) -> str:
    """A stored answer to a field of the catalogue as people read it; no answer is no word."""
    if code == "access_answer":
        kind, _line, words = stored.partition("\n")
        return f"{ACCESS.get(kind, kind)}: {words}".removesuffix(": ")
    return str(dict(CHOICES.get(code, ())).get(stored, stored)) if stored else ""
