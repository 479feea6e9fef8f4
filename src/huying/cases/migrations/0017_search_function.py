"""Search asks the index of words first, whatever the statistics make the planner believe."""

from django.db import migrations

FOUND = """
CREATE FUNCTION cases_words_found(asked tsquery, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_indexscan = off AS $$
BEGIN
    RETURN QUERY SELECT case_id FROM cases_words WHERE words @@ asked LIMIT most;
END
$$
"""


def build(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FOUND)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION cases_words_found(tsquery, integer)")


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_board_indexes")]
    operations = [migrations.RunPython(build, drop)]
