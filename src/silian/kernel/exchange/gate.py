"""The gate: what a file is, and whether it is safe to parse, decided before anything parses it.

A spreadsheet is a zip archive of XML, so a small file can unfold to gigabytes, hold paths that
climb out of a folder, or name entities that grow. Everything here works on the archive's
directory and on a bounded stream; a refusal is a sentence that says how to mend the file.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal
from xml.parsers import expat

from django.utils.translation import gettext as _

from ..refusals import Invalid, TooLarge

MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What passes. The figures are measured: see `benchmarks/imports.py`.

    100,000 rows × 30 columns of text are 15–19 MB as a file and 160–180 MB unfolded, at a
    ratio of 8–12; the proposed 100 MB of the first draft would have refused them.
    """

    file_bytes: int = 64 * MB
    unfolded_bytes: int = 400 * MB
    ratio: int = 100
    ratio_from_bytes: int = 1 * MB
    members: int = 2_000
    head_bytes: int = 64 * 1024


LIMITS = Limits()
# Limits that let everything through: only for the proof that the limits are what protects.
NO_LIMITS = Limits(10**12, 10**13, 10**9, 10**13, 10**7)

FileKind = Literal["xlsx", "csv"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ARCHIVES = (
    ".zip",
    ".xlsx",
    ".xlsm",
    ".xlsb",
    ".docx",
    ".gz",
    ".bz2",
    ".xz",
    ".7z",
    ".rar",
    ".bin2",
)
OTHER_TABLES = {".xls", ".xlsb", ".ods", ".et", ".ett", ".xlt", ".numbers", ".fods", ".dbf"}
MACROS = {".xlsm", ".xltm"}


@dataclass(frozen=True)
class Passed:
    """A file that may be parsed; `unfolded` is its size in bytes outside the archive."""

    kind: FileKind
    unfolded: int


def pass_gate(path: Path, file_name: str, limits: Limits = LIMITS) -> Passed:
    """What the file is. Raises `Invalid`, or `TooLarge`, with a sentence."""
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise TooLarge(
            _("文件有 %(size)d MB，超过 %(limit)d MB。请拆成几份上传。")
            % {"size": size // MB, "limit": limits.file_bytes // MB}
        )
    with path.open("rb") as file:
        head = file.read(4096)
        suffix = PurePosixPath(file_name).suffix.lower()
        _refuse_others(suffix, head)
        if suffix == ".csv":
            _check_text(head)
            return Passed("csv", size)
        return Passed("xlsx", _check_archive(file, size, limits))


def clean_name(file_name: str) -> str:
    """The name of an upload without folders and without characters that do not show."""
    name = unicodedata.normalize("NFC", file_name.replace("\\", "/")).rsplit("/", 1)[-1]
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C").strip(". ")
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[:180]}.{suffix[:10]}" if dot and stem else name[:190]


def _refuse_others(suffix: str, head: bytes) -> None:
    """Everything that is neither .xlsx nor .csv, or only claims to be."""
    save_as = _("请在 WPS 或 Excel 里打开它，用“另存为”选择“Excel 工作簿 (.xlsx)”，再上传。")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:16].lower()
    if not head:
        raise Invalid(_("文件是空的。请下载模板，填写后再上传。"))
    if suffix in OTHER_TABLES:
        raise Invalid(_("不能读取 %(suffix)s 文件。") % {"suffix": suffix} + save_as)
    if suffix in MACROS:
        raise Invalid(_("带宏的表格不接收。") + save_as)
    if suffix not in {".xlsx", ".csv"}:
        raise Invalid(_("只接收 .xlsx 和 .csv 文件。请下载模板，填写后再上传。"))
    if head.startswith(OLE):
        raise Invalid(_("这个文件加了密码，或其实是旧的 .xls 格式。请去掉密码。") + save_as)
    if start.startswith((b"<?xml", b"<html", b"<!doctype", b"<table", b"<meta")):
        raise Invalid(_("这个文件其实是网页或 XML，不是表格。") + save_as)
    is_zip = head.startswith((b"PK\x03\x04", b"PK\x05\x06"))
    if suffix == ".xlsx" and not is_zip:
        raise Invalid(_("扩展名是 .xlsx，内容却不是表格。") + save_as)
    if suffix == ".csv" and is_zip:
        raise Invalid(_("扩展名是 .csv，内容却是压缩包或表格。请把扩展名改回 .xlsx 再上传。"))


def _check_text(head: bytes) -> None:
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Invalid(_("扩展名是 .csv，内容却不是文本。请上传 .xlsx，或另存为“CSV UTF-8”。"))


