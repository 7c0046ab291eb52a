"""What was done, by whom, and proof that nobody changed the record since."""

from .chain import GENESIS, digest, record
from .verify import Anchor, Fault, anchor, verify

__all__ = ["GENESIS", "Anchor", "Fault", "anchor", "digest", "record", "verify"]
