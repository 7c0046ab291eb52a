"""A spreadsheet that was read: the batch, and what each of its rows said.

The kernel knows no consortium, so the batch names it by number. A batch without one belongs to
the installation (the registry of organisations, for instance).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from .records import Record


class BatchState(models.TextChoices):
    """Where an import stands."""

    READING = "reading", _("读取中")
    PREVIEWED = "previewed", _("待提交")
    COMMITTING = "committing", _("提交中")
    COMMITTED = "committed", _("已提交")
    FAILED = "failed", _("未能读取")
    DISCARDED = "discarded", _("已放弃")


class RowState(models.TextChoices):
    """What would become of a row: only `ok` and `warning` are saved, `error` holds the batch."""

    OK = "ok", _("可导入")
    WARNING = "warning", _("可导入，请留意")
    ERROR = "error", _("有错误")
    DUPLICATE = "duplicate", _("表内重复")
    UNCHANGED = "unchanged", _("已在系统中")


class ImportBatch(Record):
    """One uploaded file. Counts are rows by state; `progress` is rows checked so far."""

    scope_column = "consortium_id"

    consortium_id = models.BigIntegerField(_("联合体"), null=True, db_index=True)
    organisation_id = models.BigIntegerField(_("代表单位"), null=True)
    sheet = models.CharField(_("表"), max_length=60)
    columns = models.JSONField(_("列"), default=list)
    options = models.JSONField(_("参数"), default=dict)
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(_("文件哈希"), max_length=64)
    option_key = models.CharField(_("参数标识"), max_length=16, blank=True)
    size = models.BigIntegerField(_("字节数"))
    state = models.CharField(
        _("状态"), max_length=12, choices=BatchState, default=BatchState.READING
    )
    state_changed_at = models.DateTimeField(_("状态时间"), auto_now_add=True)
    rows = models.IntegerField(_("行数"), default=0)
    ok = models.IntegerField(_("可导入"), default=0)
    warnings = models.IntegerField(_("留意"), default=0)
    errors = models.IntegerField(_("错误"), default=0)
    duplicates = models.IntegerField(_("表内重复"), default=0)
    unchanged = models.IntegerField(_("已在系统中"), default=0)
    created = models.IntegerField(_("已新增"), default=0)
    progress = models.IntegerField(_("进度"), default=0)
    message = models.TextField(_("说明"), blank=True)
    notes = models.JSONField(_("整表提示"), default=list)
    uploaded_by_id = models.BigIntegerField(_("上传者"), null=True)
    uploaded_by = models.CharField(_("上传者姓名"), max_length=200, blank=True)
    committed_at = models.DateTimeField(_("提交时间"), null=True)

    objects: Any = ScopedManager(consortium="consortium_id")
    scope_column = "consortium_id"

    class Meta:
        ordering = ["-id"]
        verbose_name = _("导入批次")
        constraints = [
            # The same file is committed once by the same organisation in the same place.
            models.UniqueConstraint(
                Coalesce("consortium_id", 0),
                Coalesce("organisation_id", 0),
                "sheet",
                "sha256",
                "option_key",
                condition=models.Q(state="committed"),
                name="import_batch_file_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[value for value, _label in BatchState.choices]),
                name="import_batch_state",
            ),
        ]
        indexes = [
            models.Index(fields=["sheet", "consortium_id", "-id"], name="import_batch_listed"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.sha256[:8]})"


class ImportRow(models.Model):
    """One row of the file; `number` is its row in the spreadsheet.

    `values` (as typed) and `cleaned` are JSON lists in the order of the batch's `columns`; cells
    of private columns are null there and lie encrypted in `private`. They are texts because
    nothing asks for what is inside, and a hundred thousand rows are written once.
    """

    # The table of batches shows only those of the consortium, so this shows their rows alone.
    scope_sql = "batch_id IN (SELECT id FROM kernel_importbatch)"

    batch = models.ForeignKey(
        ImportBatch, verbose_name=_("批次"), on_delete=models.CASCADE, related_name="lines"
    )
    number = models.IntegerField(_("行号"))
    values = models.TextField(_("所填"), default="[]")
    cleaned = models.TextField(_("所读"), default="[]")
    private = models.TextField(_("个人信息（加密）"), blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=RowState)
    problems = models.TextField(_("问题"), default="[]")
    row_key = models.CharField(_("行标识"), max_length=32)
    near_key = models.CharField(_("近似标识"), max_length=32, blank=True)

    objects: Any = ScopedManager(consortium="batch__consortium_id")
    scope_sql = "batch_id IN (SELECT id FROM kernel_importbatch)"

    class Meta:
        ordering = ["batch_id", "number"]
        verbose_name = _("导入行")
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_number"),
        ]
        indexes = [
            models.Index(fields=["batch", "state", "number"], name="import_row_paged"),
            models.Index(fields=["batch", "row_key"], name="import_row_key"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"
