"""What a letter may enclose 可附材料, by key; nothing of the reporter's identity stands in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from huying.cases.labels import label_of
from huying.cases.models import Answer, Attachment
from huying.cases.models.cases import CHINA
from huying.rules.case_facts import PhotoMoment
from huying.rules.transfers import EvidenceKind
from huying.transfers.labels import label

if TYPE_CHECKING:
    from huying.cases.models import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that may be enclosed; `key` names it in forms."""

    kind: EvidenceKind
    pk: int
    words: str
    digest: str

    @property
    def key(self) -> str:
        """Return how a form names it."""
        return f"{self.kind.value}-{self.pk}"

    def kept(self) -> dict[str, str | int]:
        """Return it as the letter keeps it."""
        return {"kind": self.kind.value, "id": self.pk, "words": self.words, "sha256": self.digest}


def evidence_of(case: Case) -> list[Evidence]:
    """Return the photographs and issued answers of a case; two queries."""
    found = [
        Evidence(
            kind=EvidenceKind.PHOTO,
            pk=row.pk,
            words=f"{label_of(PhotoMoment, row.moment) or label(EvidenceKind.PHOTO)} "
            f"{row.at.astimezone(CHINA):%Y-%m-%d %H:%M}",
            digest=row.digest,
        )
        for row in Attachment.objects.filter(case=case).order_by("pk")
    ]
    answers = Answer.objects.filter(case=case, issued_at__isnull=False).select_related("unit").order_by("pk")
    found += [
        Evidence(
            kind=EvidenceKind.ANSWER,
            pk=row.pk,
            words=f"{label(EvidenceKind.ANSWER)} {row.unit.name if row.unit else ''} "
            f"{row.issued_at.astimezone(CHINA):%Y-%m-%d}",
            digest=hashlib.sha256(row.text.encode()).hexdigest(),
        )
        for row in answers
        if row.issued_at is not None
    ]
    return found
