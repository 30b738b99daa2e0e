"""Every check on mail has a test that names it."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
CHECKS = [f"SEC-E{number}" for number in range(1, 8)] + [f"SB-M{number}" for number in range(1, 7)]


@pytest.fixture(scope="module")
def named():
    """For each check, the tests whose docstrings name it."""
    found = {check: [] for check in CHECKS}
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                words = (ast.get_docstring(node) or "").replace(",", " ").replace(":", " ").split()
                for check in CHECKS:
                    if check in [word.strip(".;()") for word in words]:
                        found[check].append(node.name)
    return found


@pytest.mark.parametrize("check", CHECKS)
def test_a_test_names_it(named, check):
    """Group E of the security checks and the scoreboard's rows on mail."""
    assert named[check] != []
