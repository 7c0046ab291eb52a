"""The package of a round by which anyone can check its result: codes only, nobody's name."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence

from django.utils import timezone

from ..engine.rounds.frozen import Frozen, table
from ..engine.rounds.solving import in_order
from ..models import Offer, PlacementRound
from ..queries.rounds import standing
from ..queries.rounds_market import frozen_tables

RESULT, REPORT, README = "result.csv", "report.json", "README.txt"
# The same round gives the same bytes: archives carry no clock.
EPOCH = (1980, 1, 1, 0, 0, 0)


def result_table(students: Sequence[str], places: Mapping[str, tuple[str, int]]) -> bytes:
    """`student_id,post_id,rank`, an empty post for who has none."""
    rows = []
    for code in in_order(list(students)):
        post, rank = places.get(code, ("", 0))
        rows.append([code, post, rank or ""])
    return table(["student_id", "post_id", "rank"], rows)


def whole_package(round_: PlacementRound) -> bytes:
    """The ZIP: four tables, settings, result, report, and how to check them."""
    frozen = frozen_tables(round_)
    offers = Offer.objects.filter(applicant__round=round_, post__isnull=False)
    rows = offers.values_list("applicant__code", "post__code", "rank")
    places = {code: (post, int(rank or 0)) for code, post, rank in rows}
    files = frozen.files()
    files[RESULT] = result_table(list(frozen.students), places)
    files[REPORT] = _report(round_)
    files[README] = readme(round_, frozen).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name])
    return stream.getvalue()


def _report(round_: PlacementRound) -> bytes:
    cutoffs = {post.code: post.cutoff or None for post in standing(round_)}
    told = {
        **round_.report, "round": round_.name, "cutoffs": cutoffs,
        "frozen_at": round_.frozen_at.isoformat() if round_.frozen_at else None,
        "frozen_sha256": round_.frozen_sha256,
    }  # fmt: skip
    return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def command_line(round_: PlacementRound) -> str:
    """The command that checks the files of the package."""
    parts = [
        "silian placement verify", "--students students.csv", "--posts posts.csv",
        "--preferences preferences.csv", "--priorities priorities.csv",
        f"--seed {round_.seed}", f"--lottery {round_.ties}",
        f"--closing {round_.closing}", f"--reserve-order {round_.reserve_order}",
        RESULT,
    ]  # fmt: skip
    return " ".join(parts)


def readme(round_: PlacementRound, frozen: Frozen) -> str:
    """How to check, in both languages."""
    at = timezone.localtime(round_.frozen_at).isoformat() if round_.frozen_at else ""
    return f"""{round_.name}

如何验证这次双选的结果
1. 安装本软件（开源），在解压出的文件夹里运行：
   {command_line(round_)}
   退出码 0：结果稳定，且对参加者最优；退出码 1：列出不应出现的岗位与参加者。
2. 核对冻结的内容没有改过：
   sha256sum posts.csv preferences.csv priorities.csv settings.json students.csv | sha256sum
   应得到 {round_.frozen_sha256}（{at} 冻结并公布）。
文件里只有代号，没有姓名和学号；每位参加者在自己的页面看到自己的代号。
同分由抽签决定，种子 {round_.seed}，算法见软件文档；任何人可以重做。

How to check the result of this placement round
1. Install this software (open source) and run in the folder of these files:
   {command_line(round_)}
   Exit code 0: the result is stable and best for the applicants; 1: the pairs that should not be.
2. See that what was frozen has not changed:
   sha256sum posts.csv preferences.csv priorities.csv settings.json students.csv | sha256sum
   must give {round_.frozen_sha256} (frozen and published {at}).
The files hold codes alone, no names and no numbers; everybody sees the own code on the own page.
Equal scores are broken by lot, seed {round_.seed}; anyone can repeat it.
"""
