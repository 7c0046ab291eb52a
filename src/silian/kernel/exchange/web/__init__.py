"""The pages of an import: upload, preview, correction, commit, history. One set for each sheet."""

from .urls import import_urls

__all__ = ["import_urls"]
