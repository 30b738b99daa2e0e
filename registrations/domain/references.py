"""The reference of a registration: random, says nothing, can be said on the telephone."""

import secrets

# Without 0 O 1 I L and without vowels: no figure is mistaken, no word appears.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """A reference such as K7M-4QX (28**6, about 480 million)."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(6))
    return f"{letters[:3]}-{letters[3:]}"


def normal_reference(text: str) -> str:
    """The reference as stored, from what a person typed: `k7m 4qx` is K7M-4QX."""
    letters = "".join(char for char in text.upper() if char in ALPHABET)
    return f"{letters[:3]}-{letters[3:]}"
