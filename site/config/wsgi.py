"""The WSGI application that gunicorn serves."""

import os
import sys
from pathlib import Path

# Not needed where the project is installed; harmless there.
_site = Path(__file__).resolve().parents[1]
if str(_site) not in sys.path:
    sys.path.append(str(_site))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

from home.checks import refuse_unsafe_start  # noqa: E402

refuse_unsafe_start()
