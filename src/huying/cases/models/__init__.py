"""Cases as rows: the case itself, its reporter, clocks, timeline, answers, and the order it mirrors."""

from huying.cases.models.answers import Answer, Attachment, CallBack
from huying.cases.models.cases import Case, CaseStep, SavedFilter
from huying.cases.models.clocks import Clock, Extension, Pause, SendBack
from huying.cases.models.outside import HeadingMemory, HotlineTotal, ImportBatch, OutsideOrder, StagedChange
from huying.cases.models.reporters import IdentityOpening, ProtectedSpan, Reporter
from huying.cases.models.uploads import SheetUpload, UploadState

__all__ = [
    "Answer",
    "Attachment",
    "CallBack",
    "Case",
    "CaseStep",
    "Clock",
    "Extension",
    "HeadingMemory",
    "HotlineTotal",
    "IdentityOpening",
    "ImportBatch",
    "OutsideOrder",
    "Pause",
    "ProtectedSpan",
    "Reporter",
    "SavedFilter",
    "SendBack",
    "SheetUpload",
    "StagedChange",
    "UploadState",
]
