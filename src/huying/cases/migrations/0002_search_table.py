"""The table of words that search reads: FTS5 on SQLite, a GIN index on PostgreSQL."""

from django.db import migrations

SQLITE = "CREATE VIRTUAL TABLE cases_words USING fts5(words, tokenize='unicode61')"
POSTGRESQL = [
    "CREATE TABLE cases_words (case_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX cases_words_gin ON cases_words USING gin (words)",
]


def build(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL:
            schema_editor.execute(statement)
    else:
        schema_editor.execute(SQLITE)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE cases_words")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(build, drop)]
