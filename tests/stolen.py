"""What a thief of the demo must not find, asked of the installation itself.

`python -c "from tests.stolen import show; show()"` prints it as JSON where the settings and the
keys of an installation are in the environment (tests/journeys/test_whole_way.py).
"""

import json

# Who somebody is and how to reach them.
TELLING = (
    "name",
    "other_name",
    "name_own_script",
    "organisation",
    "email",
    "phone",
    "format_email",
)


def secrets() -> tuple[list[str], list[str]]:
    """Texts of people that no output has made public, and a few that are public: the control.

    A text that is part of a public one (the name of an institution, of an account, of somebody
    named in the programme) proves nothing and is left out.
    """
    from access.domain import consent
    from access.domain.consent import Naming, Output
    from access.domain.crypto import Cipher
    from access.models import PersonalValue, User, Vault
    from events.models import InstitutionName, WorkshopPage

    held: dict[object, list[str]] = {}
    for vault in Vault.objects.filter(destroyed_at=None):
        cipher = Cipher(vault.pk)
        for row in PersonalValue.objects.filter(vault=vault, field__in=TELLING):
            text = cipher.open(row.key_id, row.ciphertext, (row.subject, row.field))
            held.setdefault(row.subject, []).append(text)
    named: set[object] = set()
    for output in (Output.PROGRAMME, Output.LIST, Output.PROCEEDINGS):
        choices = consent.naming(held, output)  # type: ignore[arg-type]
        named |= {person for person, choice in choices.items() if choice is not Naming.NONE}
    public = [
        *(text for person in named for text in held[person]),
        *InstitutionName.objects.values_list("text", flat=True),
        *User.objects.values_list("email", flat=True),
    ]
    hidden = {text for person, texts in held.items() if person not in named for text in texts}
    found = sorted(text for text in hidden if not any(text in other for other in public))
    return found, list(WorkshopPage.objects.live().values_list("title", flat=True)[:3])


def show() -> None:
    """Print both lists."""
    import django

    django.setup()
    print(json.dumps(secrets()))


def standing_in(content: bytes, texts: list[str]) -> list[str]:
    """Which of the texts stand in bytes: as UTF-8 or escaped."""
    return [
        text
        for text in texts
        if text.encode() in content or text.encode("unicode_escape") in content
    ]
