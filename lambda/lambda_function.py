"""The entry point of the Lambda."""

from __future__ import annotations

import logging
import os

from leg_cramps.alexa.skill import create_handler

logging.getLogger("leg_cramps").setLevel(logging.INFO)

lambda_handler = create_handler(os.environ.get("SKILL_ID"))
