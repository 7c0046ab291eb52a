"""The rules of one body as a form: every threshold a share, a base, and whether it is exceeded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...engine.rules import ELECTIONS, TIES
from ...engine.thresholds import BASE_NAMES, BASES
from ...enums import Matter, Post
from ...queries.rule_words import chosen, election_words, tie_words
from ..forms import offer


class BodyRulesForm(forms.Form):
    """Fields by the path of the data, dots as underscores: `majority_charter_fraction`."""

    quorum_fraction = forms.CharField(
        label=gettext_lazy("到会比例（应到单位的）"), max_length=20,
        help_text=gettext_lazy("写成分数，例如 2/3。"),
    )  # fmt: skip
    quorum_strict = forms.BooleanField(
        label=gettext_lazy("到会须超过这个比例（不含本数）"), required=False
    )
    notice_days = forms.IntegerField(label=gettext_lazy("提前几天通知"), min_value=0)
    proxy_limit = forms.IntegerField(
        label=gettext_lazy("每个单位最多带几份委托"), min_value=0,
        help_text=gettext_lazy("0 表示不接受委托。"),
    )  # fmt: skip
    change_vote = forms.BooleanField(label=gettext_lazy("表决结束前可以改票"), required=False)
    secret_matters = forms.MultipleChoiceField(
        label=gettext_lazy("必须无记名表决的事项"), required=False, choices=[],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    election = forms.ChoiceField(label=gettext_lazy("怎样算当选"), choices=[])
    tie = forms.ChoiceField(label=gettext_lazy("末位票数相同时"), choices=[])
    allow_write_in = forms.BooleanField(label=gettext_lazy("选举时可以另选他人"), required=False)
    term_years = forms.IntegerField(label=gettext_lazy("每届几年"), min_value=0)
    seats_min = forms.IntegerField(label=gettext_lazy("最少席位"), min_value=1, required=False)
    seats_max = forms.IntegerField(label=gettext_lazy("最多席位"), min_value=1, required=False)

    def __init__(self, *args: Any, rules: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": _initial(rules)})
        offer(self, "secret_matters", Matter.choices)
        offer(self, "election", [(key, election_words(key)) for key in ELECTIONS])
        offer(self, "tie", [(key, tie_words(key)) for key in TIES])
        first = _("与一般事项相同")
        for matter in Matter:
            needed = matter == Matter.ORDINARY
            name, label = f"majority_{matter.value}", matter.label
            self._share(name, label, needed, "" if needed else first)
        for post in Post:
            self.fields[f"weight_{post.value}"] = forms.IntegerField(
                label=str(post.label), min_value=1, max_value=100_000, required=False,
                initial=self.initial.get(f"weight_{post.value}"),
            )  # fmt: skip

    def _share(self, name: str, label: object, needed: bool, hint: str) -> None:
        self.fields[f"{name}_fraction"] = forms.CharField(
            label=_("%(matter)s：同意的比例") % {"matter": label}, max_length=20, required=needed,
            help_text=_("不填则%(same)s。") % {"same": hint} if hint else _("写成分数，例如 1/2。"),
        )  # fmt: skip
        self.fields[f"{name}_of"] = forms.ChoiceField(
            label=_("%(matter)s：占谁的") % {"matter": label},
            choices=[(base, chosen(*BASE_NAMES[base])) for base in BASES],
            initial="present", required=False,
        )  # fmt: skip
        self.fields[f"{name}_strict"] = forms.BooleanField(
            label=_("%(matter)s：须超过（不含本数）") % {"matter": label}, required=False
        )

    def parts(self) -> list[dict[str, Any]]:
        """The fields as the page groups them."""
        majorities = [
            self[f"majority_{matter.value}_{what}"]
            for matter in Matter
            for what in ("fraction", "of", "strict")
        ]
        return [
            {"title": _("开会"), "fields": self._some("quorum_fraction", "quorum_strict",
                                                      "notice_days", "proxy_limit")},
            {"title": _("表决"), "fields": majorities,
             "hint": _("以上、至少包含本数；超过、过半数不含本数。")},
            {"title": _("投票与选举"), "fields": self._some(
                "change_vote", "secret_matters", "election", "tie", "allow_write_in")},
            {"title": _("任期与席位"),
             "fields": self._some("term_years", "seats_min", "seats_max")},
            {"title": _("票的权重"), "optional": True, "hint": _("不填即一票"),
             "fields": [self[f"weight_{post.value}"] for post in Post],
             "open": any(self[f"weight_{post.value}"].value() for post in Post)},
        ]  # fmt: skip

    def _some(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names]

    def plain(self) -> dict[str, Any]:
        """The rules of the body as the engine reads them; for a form that is valid."""
        data = self.cleaned_data
        majorities = {
            matter: {"fraction": data[f"majority_{matter}_fraction"].strip(),
                     "of": data[f"majority_{matter}_of"] or "present",
                     "strict": data[f"majority_{matter}_strict"]}
            for matter in Matter.values
            if data[f"majority_{matter}_fraction"].strip()
        }  # fmt: skip
        weights = {post: data[f"weight_{post}"] for post in Post.values if data[f"weight_{post}"]}
        kept = ("notice_days", "proxy_limit", "change_vote", "tie", "term_years", "seats_min",
                "seats_max", "allow_write_in", "election", "secret_matters")  # fmt: skip
        return {
            "quorum": {"fraction": data["quorum_fraction"].strip(), "of": "seats",
                       "strict": data["quorum_strict"]},
            "majorities": majorities,
            "weights": weights,
            **{key: data[key] for key in kept},
        }  # fmt: skip

    def field_of(self, path: str) -> str | None:
        """The field that a path of the data (below the body) stands in; None for none."""
        parts = path.split(".")
        if parts[0] == "majorities" and len(parts) > 1:
            return f"majority_{parts[1]}_fraction"
        if parts[0] == "weights" and len(parts) > 1:
            return f"weight_{parts[1]}"
        name = "quorum_fraction" if parts[0] == "quorum" else parts[0]
        return name if name in self.fields else None


def _initial(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The fields' values from the plain rules of a body; nothing where there are none."""
    if not rules:
        return {}
    found = {key: rules.get(key) for key in (
        "notice_days", "proxy_limit", "change_vote", "tie", "term_years", "seats_min", "seats_max",
        "allow_write_in", "election", "secret_matters")}  # fmt: skip
    found["quorum_fraction"] = rules["quorum"]["fraction"]
    found["quorum_strict"] = rules["quorum"].get("strict", False)
    for matter, share in rules["majorities"].items():
        for what in ("fraction", "of", "strict"):
            found[f"majority_{matter}_{what}"] = share.get(what)
    found |= {f"weight_{post}": weight for post, weight in rules.get("weights", {}).items()}
    return found
