"""Sealed numbers and heads are append-only in the database itself, as the audit records are."""

from django.db import migrations

TABLES = ("core_sealedevent", "core_sealhead", "core_sealepoch")


def guard(apps, schema_editor):
    for table in TABLES:
        name = table.removeprefix("core_")
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION huying_append_only()"
            )
            continue
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'sealed rows are append-only'); END"
            )


def unguard(apps, schema_editor):
    for table in TABLES:
        name = table.removeprefix("core_")
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name}_append_only ON {table}")
            continue
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {name}_no_{verb}")


class Migration(migrations.Migration):
    dependencies = [("core", "0004_seal")]
    operations = [migrations.RunPython(guard, unguard)]
