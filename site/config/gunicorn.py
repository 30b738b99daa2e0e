"""How gunicorn serves the product: `gunicorn -c python:config.gunicorn config.wsgi`.

A log line holds method, path, status, size and time: no client address, no query string, no
Referer, and never the secret of a private link.
"""

import os
from typing import Any

from gunicorn.glogging import Logger

from access.logs import scrub

bind = os.environ.get("BIND", "127.0.0.1:8000")
# Two processes with four threads: a slow download of a volume keeps one thread, not the site.
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108
preload_app = True

timeout = 60
graceful_timeout = 30
keepalive = 5
# A process is renewed after a while, not all at once: no leak grows for months.
max_requests = 2000
max_requests_jitter = 200

# Only the proxy on this machine (or the one named here) may say that a request came by TLS.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")

accesslog = "-" if os.environ.get("ACCESS_LOG", "on") == "on" else None
access_log_format = "%(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"


class PrivateLogger(Logger):
    """Gunicorn's log without what identifies a person."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        """The values of one line; the path loses the token of a private link."""
        atoms = super().atoms(resp, req, environ, request_time)
        atoms["U"] = scrub(atoms.get("U") or "")
        return atoms


logger_class = PrivateLogger
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "root": {"level": "INFO", "handlers": []},
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
            "formatter": os.environ.get("LOG_FORMAT", "json"),
            "filters": ["private"],
        }
    },
    "loggers": {
        "gunicorn.error": {
            "handlers": ["console"],
            "level": os.environ.get("LOG_LEVEL", "INFO"),
            "propagate": False,
        },
        "gunicorn.access": {
            "handlers": ["console"],
            "level": os.environ.get("LOG_LEVEL", "INFO"),
            "propagate": False,
        },
    },
}


def post_fork(server: Any, worker: Any) -> None:
    """A connection opened before the fork must not be shared between processes."""
    from django.db import connections

    connections.close_all()
