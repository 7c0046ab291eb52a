"""The platform's one address of meetings: /live/<key>/."""

from __future__ import annotations

from django.urls import path

from .pulse import pulse

platform = [path("<str:key>/", pulse, name="pulse")]
