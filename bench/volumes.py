"""How long a volume takes: a case with 200 steps, 30 photographs and a log of 100,000 records beside it.

python -m bench.volumes [--steps 200] [--photos 30] [--records 100000]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.people import City

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.rules.volumes import Variant, VolumePurpose


def _ready() -> None:
    os.environ.setdefault("HUYING_DATA_DIR", tempfile.mkdtemp(prefix="huying-bench-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.config.settings")
    sys.path.insert(0, str(Path(__file__).parent.parent))
    import django  # noqa: PLC0415 - the settings must be named first

    django.setup()


def main() -> None:
    """Build the case, measure and print."""
    parser = argparse.ArgumentParser()
    for name, usual in (("steps", 200), ("photos", 30), ("records", 100_000)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    options = parser.parse_args()
    _ready()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    from tests.people import build_city  # noqa: PLC0415

    city = build_city()
    case = _handled(city, steps=options.steps, records=options.records)
    _photographed(case, photos=options.photos)
    from huying.rules.volumes import Variant, VolumePurpose  # noqa: PLC0415

    for variant, purpose in ((Variant.MASKED, VolumePurpose.ARCHIVE), (Variant.FULL, VolumePurpose.COURT)):
        print(f"{variant.value}: {_made(case.pk, variant, purpose, actor=city['street_officer'])}")


def _handled(city: City, *, steps: int, records: int) -> Case:
    """Return a case with many steps, and fill the log beside it."""
    from tests.cases.desk import complaint  # noqa: PLC0415
    from tests.people import AT  # noqa: PLC0415

    from huying.cases.actions import handling  # noqa: PLC0415
    from huying.core import audit  # noqa: PLC0415
    from huying.core.actors import SYSTEM  # noqa: PLC0415
    from huying.core.models import AuditRecord  # noqa: PLC0415

    case = complaint(city, name="王芳", phone="13812341234", door="2单元501")
    street = city["street_officer"]
    handling.sign(case.pk, actor=street, at=AT)
    bulk = records // max(steps, 1)
    for step in range(steps):
        at = AT + timedelta(minutes=step + 1)
        handling.act(case.pk, note=f"第{step}次上门，物业已整改部分问题，继续跟进。" * 3, actor=street, at=at)
        audit.write(
            audit.entry("filter.saved", AuditRecord(pk=place), actor=SYSTEM, at=at, place=place)
            for place in range(bulk)
        )
    return case


def _photographed(case: Case, *, photos: int) -> None:
    """Hang photographs of 400 kB on a case, and seal the log."""
    from tests.people import AT  # noqa: PLC0415

    from huying.cases.models import Attachment  # noqa: PLC0415
    from huying.cases.queries.files import path_of  # noqa: PLC0415
    from huying.core.clock import system_now  # noqa: PLC0415
    from huying.core.sealing import sealing  # noqa: PLC0415

    for _place in range(photos):
        data = os.urandom(400_000)
        digest = hashlib.sha256(data).hexdigest()
        path_of(digest).parent.mkdir(parents=True, exist_ok=True)
        path_of(digest).write_bytes(data)
        Attachment.objects.create(case=case, digest=digest, content_type="image/jpeg", size=len(data), at=AT)
    sealing.seal_waiting(at=system_now())


def _made(case_id: int, variant: Variant, purpose: VolumePurpose, *, actor: Actor) -> str:
    """Make a volume five times and say how long that took."""
    from tests.people import AT  # noqa: PLC0415

    from huying.cases.models import Case  # noqa: PLC0415
    from huying.volumes.actions import make_volume  # noqa: PLC0415

    case = Case.objects.select_related("reporter", "holder_unit").get(pk=case_id)
    took = []
    for place in range(5):
        start = time.perf_counter()
        at = AT + timedelta(days=1, minutes=place)
        made = make_volume(case, variant=variant, purpose=purpose, actor=actor, at=at)
        took.append(time.perf_counter() - start)
        made.path.unlink()
    volume = made.volume
    return (
        f"{min(took):.2f} to {max(took):.2f} s, {volume.size / 1e6:.1f} MB, "
        f"{volume.papers} papers, {volume.proved} events proved"
    )


if __name__ == "__main__":
    main()
