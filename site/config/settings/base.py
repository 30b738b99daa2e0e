"""Settings common to every installation; each value that differs is read from the environment.

`demo` is one machine and one command, `production` refuses to start unsafe, `test` is for tests.
"""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

env = environ.Env()

# A checkout has manage.py at its root; an installed wheel works in the current folder.
_CONFIG = Path(__file__).resolve().parents[1]
_CHECKOUT = _CONFIG.parents[1]
ROOT = _CHECKOUT if (_CHECKOUT / "manage.py").is_file() else Path.cwd()
VAR = Path(env.str("VAR_DIR", default=str(ROOT / "var")))
# In the wheel the templates lie inside the package `config`.
TEMPLATE_ROOT = next(path for path in (_CONFIG / "templates", ROOT / "templates") if path.is_dir())

# --- Applications, highest floor first (docs/architecture.md) ---------------------------------

INSTALLED_APPS = [
    # Ours stand before wagtail.admin: five of its templates are overridden for the strict CSP.
    "home",
    "publications",
    "registrations",
    "events",
    "correspondence",
    "access",
    "config.apps.UsersConfig",
    # Pages in further languages; its synchronising of whole trees is left out: a workshop has one
    # page, because it has one set of people (home/staff/translating.py).
    "wagtail_localize",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "anymail",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "access.middleware.ContentSecurityPolicyMiddleware",
    "access.middleware.PrivacyHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "home.middleware.PageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "access.middleware.CsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "access.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "home.middleware.SaveDataMiddleware",
    "home.middleware.OldAddressMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.User"
LOGIN_URL = "/organise/sign-in/"
LOGIN_REDIRECT_URL = "/organise/"
SECOND_FACTOR_URL = "/account/second-factor/"
SECOND_FACTOR_SET_UP_URL = "/account/second-factor/set-up/"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [TEMPLATE_ROOT],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context_processors.site",
            ],
        },
    }
]
# The form templates of ours and of Wagtail's widgets are found like any other template.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database, cache, tasks -------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR}/db.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Without IMMEDIATE a transaction that reads and then writes gets SQLITE_BUSY at once,
    # whatever the timeout (access/checks.py refuses to start without it).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        ),
    }
# A new connection for each request costs more than most of its queries.
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"}
    )
}

# How long a whole page is kept for readers without a sign-in; a change of the site ends it at once,
# so that only what the clock alone changes is late. 0: not kept.
PAGE_CACHE_SECONDS = env.int("PAGE_CACHE_SECONDS", default=60)

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        # Mail goes first; a volume may take minutes and has a worker of its own.
        "QUEUES": ["default", "mail", "typesetting"],
    }
}

# --- Keys and people --------------------------------------------------------------------------

SECRET_KEY = env.str("SECRET_KEY", default="")
# 32 bytes, base64. Wraps the key of every workshop; never in the database, never in the repository.
DATA_KEY = env.str("DATA_KEY", default="")

# The heads of the audit chains go here every day: somebody outside who keeps them.
AUDIT_ANCHOR_EMAIL = env.str("AUDIT_ANCHOR_EMAIL", default="")
# Who is told when an account reads more personal records in an hour than this.
ALARM_EMAIL = env.str("ALARM_EMAIL", default="")
READS_PER_HOUR = env.int("READS_PER_HOUR", default=120)

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}  # type: ignore[assignment]

SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "home.public.errors.csrf_failure"
# The check looks for Django's own class by name; access.middleware.CsrfMiddleware is one of it.
SILENCED_SYSTEM_CHECKS = ["security.W003"]

# --- Languages --------------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
# Names in their own script; a language shows in the menu only where its pages are filled.
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", "English"),
    ("id", "Bahasa Indonesia"),
    ("ms", "Bahasa Melayu"),
    ("th", "ไทย"),
    ("vi", "Tiếng Việt"),
    ("km", "ភាសាខ្មែរ"),
    ("my", "မြန်မာဘာသာ"),
    ("ta", "தமிழ்"),
    ("zh-hans", "中文"),
    ("pt", "Português"),
]
LOCALE_PATHS = [_CONFIG.parent / "home" / "locale"]
WAGTAIL_I18N_ENABLED = True
# Catalogues that no speaker of the language has reviewed yet: every page in them says so.
DRAFT_LANGUAGES = ["id", "th"]
# A page that was sent to be translated is a draft until somebody publishes it.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

# --- Headers ----------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Bounded input: 2.5 MiB a form, 500 fields, 20 files.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- Files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
# Built proceedings and every file with a permission: outside MEDIA_ROOT, behind views.
PRIVATE_ROOT = VAR / "private"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Mail -------------------------------------------------------------------------------------

EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="correspondence.backends.OutboxBackend")
# Without it a silent SMTP server would hold the worker for ever (seconds).
EMAIL_TIMEOUT = 20
ANYMAIL = env.dict("ANYMAIL", default={})
# For a plain SMTP server instead of a provider.
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Secretariat <desk@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Answers go to the desk; empty means DEFAULT_FROM_EMAIL.
REPLY_TO_EMAIL = env.str("REPLY_TO_EMAIL", default="")

# --- Wagtail ----------------------------------------------------------------------------------

SITE_NAME = _("Working Group for an ASEAN Human Rights Mechanism")
WAGTAIL_SITE_NAME = "Working Group for an ASEAN Human Rights Mechanism"
# The one address from which every link in a mail is built; never the Host header.
BASE_URL = WAGTAILADMIN_BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
# One door for every account: throttled, the same answer to every failure.
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
# Wagtail's own reset writes past the mail ledger and takes longer for a known address.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
# Out of the box these three tell others about the staff.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
# Without the names of those who made them.
WAGTAILDOCS_DOCUMENT_FORM_BASE = "home.staff.pictures.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "odt", "csv", "txt"]
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
# Rebuilt from their pixels, under a new name.
WAGTAILIMAGES_IMAGE_FORM_BASE = "home.staff.pictures.PictureForm"
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h3", "h4", "bold", "italic", "ol", "ul", "link"]},
    }
}
# Empty: the full text of the database. The address of an OpenSearch: that (home/opensearch.py).
SEARCH_URL = env.str("SEARCH_URL", default="")
WAGTAILSEARCH_BACKENDS: dict[str, dict[str, object]] = {
    "default": (
        {"BACKEND": "home.opensearch", "URLS": [SEARCH_URL], "INDEX_PREFIX": "workshops_"}
        if SEARCH_URL
        else {"BACKEND": "wagtail.search.backends.database"}
    )
}
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_APPEND_SLASH = True
# Those of the Member States; the list of the machine holds names that no browser knows.
WAGTAIL_USER_TIME_ZONES = [
    "UTC",
    "Asia/Bangkok",
    "Asia/Brunei",
    "Asia/Dili",
    "Asia/Ho_Chi_Minh",
    "Asia/Jakarta",
    "Asia/Jayapura",
    "Asia/Kuala_Lumpur",
    "Asia/Makassar",
    "Asia/Manila",
    "Asia/Phnom_Penh",
    "Asia/Singapore",
    "Asia/Vientiane",
    "Asia/Yangon",
]

# --- Logs: events and ids, never a name, an address or a token --------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "plain": {"format": "%(levelname)s %(name)s %(message)s"},
    },
    "filters": {"private": {"()": "access.logs.PrivateFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.str("LOG_FORMAT", default="json"),
            "filters": ["private"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
