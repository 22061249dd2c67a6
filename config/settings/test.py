"""Settings of the tests: a real file for the database, since threads and processes cannot share memory."""

import atexit
import os
import shutil
import tempfile

# A folder of its own, whatever the environment says of this machine's: a test run begins by deleting its
# database. Its name is in the environment, so that a process started by a test finds the same keys.
if "IEUM_TEST_VAR" not in os.environ:
    os.environ["IEUM_TEST_VAR"] = tempfile.mkdtemp(prefix="ieum-test-")
    atexit.register(shutil.rmtree, os.environ["IEUM_TEST_VAR"], ignore_errors=True)
os.environ["IEUM_VAR"] = os.environ["IEUM_TEST_VAR"]

from config import env
from config.settings.base import *
from config.settings.base import DATABASES, VAR

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SECRET_KEY = "only for tests: signs nothing that outlives them"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}

IEUM_MASTER_KEY_FILE = str(env.made_key_file(VAR / "keys" / "master.key"))
IEUM_REHEARSAL_ALLOWED = True
# No test talks to a main system that it has not started itself.
IEUM_MAIN_SYSTEMS = {}
IEUM_MAIN_SYSTEM_TOKENS = {}
