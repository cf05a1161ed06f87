"""Settings: everything that differs between machines comes from the environment; README lists it."""

import os
from pathlib import Path

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from ledger.config import databases, mail, schedule, secret_keys
from ledger.config.embedded import APPLICATION_ROLE

django_stubs_ext.monkeypatch()

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("HENREI_VAR", ROOT / "var"))

SECRET_KEY = os.environ.get("HENREI_SECRET_KEY") or secret_keys.kept_in(VAR / "secret-key")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("HENREI_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("HENREI_ORIGINS", "").split(",") if origin]

# The application's address. Where the owner has none of its own, the application steps down to its role.
_url = os.environ.get("DATABASE_URL", "postgresql:///henrei")
_owner_url = os.environ.get("DATABASE_OWNER_URL", "")
DATABASES = {
    "default": databases.connection(_url, role="" if _owner_url else APPLICATION_ROLE),
    "owner": databases.connection(_owner_url or _url),
}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "contributors.User"

INSTALLED_APPS = [
    "ledger.config",
    "contributors",
    "ledger",
    "credits",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "ledger.config.urls"
WSGI_APPLICATION = "ledger.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "ledger" / "config" / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "ledger" / "config" / "static"]
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {
        "BACKEND": os.environ.get("HENREI_MEDIA_STORAGE", "django.core.files.storage.FileSystemStorage"),
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "credits"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{rule}"}
    for rule in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "filesystem://")
if CELERY_BROKER_URL.startswith("filesystem:"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR / "broker" / "messages"),
        "data_folder_out": str(VAR / "broker" / "messages"),
        "control_folder": str(VAR / "broker" / "control"),
    }
    for _folder in ("messages", "control"):
        (VAR / "broker" / _folder).mkdir(parents=True, exist_ok=True)
CELERY_TASK_IGNORE_RESULT = True
# Reading files has a queue of its own: workers take from both in turn, so that thousands of files keep nothing else
# waiting, and a machine may be given to reading alone (--queues reading). Tasks are long: a worker reserves no more
# than it does.
CELERY_TASK_QUEUES = {
    "celery": {"exchange": "celery", "routing_key": "celery"},
    "reading": {"exchange": "reading", "routing_key": "reading"},
}
CELERY_TASK_ROUTES = {"contributors.read_slips": {"queue": "reading"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BEAT_SCHEDULE = schedule.entries(collect_every=os.environ.get(schedule.COLLECT_EVERY, ""))
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")

# Letters to givers of pictures. Without a server they are files, so that no log holds what they say.
_mail = mail.server(os.environ.get("EMAIL_URL", ""), folder=VAR / "mail")
EMAIL_BACKEND = _mail.backend
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starts_tls, _mail.is_tls
EMAIL_FILE_PATH = _mail.folder
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "henrei@localhost")

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_THROTTLE_RATES": {"failed_tokens": os.environ.get("HENREI_FAILED_TOKENS", "30/min")},
    # Behind so many proxies, whose X-Forwarded-For is believed; without one, who connects is who asks.
    "NUM_PROXIES": int(os.environ.get("HENREI_PROXIES", "0")),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# Who pays, as it stands on statements and in bank files.
HENREI_ISSUER_NAME = os.environ.get("HENREI_ISSUER_NAME", "返礼 demonstration")
HENREI_SITE_URL = os.environ.get("HENREI_SITE_URL", "http://127.0.0.1:8000")
HENREI_PAYER_CODE = os.environ.get("HENREI_PAYER_CODE", "0000000000")
HENREI_PAYER_KANA = os.environ.get("HENREI_PAYER_KANA", "ヘンレイ")
HENREI_PAYER_ACCOUNT = os.environ.get("HENREI_PAYER_ACCOUNT", "0001-001-ordinary-0000000")
HENREI_MINIMUM_PAYOUT_MINOR = int(os.environ.get("HENREI_MINIMUM_PAYOUT_MINOR", "500"))
HENREI_PAYOUT_KEY = os.environ.get("HENREI_PAYOUT_KEY") or secret_keys.kept_in(VAR / "payout-key")
# The function that says how much each content category weighs; `contributors` asks it without importing the ledger.
HENREI_CONTENT_WEIGHTS = "ledger.rewards.policies.content_weights"
HENREI_UPLOAD_PICTURE_BYTES = int(os.environ.get("HENREI_UPLOAD_PICTURE_BYTES", "50000000"))
HENREI_UPLOAD_ZIP_BYTES = int(os.environ.get("HENREI_UPLOAD_ZIP_BYTES", "1000000000"))
HENREI_UPLOAD_ZIP_FILES = int(os.environ.get("HENREI_UPLOAD_ZIP_FILES", "1000"))
HENREI_UPLOAD_UNPACKED_BYTES = int(os.environ.get("HENREI_UPLOAD_UNPACKED_BYTES", "2000000000"))
HENREI_UPLOAD_OPEN_FILES = int(os.environ.get("HENREI_UPLOAD_OPEN_FILES", "200"))
HENREI_UPLOAD_OPEN_BYTES = int(os.environ.get("HENREI_UPLOAD_OPEN_BYTES", "4000000000"))
# What a training cluster may send over HTTP, and how often it may knock with a wrong token.
HENREI_PART_BYTES = int(os.environ.get("HENREI_PART_BYTES", "4000000000"))
HENREI_PART_OPEN_FILES = int(os.environ.get("HENREI_PART_OPEN_FILES", "1000"))
HENREI_PART_OPEN_BYTES = int(os.environ.get("HENREI_PART_OPEN_BYTES", "50000000000"))
HENREI_PART_OPEN_HOURS = int(os.environ.get("HENREI_PART_OPEN_HOURS", "24"))
HENREI_PART_STALL_SECONDS = int(os.environ.get("HENREI_PART_STALL_SECONDS", "60"))
# What collectors ask, and with what; README says how each is written. No token is ever stored.
HENREI_X_TOKEN = os.environ.get("HENREI_X_TOKEN", "")
HENREI_X_URL = os.environ.get("HENREI_X_URL", "https://api.x.com")
HENREI_DISCORD_TOKEN = os.environ.get("HENREI_DISCORD_TOKEN", "")
HENREI_DISCORD_URL = os.environ.get("HENREI_DISCORD_URL", "https://discord.com")
HENREI_DISCORD_CHANNELS = os.environ.get("HENREI_DISCORD_CHANNELS", "")
HENREI_HASHTAG = os.environ.get("HENREI_HASHTAG", "みつあ勉強用")
