"""One machine for a demo or for work on the code: keys are made when missing, everything is under `var/`."""

from config import env
from config.settings.base import *
from config.settings.base import VAR

DEBUG = env.flag("IEUM_DEBUG", default=False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
SECRET_KEY = env.made_key_file(VAR / "keys" / "secret").read_text().strip()

# Static files straight from the source tree, so that nothing needs collecting first.
WHITENOISE_USE_FINDERS = True

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

IEUM_MASTER_KEY_FILE = str(env.made_key_file(VAR / "keys" / "master.key"))
IEUM_REHEARSAL_ALLOWED = True
