"""The app as Django knows it."""

from django.apps import AppConfig


class IssuanceConfig(AppConfig):
    name = "issuance"
    verbose_name = "민원이음"
    default_auto_field = "django.db.models.BigAutoField"
