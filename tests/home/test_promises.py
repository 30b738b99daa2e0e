"""The page of promises: every sentence has a proof that exists."""

import ast
import html
from pathlib import Path

import pytest

from home.domain import promises
from tests.factories.events import home_page

TESTS = Path(__file__).parents[1]
ALL = promises.tests()


@pytest.mark.parametrize("name", ALL)
def test_every_promise_names_a_test_that_exists(name):
    """A sentence whose test is gone or has another name fails here."""
    file, _, function = name.partition("::")
    found = [
        node.name
        for node in ast.walk(ast.parse((TESTS / file).read_text()))
        if isinstance(node, ast.FunctionDef) and node.name == function
    ]
    assert found == [function]


def test_no_two_promises_lean_on_the_same_test():
    assert len(ALL) == len(set(ALL))


@pytest.mark.django_db
def test_the_page_says_each_sentence_with_its_proof(client):
    home_page()
    answer = client.get("/privacy-promise/")
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 200
    for chapter in promises.CHAPTERS:
        for promise in chapter.promises:
            assert str(promise.sentence) in text
            assert f"tests/{promise.test}" in text
    assert 'href="/privacy-promise/"' in text


@pytest.mark.django_db
def test_the_page_asks_the_database_for_the_frame_alone(client, django_assert_max_num_queries):
    home_page()
    client.get("/privacy-promise/")
    with django_assert_max_num_queries(6):
        client.get("/privacy-promise/")
