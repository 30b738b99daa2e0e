"""A test of mail says so: tests/conftest.py fails every other one that writes or sends a mail."""

import pytest


@pytest.fixture
def post():
    """Ask for it in a test that writes or sends mail."""
