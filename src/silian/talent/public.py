"""What upper apps may use of the talent lists."""

from __future__ import annotations

from .enums import CodeState, Education, ListKind, RecordState
from .models import DemandRecord, Snapshot, SnapshotRow, SupplyRecord
from .permissions import P
from .queries.offered import offering_schools
from .queries.publications import publication, publication_counts, publications
from .queries.responses import responses
from .services.demand import approve_demand, enter_demand
from .services.publish import publish_list
from .services.sheets import sheet_of
from .services.supply import approve_supply, enter_supply

__all__ = [
    "CodeState",
    "DemandRecord",
    "Education",
    "ListKind",
    "P",
    "RecordState",
    "Snapshot",
    "SnapshotRow",
    "SupplyRecord",
    "approve_demand",
    "approve_supply",
    "enter_demand",
    "enter_supply",
    "offering_schools",
    "publication",
    "publication_counts",
    "publications",
    "publish_list",
    "responses",
    "sheet_of",
]
