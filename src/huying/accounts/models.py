"""People, units, posts and what a post covers 人员、单位与岗位."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from huying.core.clock import system_now
from huying.rules.roles import Role, UnitKind


class Unit(models.Model):
    """A body that can hold a case 单位: street, community, department, enterprise, committee."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in UnitKind])
    place = models.BigIntegerField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    subject = models.CharField(max_length=40, default="")
    phone = models.CharField(max_length=30, default="")
    initials = models.CharField(max_length=80, default="")
    is_active = models.BooleanField(default=True)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(kind__in=[kind.value for kind in UnitKind]), name="unit_kind"),
            models.UniqueConstraint(fields=["kind", "place", "name"], name="unit_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["place", "kind"], name="unit_place")]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Look-up by sign-in name, as Django's authentication asks."""


class Person(AbstractBaseUser):
    """Somebody who works with the system 人员; signs in by name."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=30, default="")
    is_active = models.BooleanField(default=True)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    password_set_at = models.DateTimeField(default=system_now)
    is_password_initial = models.BooleanField(default=False)
    factor_number = models.PositiveIntegerField(default=0)

    objects = PersonManager()
    USERNAME_FIELD = "username"

    def get_session_auth_hash(self) -> str:
        """Bind sessions to the password and to the phone that was in use when they began."""
        bound = super().get_session_auth_hash()
        return f"{bound}{self.factor_number}" if self.factor_number else bound

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post in a unit 岗位, with the place it covers."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=60)
    role = models.CharField(max_length=20, choices=[(role.value, role.name) for role in Role])
    place_code = models.CharField(max_length=17)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(role__in=[role.value for role in Role]), name="post_role"),
            models.UniqueConstraint(fields=["unit", "title"], name="post_once"),
        ]

    def __str__(self) -> str:
        return self.title


class ScopeRange(models.Model):
    """One range of place keys a post covers or must not cover 管辖范围, kept up to date by the worker."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="ranges")
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    is_exclusion = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(high__gt=models.F("low")), name="scope_range_order"),
        ]

    def __str__(self) -> str:
        return f"{self.low}-{self.high}"


class Holding(models.Model):
    """Who holds a post from when to when 任职."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "post"], condition=models.Q(valid_to=None), name="holding_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.post_id}"


class Absence(models.Model):
    """A time away and who stands in 请假与代理."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deputised")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")) & ~models.Q(deputy=models.F("person")),
                name="absence_sound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} away"


class DutyShift(models.Model):
    """Who is on duty for a unit, in which order they are called 值班."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="shifts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="shift_order"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "starts_at"], name="shift_unit")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.unit_id}"


class AccessToken(models.Model):
    """A bearer token for programs 接口令牌; only its hash is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"token {self.pk}"


class SecondFactor(models.Model):
    """A phone that shows codes 动态口令; its secret is sealed. `last_step` is the last code used, none works twice."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="second_factor")
    sealed_secret = models.BinaryField()
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"factor of {self.person_id}"


class RecoveryCode(models.Model):
    """A code for a lost phone 恢复码: works once, kept as a keyed hash."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code {self.pk}"


class SignInTry(models.Model):
    """A sign-in that failed, or is being judged 登录尝试; name and address only as keyed hashes."""

    name_index = models.CharField(max_length=64, db_index=True)
    address_index = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"try {self.pk}"
