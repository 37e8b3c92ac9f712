from pathlib import Path

from csp.constants import NONE, SELF

from relocate import environment, logs

BASE_DIR = Path(__file__).resolve().parent.parent
# The database file, the secret key and what is noted of the last start.
LOCAL_DIR = BASE_DIR / environment.text("LOCAL_DIR", "local")

DEBUG = environment.flag("DEBUG")
SECRET_KEY = environment.secret_key(LOCAL_DIR)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]")
# Where readers write to: an e-mail address, or the address of a page.
CONTACT = " ".join(environment.words("CONTACT"))
# Within so many days readers who correct something get an answer; the site promises it.
CORRECTION_DAYS = environment.number("CORRECTION_DAYS", 14)
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
CSRF_FAILURE_VIEW = "hubs.web.expired.expired"

INSTALLED_APPS = [
    "modeltranslation",
    "relocate.apps.CurationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "template_partials",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "hubs",
]

MIDDLEWARE = [
    "relocate.middleware.without_body_middleware",
    "hubs.web.health.health_middleware",
    "relocate.metrics.metrics_middleware",
    "hubs.api.frame.api_middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "relocate.middleware.language_middleware",
    "relocate.middleware.large_form_middleware",
    "relocate.addresses.tidy_address_middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "hubs.web.published.unreadable_release_middleware",
    "hubs.web.pinned.ended_link_middleware",
    "relocate.middleware.wrong_method_middleware",
]

ROOT_URLCONF = "relocate.urls"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "hubs:desk"
APPEND_SLASH = False  # relocate.addresses does this and more, with one redirect and for no form that is sent
WSGI_APPLICATION = "relocate.wsgi.application"
# Where the site lies below a path of its host, such as /relocate.
SUB_PATH = environment.path("SUB_PATH")
FORCE_SCRIPT_NAME = SUB_PATH or None
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = f"{SUB_PATH}/"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": environment.database(LOCAL_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = environment.caches()

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [{"NAME": "relocate.passwords.OwnWords"}]

# Accounts: an address and a password; curators, whose accounts administrators make, may have a user name instead.
AUTHENTICATION_BACKENDS = ["relocate.passwords.OneHash"]
ACCOUNT_ADAPTER = "relocate.signing_in.Adapter"
ACCOUNT_FORMS = {"login": "relocate.signing_in.LimitedLoginForm", "signup": "relocate.passwords.OneHashForm"}
ACCOUNT_USER_DISPLAY = "relocate.signing_in.name_of"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Relocate: "
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # an open session alone changes neither address nor second factor
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "hubs:landing"
# By network (ip) and by account (key). Passwords of one network are counted by relocate.signing_in.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "10/10m/key",
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,5/h/key",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # whoever needs a confirmed address to sign in has confirmed it by then
MFA_ADAPTER = "relocate.signing_in.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Relocate"
MFA_TOTP_TOLERANCE = 1
# Whether curators need a second factor to enter the admin.
ADMIN_NEEDS_SECOND_FACTOR = environment.flag("ADMIN_NEEDS_SECOND_FACTOR")
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60

_MAIL = environment.mail()
EMAIL_BACKEND, EMAIL_FILE_PATH = _MAIL.backend, _MAIL.folder
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = _MAIL.starttls, _MAIL.tls, 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "Relocate <webmaster@localhost>")

LANGUAGE_CODE = "en"
# Each named in itself. English has no prefix in addresses.
LANGUAGES = [("en", "English"), ("es", "Español"), ("pt-br", "Português (Brasil)"), ("fr", "Français")]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
LOCALE_PATHS = [BASE_DIR / "hubs" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = f"{SUB_PATH}/static/"  # a relative one would be fixed before the first request tells of the path
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_FINDERS = [
    "hubs.web.styles.SiteStyleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

# HTTPS is on unless DEBUG or a plain local address is asked for (make run serves http on 127.0.0.1).
HTTPS = environment.flag("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# What a browser once was told of HTTPS cannot be taken back: an hour, and this host alone, until an operator says more.
SECURE_HSTS_SECONDS = environment.number("HSTS_SECONDS", 60 * 60) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.flag("HSTS_SUBDOMAINS")
SECURE_HSTS_PRELOAD = environment.flag("HSTS_PRELOAD")
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # these two ask for more than this site alone
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# In the session: a cookie of its own would lack the prefix below.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Browsers take a cookie of this name over https alone, and of this host and all its paths where it says so.
_PREFIX = ("__Secure-" if SUB_PATH else "__Host-") if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_PREFIX}sessionid", f"{_PREFIX}csrftoken"
X_FRAME_OPTIONS = "DENY"
# One proxy in front, whose own word are X-Forwarded-Proto and the last address of X-Forwarded-For.
BEHIND_PROXY = environment.flag("BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Of those who are signed in; readers send less: relocate/middleware.py.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

IMPORT_EXPORT_USE_TRANSACTIONS = True
# How much the admin takes in one file; manage.py import_catalogue takes any.
IMPORT_BYTES = environment.number("IMPORT_BYTES", 10_000_000)
IMPORT_ROWS = environment.number("IMPORT_ROWS", 5_000)

LOGGING = logs.settings(environment.choice("LOG_FORMAT", "text", "json"))
# Numbers for Prometheus at /metrics, for those who show this token; none without one.
METRICS_TOKEN = environment.text("METRICS_TOKEN")
if SENTRY_DSN := environment.text("SENTRY_DSN"):
    from relocate import reporting

    reporting.start(SENTRY_DSN)
