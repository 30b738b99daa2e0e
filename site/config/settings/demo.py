"""One machine, one command (`make demo`): SQLite, a local outbox, keys made at first start."""

import environ

from config.settings import base

# `manage.py keys` writes this file, readable by its owner only.
environ.Env.read_env(base.VAR / "keys.env")

from config.settings.base import *  # noqa: E402, F403

DEBUG = base.env.bool("DEBUG", default=False)
SECRET_KEY = base.env.str("SECRET_KEY", default="")
DATA_KEY = base.env.str("DATA_KEY", default="")
ALLOWED_HOSTS = base.env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
DEMO = True
# A demo is watched: what a killed worker left behind comes back within a minute or two.
CORRESPONDENCE = {"SWEEP_SECONDS": 60, "GRACE_SECONDS": 60, "LEASE_SECONDS": 60}
