from __future__ import annotations

import string

import pytest

from huying.rules import explanations, sources
from huying.rules.deadline_words import ARTICLES, SENTENCES
from huying.rules.explanations import Step, explain


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_step_is_worded_alike_in_both_languages_and_cites_a_known_text() -> None:
    for code, words in explanations.shipped().items():
        assert fields(words.zh) == fields(words.en), code
        assert sources.cite(words.article)
    assert set(ARTICLES) == set(SENTENCES)
    for article in ARTICLES.values():
        assert sources.cite(article)


def test_a_step_is_explained_with_its_article() -> None:
    (found,) = explain([Step("received", {"on": "2026-09-30"})])
    assert found["article"] == "CC 201"
    assert found["article_zh"] == "《民法典》第201条"
    assert found["en"] == "received Wed 30 Sep 2026; the day of receipt is not counted"


def test_a_step_without_words_is_a_fault() -> None:
    with pytest.raises(KeyError):
        explain([Step("nothing.of_the_kind")])
