"""重新计票 Counts a ballot again: python recount.py EXPORT.json [RECEIPT]; exit 1 if it differs."""

import hashlib
import json
import sys
from fractions import Fraction
from pathlib import Path

data = json.loads(Path(sys.argv[1]).read_bytes())
rule, asked = data["rule"], data["rule"].get("question", {})
running, seats = set(asked.get("candidates", [])), asked.get("seats", 0)
tally = dict.fromkeys(("yes", "no", "abstain", "invalid", "none", "vote"), 0)
votes: dict[str, int] = dict.fromkeys(running, 0)
for slip in data["slips"]:
    marks, written, none = slip.get("marks", []), slip.get("write_in", []), slip.get("none", False)
    names = [*marks, *written]
    kind = "none" if none else "vote" if names else "abstain"
    if not asked:
        kind = slip["choice"] if slip["choice"] in ("yes", "no", "abstain") else "invalid"
    elif (set(marks) - running or set(written) & running or len(names) > asked["max_marks"]
          or len({n for n in names if n and n == n.strip()}) < len(names)
          or bool(names) + none + slip.get("abstain", False) > 1
          or bool(written) > asked["write_in"] or none > asked["none_of_above"]):  # fmt: skip
        kind = "invalid"
    tally[kind] += slip.get("weight", 1)
    votes |= {n: votes.get(n, 0) + slip.get("weight", 1) for n in names if kind == "vote"}
base = data["poll"] | {"cast": sum(tally.values()) - tally["invalid"]}
base["yes_no"] = base["cast"] - tally["abstain"]


def met(share: dict, count: int) -> bool:
    part = Fraction(share["fraction"]) * base[share["of"]]
    return base[share["of"]] > 0 and (count > part if share["strict"] else count >= part)


holds = met(rule["quorum"], base["present"]) and (base["returned"] or 0) <= (base["issued"] or 0)
share = asked["majority"] if asked.get("method") == "majority" else rule.get("majority")
fit = [n for n in votes if votes[n] > tally["none"] and (not share or met(share, votes[n]))] * holds
level = sorted((votes[n] for n in fit), reverse=True)[seats] if len(fit) > seats else 0
won = sorted((n for n in fit if votes[n] > level), key=lambda n: (-votes[n], n))
if asked.get("tie") == "lot" and data["seed"]:
    lot = {hashlib.sha256(f"{data['seed']}\n{n}".encode()).hexdigest(): n for n in fit}
    won += [lot[key] for key in sorted(lot) if votes[lot[key]] == level][: seats - len(won)]
result = {"elected": won} if asked else {"passed": holds and met(share, tally["yes"])}
stated = data["counts"] | data["outcome"]
same = votes == stated.pop("candidates", {}) | stated.pop("write_ins", {})
same &= all(stated.get(k) == v for k, v in {**tally, **result}.items() if v or k in stated)
mine = [slip for slip in data["slips"] if slip["receipt"] in sys.argv[2:]]
sys.stdout.write(f"{mine}\n{tally}\n{votes}\n{result}\n")
sys.exit(None if same else "不符：公布的与选票不一致 DIFFERS from what was announced")
