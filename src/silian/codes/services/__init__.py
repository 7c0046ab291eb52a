"""Commands: the only writers. Importing this registers them."""

from . import links, load

__all__ = ["links", "load"]
