"""The people of an office: local accounts, so that nobody waits for GPKI."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from issuance.domain.staff import Role
from issuance.models.offices import Office


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.select_related("office").get(username=username)


class User(AbstractBaseUser):
    """담당자: one person, one office, one role."""

    username = models.CharField("아이디", max_length=40, unique=True)
    name = models.CharField("성명", max_length=40)
    office = models.ForeignKey(Office, models.PROTECT, related_name="staff")
    role = models.CharField("역할", max_length=12, choices=Role.choices())
    title = models.CharField("직위", max_length=40, blank=True)
    phone = models.CharField("전화", max_length=20, blank=True)
    window = models.PositiveSmallIntegerField("창구번호", default=1)
    is_active = models.BooleanField("사용 중", default=True)
    rehearsal = models.BooleanField("연습 계정", default=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("username",)
        indexes = (models.Index(fields=("office", "role"), name="user_office_role"),)

    def __str__(self) -> str:
        return self.name
