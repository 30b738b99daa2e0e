"""docs/roles.md, written from the table of roles."""

from django.utils.translation import override

from access.role_matrix import MATRIX, OF_ADMINISTRATORS, WITHOUT_ACCOUNT, Role, Room, Row, roles_of

HEAD = """# Roles

Written by `manage.py roles_page` from `access/role_matrix.py`; change the table there, not here.
The program asks the same table at every request, and a test tries every room with every role.
What each reader of the field table may read stands in [protection.md](protection.md).

## Who reads and enters what
"""
TAIL = """
¹ Only once the data annex of the host agreement is signed (its date stands on the page of the
workshop). Until then a host edits the agenda and nothing else. The Secretariat sees these pages as
the host does.

An administrator of the installation holds the roles {administrators}; never a host’s, and never the
protection focal point’s. Roles of the whole installation are groups of accounts (Settings >
Accounts). Roles in one workshop are given, for a time, under “Roles in workshops”.

A locked record (Protection) is read by nobody but the focal point, whatever their role; it still
counts in every number. Opening one takes a reason, and the focal points are told.

## Who has no account

| who | what they read, and how |
|---|---|
"""


def render() -> str:
    """The whole page in English, as Markdown."""
    with override("en"):
        return _roles() + _strangers()


def _roles() -> str:
    rooms = list(Room)
    roles = list(Role)
    lines = [
        "| | " + " | ".join(str(role.label) for role in roles) + " |",
        "|---|" + ":-:|" * len(roles),
        "| reads as | " + " | ".join(str(MATRIX[role].reader.label) for role in roles) + " |",
        "| given | " + " | ".join(_given(MATRIX[role]) for role in roles) + " |",
    ]
    for room in rooms:
        cells = ["●" if role in roles_of(room) else "·" for role in roles]
        name = f"{room.label}{'¹' if room.needs_annex else ''}<br>`{room.address}`"
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return f"{HEAD}\n" + "\n".join(lines) + "\n"


def _given(row: Row) -> str:
    if row.group:
        return f"group “{row.group}”"
    day = "1 day" if row.days == 1 else f"{row.days} days"
    return f"in one workshop, until {day} after it"


def _strangers() -> str:
    administrators = " and ".join(f"“{role.label}”" for role in Role if role in OF_ADMINISTRATORS)
    lines = [
        f"| {who} | {how.strip()} |"
        for text in WITHOUT_ACCOUNT.values()
        for who, _colon, how in [str(text).partition(":")]
    ]
    return TAIL.format(administrators=administrators) + "\n".join(lines) + "\n"
