"""Roles, disclosure, encryption, tokens, audit. The lowest floor: it knows no other app."""
