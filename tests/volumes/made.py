"""A case with everything in it, told by somebody who cannot be mistaken, and its volumes read back."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from docx import Document

from huying.cases.actions import answering, ending, handling, photographs, returning, shielding, splitting, timing
from huying.cases.actions.ending import Verdict
from huying.cases.models import OutsideOrder
from huying.core.clock import system_now
from huying.core.sealing import sealing
from huying.rules.case_facts import CallBackBy, PauseReason, PhotoMoment, ReturnGround
from huying.rules.volumes import Variant, VolumePurpose
from huying.volumes.actions import make_volume
from tests.cases.desk import complaint
from tests.people import AT
from tests.rights.canaries import COMPLAINT, DOOR, NAME, PHONE, SECRET, photograph
from tests.whistles.blown import closed

if TYPE_CHECKING:
    from docx.document import Document as Docx

    from huying.cases.models import Case
    from huying.volumes.models import Volume
    from tests.people import City

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SAID = f"已联系{NAME}（{PHONE}，{DOOR}），{NAME[:2]}先生称{SECRET}"
"""What officers carelessly write down."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A volume with its files."""

    volume: Volume
    data: bytes
    files: dict[str, bytes]

    @property
    def docx(self) -> Docx:
        return Document(io.BytesIO(self.files["volume.docx"]))

    @property
    def words(self) -> str:
        """Return all words of the document, paragraphs and cells in one text."""
        cells = [cell.text for table in self.docx.tables for row in table.rows for cell in row.cells]
        return "\n".join([paragraph.text for paragraph in self.docx.paragraphs] + cells)

    @property
    def everything(self) -> str:
        """Return every text in the volume, docx unpacked."""
        found = [content.decode("utf-8", "replace") for content in self.files.values()]
        with zipfile.ZipFile(io.BytesIO(self.files["volume.docx"])) as inner:
            found += [inner.read(name).decode("utf-8", "replace") for name in inner.namelist()]
        return "\n".join([*found, *self.files])


def rich(city: City) -> Case:
    """Take a complaint through all that may happen to it; whoever writes, writes too much."""
    case = complaint(city, text=COMPLAINT, name=NAME, phone=PHONE, door=DOOR, address=DOOR)
    street, key = city["street_officer"], case.pk
    shielding.release_brief(key, brief="反映秩序维护人员态度", actor=city["district_clerk"], at=AT)
    handling.sign(key, actor=street, at=AT + HOUR)
    returning.send_back(key, ground=ReturnGround.NOT_OUR_DUTY, reason=SAID, actor=street, at=AT + HOUR)
    returning.rule_return(key, is_upheld=False, reason=SAID, actor=city["district_clerk"], at=AT + 2 * HOUR)
    handling.contact(key, note=SAID, actor=street, at=AT + 3 * HOUR)
    splitting.split(key, unit_id=city.units["urban"].pk, task="核查门岗管理", actor=street, at=AT + 3 * HOUR)
    splitting.answer_part(key, text="已核查，值守记录齐全", actor=city["department_officer"], at=AT + 4 * HOUR)
    timing.pause(key, reason=PauseReason.EXPERT_OPINION, note=SAID, actor=street, at=AT + 4 * HOUR)
    timing.resume(key, note=SAID, actor=street, at=AT + 5 * HOUR)
    timing.extend(key, days=2, reason=SAID, actor=street, at=AT + 5 * HOUR)
    timing.decide_extension(key, is_granted=True, reason=SAID, actor=city["district_clerk"], at=AT + 6 * HOUR)
    photographs.attach(key, content=photograph(), actor=street, at=AT + 6 * HOUR, moment=PhotoMoment.AFTER)
    answering.draft(key, text=SAID, actor=street, at=AT + DAY)
    answering.check_draft(key, is_approved=True, remark=SAID, actor=city["street_leader"], at=AT + DAY + HOUR)
    answering.issue(key, actor=street, at=AT + DAY + 2 * HOUR)
    verdict = Verdict(is_contacted=True, is_solved=True, is_satisfied=False, remark=SAID)
    ending.call_back(key, verdict, by=CallBackBy.CALLER, actor=city["caller"], at=AT + 2 * DAY)
    OutsideOrder.objects.create(
        case=case, source="12345", external_id="WH1", limit_at=AT + DAY, result=SAID, wording=SAID
    )
    whistle = closed(city)
    type(whistle).objects.filter(pk=whistle.pk).update(case=case)
    sealing.seal_waiting(at=system_now(), batch=7)
    return type(case).objects.select_related("reporter", "holder_unit").get(pk=key)


def made(case: Case, city: City, *, by: str = "street_officer", **given: Any) -> Opened:
    """Make a volume and open it."""
    facts: dict[str, Any] = {"purpose": VolumePurpose.ARCHIVE, "at": AT + 3 * DAY}
    if given.get("variant") is Variant.FULL:
        facts["purpose"] = VolumePurpose.COURT
    found = make_volume(case, actor=city[by], **(facts | given))
    data = found.path.read_bytes()
    found.path.unlink()
    return Opened(volume=found.volume, data=data, files=unpacked(data))


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the files of a volume."""
    with zipfile.ZipFile(io.BytesIO(data)) as outer:
        assert outer.testzip() is None
        return {name: outer.read(name) for name in outer.namelist()}
