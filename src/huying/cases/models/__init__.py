"""Cases as rows: the case itself, its reporter, clocks, timeline, answers, and the order it mirrors."""

from huying.cases.models.answers import Answer, Attachment, CallBack
from huying.cases.models.cases import Case, CaseStep, SavedFilter
from huying.cases.models.clocks import Clock, Extension, Pause, SendBack
from huying.cases.models.counting import CellMark, CountedMonth, FlowCell, MonthCell
from huying.cases.models.matters import Matter, Voice
from huying.cases.models.outside import HeadingMemory, HotlineTotal, ImportBatch, OutsideOrder, StagedChange
from huying.cases.models.parts import CasePart
from huying.cases.models.problems import Membership, Problem
from huying.cases.models.recusals import Recusal
from huying.cases.models.reporters import IdentityOpening, ProtectedSpan, Reporter
from huying.cases.models.sampling import CallSample, CallTask
from huying.cases.models.standing import Milestone, Standing
from huying.cases.models.trials import TrialChange, TrialRun
from huying.cases.models.uploads import SheetUpload, UploadState

__all__ = [
    "Answer",
    "Attachment",
    "CallBack",
    "CallSample",
    "CallTask",
    "Case",
    "CasePart",
    "CaseStep",
    "CellMark",
    "Clock",
    "CountedMonth",
    "Extension",
    "FlowCell",
    "HeadingMemory",
    "HotlineTotal",
    "IdentityOpening",
    "ImportBatch",
    "Matter",
    "Membership",
    "Milestone",
    "MonthCell",
    "OutsideOrder",
    "Pause",
    "Problem",
    "ProtectedSpan",
    "Recusal",
    "Reporter",
    "SavedFilter",
    "SendBack",
    "SheetUpload",
    "StagedChange",
    "Standing",
    "TrialChange",
    "TrialRun",
    "UploadState",
    "Voice",
]
