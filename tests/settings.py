"""The site's settings as the tests run them: plain http, quick passwords, no collected static files."""

import os
import tempfile

from relocate.settings import *  # noqa: F403
from relocate.settings import CACHES, DATABASES

# Before numpy is there: one thread for each of pytest's processes. More of them wait for each other, and use the
# processor while they do.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

HTTPS = SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sessionid", "csrftoken"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True

# A file, because the browser tests' server runs in a thread of its own; one per process, so that two runs do not meet.
if DATABASES["default"]["ENGINE"] == "relocate.file_database":
    DATABASES["default"]["TEST"] = {"NAME": f"{tempfile.gettempdir()}/relocate-test-{os.getpid()}.sqlite3"}

if "LOCATION" in CACHES["pages"]:
    CACHES["pages"] |= {"BACKEND": "tests.caches.OwnKeysCache", "KEY_PREFIX": f"test-{os.getpid()}"}
