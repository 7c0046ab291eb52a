"""Silian 四链: the system that an industry–education consortium runs on."""

__version__ = "0.1.0"
