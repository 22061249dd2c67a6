"""The queue: it hurries what already waits as rows."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("ieum")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["issuance"])


@setup_logging.connect
def log_as_the_web_does(**_: Any) -> None:
    """A worker's lines are masked too: Celery would set up a handler of its own."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
