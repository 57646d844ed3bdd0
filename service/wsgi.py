"""The WSGI app: ``gunicorn --config python:service.settings service.wsgi:app``."""

from __future__ import annotations

import os

from service.app import create_app

app = create_app(os.environ.get("SKILL_ID"))
