"""Forms of the registry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.codes import public as codes
from silian.kernel.punctuation import listed
from silian.kernel.refusals import Invalid

from ..enums import EnterpriseSize, OrganisationKind
from ..models import Organisation


class CodeField(forms.CharField):
    """A text that means a row of a code list; cleaned to its code, or "" where it is empty."""

    def __init__(self, list_key: str, **kwargs: Any) -> None:
        self.list_key = list_key
        super().__init__(required=False, max_length=100, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        match = codes.resolve(self.list_key, text)
        if match.code is not None:
            return str(match.code)
        offers = listed(f"{code} {name}" for code, name in match.suggestions)
        sentence = _("没有“%(text)s”。") % {"text": text}
        if offers:
            sentence += _("您要找的可能是：%(offers)s。") % {"offers": offers}
        raise forms.ValidationError(sentence)


class OrganisationForm(forms.Form):
    """The fields of an organisation; the command checks what they mean."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=[])
    uscc = forms.CharField(
        label=gettext_lazy("统一社会信用代码"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("18 位，营业执照或法人证书上有；空格和小写会自动改正。"),
    )
    region_id = CodeField(
        "regions",
        label=gettext_lazy("所在地"),
        help_text=gettext_lazy("如：珠海市、440400、北京市朝阳区"),
    )
    industry_id = CodeField(
        "industries",
        label=gettext_lazy("所属行业"),
        help_text=gettext_lazy("国民经济行业分类的代码或名称，如：3612、新能源车整车制造"),
    )
    size = forms.ChoiceField(label=gettext_lazy("企业规模"), required=False, choices=[])
    short_name = forms.CharField(label=gettext_lazy("简称"), required=False, max_length=100)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), required=False, max_length=300)
    school_code = forms.CharField(label=gettext_lazy("学校标识码"), required=False, max_length=10)
    website = forms.URLField(
        label=gettext_lazy("网站"), required=False, max_length=300, assume_scheme="https"
    )
    address = forms.CharField(label=gettext_lazy("地址"), required=False, max_length=300)
    source = forms.CharField(
        label=gettext_lazy("来源"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("这些资料从哪里来，如：入会申请表、工商公示"),
    )
    same_name = forms.BooleanField(
        label=gettext_lazy("已核对：这是同名或近名的另一个单位"), required=False
    )

    essential = ("name", "kind", "uscc", "region_id")
    further = (
        "industry_id", "size", "short_name", "name_en", "school_code", "website", "address",
        "source",
    )  # fmt: skip

    def __init__(self, *args: Any, asks_same_name: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("请选择")), *OrganisationKind.choices]  # type: ignore[attr-defined]
        self.fields["size"].choices = [("", _("未填")), *EnterpriseSize.choices]  # type: ignore[attr-defined]
        if not asks_same_name:
            del self.fields["same_name"]

    def parts(self) -> list[dict[str, Any]]:
        """The essential fields, and the rest folded."""
        essential = [*self.essential, *(["same_name"] if "same_name" in self.fields else [])]
        return [
            {"title": _("基本资料"), "fields": [self[name] for name in essential]},
            {
                "title": _("更多资料"),
                "fields": [self[name] for name in self.further],
                "optional": True,
                "open": any(self.errors.get(name) or self[name].value() for name in self.further),
            },
        ]


def initial_of(organisation: Organisation) -> dict[str, Any]:
    """The form's first values: codes with their names, as they can be typed again."""
    values = {name: getattr(organisation, name) for name in OrganisationForm.base_fields
              if hasattr(organisation, name)}  # fmt: skip
    for field in ("region", "industry"):
        row = getattr(organisation, field)
        values[f"{field}_id"] = f"{row.pk} {row.name}" if row else ""
    return values


def put_errors(form: forms.Form, refusal: Invalid) -> None:
    """Puts the sentences of a refused command onto the form, beside their fields."""
    for field, sentences in refusal.errors.items():
        name = f"{field}_id" if f"{field}_id" in form.fields else field
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, str(sentence))


class AliasForm(forms.Form):
    """Another name of an organisation."""

    name = forms.CharField(label=gettext_lazy("别名"), max_length=300)