def _check_archive(file: BinaryIO, size: int, limits: Limits) -> int:
    """The unfolded size of a workbook whose archive keeps every rule."""
    damaged = _("文件已损坏，无法打开。请在 WPS 或 Excel 里重新保存一次，再上传。")
    try:
        _check_directory(file, size, limits)
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_members(members, size, limits)
            return sum(_unfold(archive, member, limits) for member in members)
    except (Invalid, TooLarge):
        raise
    except Exception as error:  # whatever an archive written to confuse may raise
        raise Invalid(damaged) from error


def _check_directory(file: BinaryIO, size: int, limits: Limits) -> None:
    """Counts the members before the library builds an object for each."""
    tail = min(size, 65_557)
    file.seek(size - tail)
    data = file.read(tail)
    at = data.rfind(b"PK\x05\x06")
    if at < 0 or len(data) - at < 22:
        raise zipfile.BadZipFile("no directory")
    _here, total, length = struct.unpack("<HHL", data[at + 8 : at + 16])
    if total == 0xFFFF or length == 0xFFFFFFFF:
        raise Invalid(
            _("表格的压缩格式不常见（ZIP64）。请在 WPS 或 Excel 里重新保存一次，再上传。")
        )
    if total > limits.members or length > limits.members * 400:
        raise Invalid(
            _("表格里有 %(count)d 个内部文件，超过 %(limit)d 个。请把数据复制到模板里再上传。")
            % {"count": total, "limit": limits.members}
        )


def _check_members(members: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    names = [member.filename for member in members]
    lower = {name.lower() for name in names}
    copy = _("请把数据复制到下载的模板里再上传。")
    if len(lower) != len(names) or any(_climbs(name) for name in names):
        raise Invalid(_("表格的内部结构不安全（文件名重复或越出目录）。") + copy)
    if any(member.flag_bits & 0x1 for member in members):
        raise Invalid(_("这个文件加了密码。请去掉密码后再上传。"))
    if "mimetype" in lower:
        raise Invalid(_("这是 OpenDocument 表格。请另存为 .xlsx 再上传。"))
    if "[content_types].xml" not in lower or "xl/workbook.xml" not in lower:
        raise Invalid(_("扩展名是 .xlsx，内容却不是表格。请下载模板，填写后再上传。"))
    if "xl/vbaproject.bin" in lower:
        raise Invalid(_("带宏的表格不接收。") + copy)
    if any(name.endswith(ARCHIVES) for name in lower):
        raise Invalid(_("表格里嵌有其他文件。") + copy)
    packed = sum(member.compress_size for member in members)
    unfolded = sum(member.file_size for member in members)
    methods = {member.compress_type for member in members}
    if packed > size or not methods <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile("overlapping members, or a method no spreadsheet uses")
    _check_size(unfolded, limits)
    for member in members:
        large = member.file_size > limits.ratio_from_bytes
        if large and member.file_size > limits.ratio * max(member.compress_size, 1):
            raise Invalid(
                _("表格解压后比文件大 %(n)d 倍以上，可能是恶意文件。") % {"n": limits.ratio} + copy
            )


def _check_size(unfolded: int, limits: Limits) -> None:
    if unfolded > limits.unfolded_bytes:
        raise Invalid(
            _("表格解压后超过 %(limit)d MB。请删去多余的工作表和格式，或拆成几份上传。")
            % {"limit": limits.unfolded_bytes // MB}
        )


def _climbs(name: str) -> bool:
    return (
        name.startswith("/")
        or "\\" in name
        or re.match(r"[A-Za-z]:", name) is not None
        or ".." in PurePosixPath(name).parts
        or any(ord(sign) < 32 for sign in name)
    )


def _unfold(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> int:
    """Reads a member through once, against headers that lie; looks at the head of its XML."""
    if member.is_dir():
        return 0
    done = 0
    with archive.open(member) as stream:
        if member.filename.lower().endswith((".xml", ".rels", ".vml")):
            head = stream.read(limits.head_bytes)
            _check_xml_head(head, whole=len(head) == member.file_size)
            done = len(head)
        while chunk := stream.read(256 * 1024):
            done += len(chunk)
    if done != member.file_size:
        raise zipfile.BadZipFile("shorter than its directory says")
    return done


class _RootReached(Exception):
    """The document element began, so no document type can follow."""


def _check_xml_head(head: bytes, *, whole: bool) -> None:
    """Refuses a document type: the only place where entities are declared."""

    def doctype(*_declared: object) -> None:
        raise Invalid(_("表格里有不允许的 XML 声明（DTD）。请把数据复制到下载的模板里再上传。"))

    def root(*_element: object) -> None:
        raise _RootReached

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        parser.Parse(head, whole)
    except _RootReached:
        return
    raise zipfile.BadZipFile("no document element at the beginning")
