"""Making a volume 组卷: one door; a full one opens the identity first, which the reporter sees.

The file is written beside the database, without a lock on the case, and is not kept: it is known by its hash.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from huying.cases.actions.shielding import open_identity
from huying.cases.queries.files import path_of
from huying.core import audit
from huying.core.sealing.selecting import event_lines
from huying.rules.case_facts import Purpose
from huying.rules.volumes import Variant, VolumePurpose, check_purpose
from huying.volumes import policies
from huying.volumes.models import Volume
from huying.volumes.papers.gathering import gather

if TYPE_CHECKING:
    from datetime import datetime

    from huying.cases.models import Case
    from huying.core.actors import Actor
    from huying.volumes.papers.gathering import Gathered

READ_ME = """呼应 Huying 案卷 case volume

volume.docx        卷宗 the volume
volume.html        同一内容，用浏览器打开可打印 the same, to print from a browser
proof/events.jsonl 审计日志证明 proof by the sealed log
photos/            照片原件（仅全本） photographs (full volume only)
sha256.txt         各文件的哈希 hashes of the files

核验 check: sha256sum -c sha256.txt; python huying_verify.py proof/events.jsonl
huying_verify.py 从公开代码库或系统“离线核验”页面取得，不随本卷提供。
Take huying_verify.py from the public repository or from the page "Verify", not from this volume.
"""
BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A volume with the file that is to be handed out; who takes it removes it."""

    volume: Volume
    path: Path


def make_volume(
    case: Case, *, purpose: VolumePurpose, actor: Actor, at: datetime, variant: Variant = Variant.MASKED
) -> Made:
    """Make a volume, record that it left, and return its file."""
    check_purpose(variant, purpose)
    policies.MAKE_VOLUME.check(actor, case)
    identity = None
    if variant is Variant.FULL:
        policies.MAKE_FULL_VOLUME.check(actor, case)
        identity = open_identity(case.pk, purpose=Purpose.LAWFUL_REQUEST, actor=actor, at=at)
    gathered = gather(case, identity=identity, purpose=purpose, actor=actor, at=at)
    with tempfile.NamedTemporaryFile(suffix=".zip", delete=False) as opened:
        path = Path(opened.name)
    try:
        _write(path, gathered, at=at)
        volume = _recorded(case, path, gathered, variant=variant, purpose=purpose, actor=actor, at=at)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Made(volume=volume, path=path)


@transaction.atomic
def _recorded(
    case: Case,
    path: Path,
    gathered: Gathered,
    *,
    variant: Variant,
    purpose: VolumePurpose,
    actor: Actor,
    at: datetime,
) -> Volume:
    proved = sum(each.seq is not None for each in gathered.picked)
    volume = Volume(
        case=case,
        variant=variant.value,
        purpose=purpose.value,
        made_at=at,
        unit_id=actor.unit_id,
        person_id=actor.person_id,
        papers=len(gathered.content.papers),
        proved=proved,
        unproved=len(gathered.picked) - proved,
        size=path.stat().st_size,
        digest=_digest(path),
    )
    volume.save(force_insert=True)
    facts = {"variant": variant.value, "purpose": purpose.value, "digest": volume.digest, "volume": volume.pk}
    audit.record("case.volume_made", case, actor=actor, at=at, **facts)
    return volume


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(path: Path, gathered: Gathered, *, at: datetime) -> None:
    """Write the files and, last, the list of their hashes."""
    setting = import_module("huying.volumes.setting")  # what writes docx is loaded when somebody asks for one
    sums: list[str] = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as volume:

        def put(name: str, content: bytes, *, packs: bool = True) -> None:
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            volume.writestr(entry, content, zipfile.ZIP_DEFLATED if packs else zipfile.ZIP_STORED)
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")

        put("README.txt", READ_ME.encode())
        put("volume.docx", setting.as_docx(gathered.content, at=at), packs=False)
        put("volume.html", setting.as_page(gathered.content))
        put("proof/events.jsonl", "".join(f"{line}\n" for line in event_lines(gathered.picked, at=at)).encode())
        for photo in gathered.content.photos:
            kept = path_of(photo.digest)
            if kept.exists():
                put(photo.name, kept.read_bytes(), packs=False)
        volume.writestr(zipfile.ZipInfo("sha256.txt", at.timetuple()[:6]), "".join(sums))
