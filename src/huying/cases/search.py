"""Search in Chinese over cases 检索: bigrams in SQLite's FTS5 or PostgreSQL's full text, by one small table.

The table `cases_words` is not a model: on SQLite it is an FTS5 table whose rowid is the case, on PostgreSQL a
table with a GIN index. The worker fills it; the words come from `huying.text.words`. Only staff who may read the
original search it; the enterprise searches released briefs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models.expressions import RawSQL

from huying.cases.models import Case
from huying.text.words import index_words, initials, phrases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet

    from huying.text.words import Phrase

TABLE = "cases_words"
CHUNK = 500
FEW = 5_000
"""As many cases as are named one by one in the query of a list."""


def words_of(case: Case) -> str:
    """Return what of a case can be found: title, text, address, and the initials of the title."""
    text = f"{case.title} {case.address} {case.text}"
    return f"{index_words(text)} {initials(case.title).lower()} {case.external_id}"


def index(ids: Sequence[int]) -> None:
    """Put cases into the index; a case indexed again replaces its words."""
    for start in range(0, len(ids), CHUNK):
        cases = Case.objects.filter(pk__in=ids[start : start + CHUNK]).only(
            "id", "title", "text", "address", "external_id"
        )
        rows = [(case.pk, words_of(case)) for case in cases]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.executemany(
                    f"INSERT INTO {TABLE} (case_id, words) VALUES (%s, to_tsvector('simple', %s)) "  # noqa: S608
                    "ON CONFLICT (case_id) DO UPDATE SET words = excluded.words",
                    rows,
                )
            else:
                cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(pk,) for pk, _words in rows])  # noqa: S608
                cursor.executemany(f"INSERT INTO {TABLE} (rowid, words) VALUES (%s, %s)", rows)  # noqa: S608


def most() -> int:
    """Return how many cases there are to be indexed."""
    return Case.objects.count()


def chunks() -> Iterator[list[int]]:
    """Yield the numbers of all cases, as many as are indexed in one go."""
    last = 0
    while part := list(Case.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield part
        last = part[-1]


def matching(rows: QuerySet[Case], query: str) -> QuerySet[Case]:
    """Narrow cases to those that hold every part of the query; on PostgreSQL with one query of the index.

    What few cases hold is found by the index of words and then narrowed; what many hold is met soon enough on the
    way through the list. The database cannot tell the two apart by its statistics, so it is tried.
    """
    wanted = phrases(query)
    if not wanted:
        return rows.none()
    if connection.vendor != "postgresql":
        sql = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"  # noqa: S608
        return rows.filter(pk__in=RawSQL(sql, [" AND ".join(map(_for_sqlite, wanted))]))  # noqa: S611 - a constant query
    asked = " & ".join(map(_for_postgresql, wanted))
    with connection.cursor() as cursor:
        cursor.execute("SELECT found FROM cases_words_found(%s::tsquery, %s) AS found", [asked, FEW])
        found = [row[0] for row in cursor.fetchall()]
    if len(found) < FEW:
        return rows.filter(pk__in=found)
    sql = f"SELECT case_id FROM {TABLE} WHERE words @@ %s::tsquery"  # noqa: S608
    return rows.filter(pk__in=RawSQL(sql, [asked]))  # noqa: S611 - a constant query, the words are parameters


def _for_sqlite(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.words)}"{" *" if phrase.is_open else ""}'


def _for_postgresql(phrase: Phrase) -> str:
    return f"({' <-> '.join(phrase.words)}{':*' if phrase.is_open else ''})"
