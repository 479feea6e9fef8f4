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
from huying.text.words import index_words, initials, phrase_query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

TABLE = "cases_words"
CHUNK = 500


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


def matching(rows: QuerySet[Case], query: str) -> QuerySet[Case]:
    """Narrow cases to those whose words hold the query."""
    terms = phrase_query(query)
    if not terms:
        return rows.none()
    if connection.vendor == "postgresql":
        sql = f"SELECT case_id FROM {TABLE} WHERE words @@ phraseto_tsquery('simple', %s)"  # noqa: S608
        return rows.filter(pk__in=RawSQL(sql, [" ".join(terms)]))  # noqa: S611 - a constant query, the words are parameters
    sql = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"  # noqa: S608
    phrase = " ".join(term.replace('"', "") for term in terms)
    return rows.filter(pk__in=RawSQL(sql, [f'"{phrase}"']))  # noqa: S611 - a constant query, the words are parameters
