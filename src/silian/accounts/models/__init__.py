from .session import Invitation, KnownSession
from .token import ApiToken
from .user import User

__all__ = ["ApiToken", "Invitation", "KnownSession", "User"]
