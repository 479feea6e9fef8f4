"""Write the OpenAPI document that tests/api keeps: `python -m tools.openapi`."""

from __future__ import annotations

import os

import django


def main() -> None:
    """Write the document as it is served now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.api import test_openapi  # noqa: PLC0415 - models only once the apps are ready

    test_openapi.SNAPSHOT.write_text(test_openapi.written(test_openapi.document()), encoding="utf-8")


if __name__ == "__main__":
    main()
