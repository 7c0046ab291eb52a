"""Files that people upload: kept under a random name, checked before, answered as downloads.

stored = keep(actor=actor, upload=request.FILES["file"])      # inside a command
return answer(stored)                                         # in a view, after its own check
class PaperForm(forms.Form): file = UploadField(label=_("会议材料"))
"""

from .forms import UploadField
from .keeping import LARGEST, answer, as_download, keep, open_file, read_bytes, register_scanner
from .kinds import IMAGES, PAPERS, FileKind, accepted
from .naming import safe_name

__all__ = [
    "IMAGES",
    "LARGEST",
    "PAPERS",
    "FileKind",
    "UploadField",
    "accepted",
    "answer",
    "as_download",
    "keep",
    "open_file",
    "read_bytes",
    "register_scanner",
    "safe_name",
]
