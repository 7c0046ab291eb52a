from .audit import AuditEntry
from .batches import ImportBatch, ImportRow
from .documents import DocumentBatch, IssuedDocument, NumberSeries
from .files import StoredFile
from .marks import DailyMark
from .records import ByConsortiumNumber, Global, OfConsortium, Record, new_ref

__all__ = [
    "AuditEntry",
    "ByConsortiumNumber",
    "DailyMark",
    "DocumentBatch",
    "Global",
    "ImportBatch",
    "ImportRow",
    "IssuedDocument",
    "NumberSeries",
    "OfConsortium",
    "Record",
    "StoredFile",
    "new_ref",
]
