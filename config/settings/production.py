"""An office's or the nation's machine: refuses to start without its own keys, hosts and address."""

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.base import *

ALLOWED_HOSTS = env.names("IEUM_HOSTS") or [
    env.required("IEUM_HOSTS", "the host names that are served, by commas")
]
SECRET_KEY = env.guarded_key_file("IEUM_SECRET_KEY_FILE").read_text().strip()
if len(SECRET_KEY) < 40:
    raise ImproperlyConfigured("IEUM_SECRET_KEY_FILE holds fewer than 40 characters")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

# The proxy in front ends TLS and must set this header itself, whatever a client sent.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"

# Writes to whoever asked to be told of a revocation, and what waits in the outbox.
EMAIL_HOST = env.text("IEUM_MAIL_HOST", "localhost")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("IEUM_MAIL_FROM", f"ieum@{ALLOWED_HOSTS[0]}")

# Look-ups are counted by the visitor's address, which the outermost of one's own proxies writes down.
IEUM_PROXIES = env.whole_number("IEUM_PROXIES", default=1, lowest=0, highest=5)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

IEUM_MASTER_KEY_FILE = str(env.guarded_key_file("IEUM_MASTER_KEY_FILE"))
IEUM_REALM_URL = env.web_address(
    "IEUM_REALM_URL", default=env.required("IEUM_REALM_URL", "this machine's address")
)
IEUM_REHEARSAL_ALLOWED = False
