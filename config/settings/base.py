"""Settings that hold in every situation; `dev`, `test` and `production` say only what differs."""

from pathlib import Path
from typing import Any

from celery.schedules import crontab

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR = env.folder(Path(env.text("IEUM_VAR", str(BASE_DIR / "var"))).resolve())

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_fsm",
    "csp",
    "issuance",
]

MIDDLEWARE = [
    "config.middleware.VisitorAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "issuance.web.sessions.SessionEndMiddleware",
    "config.middleware.NotStoredMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "issuance" / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", sqlite=VAR / "ieum.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "ko"
TIME_ZONE = "Asia/Seoul"
USE_I18N = True
USE_TZ = True

DEBUG = False
ALLOWED_HOSTS: list[str] = []

# Who may come in.
AUTH_USER_MODEL = "issuance.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
# PBKDF2 with HMAC-SHA-256 is on the list of validated algorithms that offices are held to; argon2 is not.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 9}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# A counter's screen is shared: nothing of a citizen stays behind in the browser.
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        # A browser that shows a PDF by a plug-in of its own treats it as an object of this page.
        "object-src": ["'self'"],
        # The preview of a paper stands in the page of its document.
        "frame-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# An upload may hold resident numbers, so it is kept in memory and never spooled to a folder.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 4

STATIC_URL = "static/"
STATIC_ROOT = env.folder(VAR / "static")
STATICFILES_DIRS = [BASE_DIR / "issuance" / "web" / "static"]

# The queue only hurries what already waits as rows: with the broker gone, counters go on.
REDIS_URL = env.redis_address("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
if not REDIS_URL:
    BROKER = env.folder(VAR / "broker")
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(env.folder(BROKER / "messages")),
        "data_folder_out": str(BROKER / "messages"),
        "control_folder": str(env.folder(BROKER / "control")),
        "processed_folder": str(env.folder(BROKER / "processed")),
        "store_processed": False,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    name: {"task": f"issuance.tasks.{name}", "schedule": 60.0, "options": {"expires": 55}}
    for name in (
        "match_papers",
        "settle_decided_cases",
        "carry_on_batches",
        "send_pending_deliveries",
        "expire_orders",
        "refresh_status_lists",
        "tell_watchers",
        "register_waiting",
        "fetch_feeds",
        "send_messages",
        "forget_verifiers",
        "sign_off_offices",
        "apply_imports",
        "erase_previews",
    )
}
# At night, when no counter prints.
CELERY_BEAT_SCHEDULE["check_papers"] = {
    "task": "issuance.tasks.check_papers",
    "schedule": crontab(hour="3", minute="10"),
    "options": {"expires": 3600},
}
CELERY_BEAT_SCHEDULE["draw_second_looks"] = {
    "task": "issuance.tasks.draw_second_looks",
    "schedule": crontab(hour="4", minute="10"),
    "options": {"expires": 3600},
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "masked": {
            "()": "config.logs.MaskingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "masked"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django's own handlers would print a traceback before it is masked.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # A sweep that found nothing to do, four times a minute, is no news.
        "celery": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}

# A decision of a case may be taken back for so long before it has effect.
IEUM_DECISION_HOLD_MINUTES = env.whole_number(
    "IEUM_DECISION_HOLD_MINUTES", default=10, lowest=0, highest=1440
)
# How many people somebody may look up or open within ten minutes.
IEUM_LOOKUP_BUDGET = env.whole_number("IEUM_LOOKUP_BUDGET", default=50, lowest=1, highest=10_000)
IEUM_REALM_URL = env.web_address("IEUM_REALM_URL", default="http://127.0.0.1:8000")
# Main systems that are reached over the network, by code (seeds/systems.csv), and the token for each.
IEUM_MAIN_SYSTEMS = env.addresses("IEUM_MAIN_SYSTEMS")
IEUM_MAIN_SYSTEM_TOKENS = env.tokens("IEUM_MAIN_SYSTEM_TOKENS_FILE")
# What sends a channel by itself (`sms`, `email`), as a dotted name; a channel without one waits for a person.
IEUM_SENDERS = env.senders("IEUM_SENDERS", default={"email": "issuance.actions.senders.MailSender"})
# Where `FolderSender` leaves messages for an office's own gateway.
IEUM_OUTBOX_FOLDER = env.text("IEUM_OUTBOX_FOLDER", str(VAR / "outbox"))
IEUM_PROXIES = 0
IEUM_REHEARSAL_ALLOWED = False
