"""One-time links to an answer 一次性评价链接."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huying.cases.models import Case


class RatingLink(models.Model):
    """A link by which the reporter reads one answer and rates it once; only the keyed hash of its token is kept."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="rating_links")
    token_index = models.CharField(max_length=64, unique=True)
    answered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "answered_at"], name="rating_link_once")]

    def __str__(self) -> str:
        return f"link to {self.case_id}"
