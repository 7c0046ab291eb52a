from ..enums import ListKind
from .answers import NilReturn
from .demand import DemandProgram, DemandRecord
from .records import ListRecord
from .snapshot import Snapshot, SnapshotRow
from .supply import SupplyRecord

RECORDS: dict[str, type[DemandRecord] | type[SupplyRecord]] = {
    ListKind.DEMAND: DemandRecord,
    ListKind.SUPPLY: SupplyRecord,
}

__all__ = [
    "RECORDS",
    "DemandProgram",
    "DemandRecord",
    "ListRecord",
    "NilReturn",
    "Snapshot",
    "SnapshotRow",
    "SupplyRecord",
]
