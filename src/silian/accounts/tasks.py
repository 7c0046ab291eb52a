"""What happens to accounts every night."""

from __future__ import annotations

from datetime import time

from silian.kernel.access import system_actor
from silian.kernel.jobs import job

from .services.sessions import clear_sessions


@job("accounts.sessions.clear", daily_at=time(3, 50))
def clear() -> None:
    """Closes expired sessions and forgets old ones."""
    clear_sessions(actor=system_actor("job"))
