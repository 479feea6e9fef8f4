"""On PostgreSQL a table can be emptied without a row being deleted; the append-only tables refuse that too."""

from django.db import migrations

TABLES = {
    "audit": "core_auditrecord",
    "sealedevent": "core_sealedevent",
    "sealhead": "core_sealhead",
    "sealepoch": "core_sealepoch",
}


def guard(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name, table in TABLES.items():
        schema_editor.execute(
            f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION huying_append_only()"
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name, table in TABLES.items():
        schema_editor.execute(f"DROP TRIGGER {name}_no_truncate ON {table}")


class Migration(migrations.Migration):
    dependencies = [("core", "0005_seal_append_only")]
    operations = [migrations.RunPython(guard, unguard)]
