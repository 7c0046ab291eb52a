"""Forms of issued papers: how they look, what to issue, revoking and correcting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from silian.consortia import public as consortia
from silian.consortia.public import Consortium, Seat
from silian.kernel.files import IMAGES, UploadField
from silian.kernel.models.documents import PaperLanguage

from ...documents.papers import holder_key
from ...enums import Post
from ...models import Mandate, Resolution, Term
from ...queries.bodies import POST_RANK, bodies, last_day
from ..forms import DayField, TextField, member_choices, offer

MEMBERS = "members"
HOSTED = "hosted"


class DesignForm(forms.Form):
    """How letters and plaques look."""

    prefix = forms.CharField(  # type: ignore[assignment]  # Django takes fields off the class
        label=gettext_lazy("编号代字"),
        max_length=20,
        help_text=gettext_lazy("写在文号里，例如“示例联合体”印作“示例联合体聘字〔2026〕001号”。"),
    )
    monogram = forms.CharField(
        label=gettext_lazy("标记"),
        required=False,
        max_length=4,
        help_text=gettext_lazy("一至四个字，印成方形标记。不是公章，公章另盖在虚线框里。"),
    )
    issuer = forms.CharField(
        label=gettext_lazy("落款"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("不填即用联合体名称。"),
    )
    issuer_en = forms.CharField(label=gettext_lazy("英文落款"), required=False, max_length=300)
    image = UploadField(
        label=gettext_lazy("标志图片"),
        required=False,
        kinds=IMAGES,
        help_text=gettext_lazy(
            "PNG 或 JPEG，60 KB 以内，最好是正方形。须有权利人授权；不得上传公章图样。"
        ),
    )
    image_authorised_by = forms.CharField(
        label=gettext_lazy("授权人"), required=False, max_length=100
    )
    image_authorised_on = DayField(label=gettext_lazy("授权日期"))
    remove_image = forms.BooleanField(label=gettext_lazy("不再使用图片"), required=False)

    def __init__(self, *args: Any, has_image: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_image:
            del self.fields["remove_image"]

    def parts(self) -> list[dict[str, Any]]:
        """The words first, the image folded."""
        image = [field for field in self if "image" in field.name]
        words = [field for field in self if "image" not in field.name]
        folded = {
            "title": _("经授权的标志图片"), "fields": image, "optional": True,
            "open": any(field.errors or field.initial for field in image),
        }  # fmt: skip
        return [{"title": "", "fields": words}, folded]


class IssueForm(forms.Form):
    """What is asked for every kind: the language and the day on the paper."""

    language = forms.ChoiceField(label=gettext_lazy("语言"), choices=[])
    issued_on = DayField(label=gettext_lazy("签发日期"), required=True)

    def __init__(
        self, *args: Any, kind: str, hosted: Sequence[Consortium] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.hosted = kind, hosted
        offer(self, "language", PaperLanguage.choices)
        self.fields["language"].initial = PaperLanguage.ZH.value
        self.fields["issued_on"].initial = consortia.today()


class MandateForm(IssueForm):
    """Letters and plaques: of which term, for which posts."""

    term = forms.ChoiceField(label=gettext_lazy("机构和届次"), choices=[])
    posts = forms.MultipleChoiceField(
        label=gettext_lazy("只给这些职务"),
        required=False,
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("不选即为全部。"),
    )
    named = forms.BooleanField(
        label=gettext_lazy("写上代表姓名和职务"),
        required=False,
        help_text=gettext_lazy("姓名只印在聘书上，公开查验页不显示。"),
    )

    field_order = ("term", "posts", "named", "language", "issued_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = list(_terms())
        choices = [(term.ref, str(term)) for term in terms]
        if self.kind == "plaque":
            choices.append((MEMBERS, _("成员席位（不属于哪一届）")))
            if self.hosted:
                choices.append((HOSTED, _("承办联合体")))
            del self.fields["named"]
        offer(self, "term", choices)
        held = Mandate.objects.filter(term__in=terms).order_by().values_list("post", flat=True)
        posts = set(held.distinct()) or set(Post.values)
        if self.kind == "plaque":
            posts |= set(Seat.values) & set(Post.values)
        offer(self, "posts", [(post, Post(post).label) for post in sorted(posts, key=_rank)])


def _rank(post: str) -> int:
    return POST_RANK[post]


def _terms() -> Iterable[Term]:
    """Terms that run or are to come; one that is over gets no letters."""
    rows = Term.objects.filter(body__in=bodies()).select_related("body")
    today = consortia.today()
    for term in rows.order_by("body__order", "body_id", "-number"):
        if last_day(term) >= today:
            yield term


class MemberForm(IssueForm):
    """Certificates of membership: for which seats."""

    seats = forms.MultipleChoiceField(
        label=gettext_lazy("只给这些席位"),
        required=False,
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("不选即为全部正式成员。"),
    )

    field_order = ("seats", "language", "issued_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "seats", Seat.choices)


class AwardForm(IssueForm):
    """A title for some units, on the ground of a resolution."""

    resolution = forms.ChoiceField(
        label=gettext_lazy("依据的决议"),
        choices=[],
        help_text=gettext_lazy("授牌必须有决议作依据。"),
    )
    title = forms.CharField(
        label=gettext_lazy("称号"),
        max_length=60,
        help_text=gettext_lazy("例如：示范实习实训基地"),
    )
    title_en = forms.CharField(label=gettext_lazy("英文称号"), required=False, max_length=120)
    citation = TextField(label=gettext_lazy("授予理由"), rows=2, max_length=200)
    valid_from = DayField(label=gettext_lazy("有效期起"))
    valid_until = DayField(label=gettext_lazy("有效期止"))
    units = forms.MultipleChoiceField(
        label=gettext_lazy("授予单位"), choices=[], widget=forms.CheckboxSelectMultiple
    )

    field_order = (
        "resolution", "title", "title_en", "citation", "valid_from", "valid_until", "units",
        "language", "issued_on",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "resolution", [(row.ref, str(row)) for row in Resolution.objects.all()])
        hosted = [(holder_key(one), _("%(name)s（承办联合体）") % {"name": one.name})
                  for one in self.hosted]  # fmt: skip
        offer(self, "units", [*member_choices(), *hosted])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("valid_from"), values.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("有效期止不能早于有效期起。"))
        return values


FORMS: dict[str, type[IssueForm]] = {
    "letter": MandateForm,
    "plaque": MandateForm,
    "membership_certificate": MemberForm,
    "award": AwardForm,
    "resolution": IssueForm,
    "minutes": IssueForm,
}


class CorrectForm(forms.Form):
    """A paper anew, with the reason."""

    reason = forms.CharField(
        label=gettext_lazy("换发原因"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "wide": True}),
    )
    language = forms.ChoiceField(label=gettext_lazy("语言"), choices=[])
    issued_on = DayField(label=gettext_lazy("签发日期"), required=True)
    named = forms.BooleanField(label=gettext_lazy("写上代表姓名和职务"), required=False)

    def __init__(self, *args: Any, letter: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "language", PaperLanguage.choices)
        if not letter:
            del self.fields["named"]
