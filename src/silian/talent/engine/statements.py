"""The SQL of the aggregate. Read top to bottom: lists in, crosswalk, groups, results."""

# ruff: noqa: S608  (only constants of this package are put into the statements)

from __future__ import annotations

from typing import NamedTuple

from silian.talent.engine.allocation import MICRO
from silian.talent.engine.columns import STATED_SEPARATOR
from silian.talent.engine.levels import PROGRAM_CODE, RANKS, level_of_program_code


class Intake(NamedTuple):
    create: str
    check: str | None


def _rank(column: str) -> str:
    cases = " ".join(f"WHEN {int(level)} THEN {rank}" for level, rank in RANKS.items())
    return f"(CASE {column} {cases} END)"


def _level_of_code(column: str) -> str:
    cases = " ".join(
        f"WHEN '{digit}' THEN {int(level)}"
        for digit in "01234567"
        if (level := level_of_program_code(f"{digit}00000")) is not None
    )
    return (
        f"(CASE WHEN regexp_full_match({column}, '{PROGRAM_CODE.pattern}')"
        f" THEN CASE {column}[1] {cases} END END)::TINYINT"
    )


def _check(table: str, unit: str) -> str:
    return (
        "SELECT coalesce(min(least(heads, region)), 0), coalesce(sum(heads), 0),"
        " coalesce(CASE WHEN min(level) < 0 THEN -1 ELSE max(level) END, 0),"
        f" count(*) - count(heads + region + level + {unit}) FROM {table}"
    )


def intake(name: str, region: str) -> Intake:
    """Statements that copy a given list into its table; `region` is the roll-up expression."""
    if name == "demand":
        return Intake(
            "CREATE TEMP TABLE demand_row AS SELECT"
            f" {region} AS region, coalesce(occupation, '') AS occupation,"
            " level::TINYINT AS level, headcount::BIGINT AS heads,"
            " employer::BIGINT AS employer, coalesce(stated, '') AS stated FROM given_demand",
            _check("demand_row", "employer"),
        )
    if name == "supply":
        return Intake(
            "CREATE TEMP TABLE supply_row AS SELECT"
            f" {region} AS region, coalesce(program, '') AS program,"
            " level::TINYINT AS level, net_available::BIGINT AS heads,"
            " school::BIGINT AS school FROM given_supply",
            _check("supply_row", "school"),
        )
    return Intake(
        "CREATE TEMP TABLE link AS SELECT DISTINCT"
        " occupation, program, level::TINYINT AS level FROM given_links",
        None,
    )


_PROFILE = """
CREATE TEMP TABLE profile_text AS
SELECT row_number() OVER () AS profile, *
FROM (SELECT DISTINCT occupation, level, stated FROM demand_row)
"""
_NAMED = f"""
CREATE TEMP TABLE named AS
SELECT DISTINCT profile, code FROM (
    SELECT profile, trim(unnest(string_split(stated, '{STATED_SEPARATOR}'))) AS code
    FROM profile_text WHERE stated <> ''
) WHERE code <> ''
"""
# A code that neither list nor crosswalk knows gets the level that a national code tells.
_PROGRAM = f"""
CREATE TEMP TABLE program AS
WITH known AS (
    SELECT program, level FROM link UNION SELECT program, level FROM supply_row
),
told AS (
    SELECT code AS program, {_level_of_code("code")} AS level
    FROM (SELECT DISTINCT code FROM named)
    WHERE code NOT IN (SELECT program FROM known)
),
every_one AS (
    SELECT * FROM known UNION SELECT * FROM told WHERE level IS NOT NULL
),
net AS (
    SELECT program, level, sum(heads)::BIGINT AS heads FROM supply_row GROUP BY ALL
)
SELECT row_number() OVER (ORDER BY program, level) AS pid, program, level,
    {_rank("level")} AS height, coalesce(heads, 0) AS net
FROM every_one LEFT JOIN net USING (program, level)
"""
# The level rule: the level stated, else the nearest above; 不限 (height 0) takes all.
_PICKED = f"""
CREATE TEMP TABLE picked AS
WITH asked AS (
    SELECT DISTINCT occupation, level AS asked, {_rank("level")} AS floor
    FROM profile_text WHERE occupation <> ''
),
reached AS (
    SELECT occupation, asked, floor, pid, height
    FROM asked JOIN link USING (occupation)
    JOIN program ON program.program = link.program AND program.level = link.level
    WHERE height >= floor
),
nearest AS (
    SELECT occupation, asked, min(height) AS height FROM reached GROUP BY ALL
)
SELECT occupation, asked, pid, floor > 0 AND reached.height > floor AS raised
FROM reached JOIN nearest USING (occupation, asked)
WHERE floor = 0 OR reached.height = nearest.height
"""
# Running weights (upto_) and their totals (of_) of the three ways, in program order.
_CANDIDATE = """
CREATE TEMP TABLE candidate AS
WITH pair AS (
    SELECT profile, pid, TRUE AS linked, FALSE AS named, raised
    FROM profile_text JOIN picked
        ON picked.occupation = profile_text.occupation AND picked.asked = profile_text.level
    UNION ALL
    SELECT profile, pid, FALSE, TRUE, FALSE FROM named JOIN program ON program = code
),
merged AS (
    SELECT profile, pid, bool_or(linked) AS linked, bool_or(named) AS named,
        bool_or(raised) AS raised
    FROM pair GROUP BY ALL
),
based AS (
    SELECT *, (linked OR NOT bool_or(linked) OVER whole)::BIGINT AS w_equal,
        bool_or(named) OVER whole AS any_named, bool_or(raised) OVER whole AS any_raised
    FROM merged WINDOW whole AS (PARTITION BY profile)
),
supplied AS (
    SELECT based.*, w_equal * net AS w_net,
        (sum(w_equal * net) OVER (PARTITION BY profile))::BIGINT AS all_net
    FROM based JOIN program USING (pid)
),
weighed AS (
    SELECT profile, pid, any_raised, w_equal,
        CASE WHEN all_net > 0 THEN w_net ELSE w_equal END AS w_supply,
        CASE WHEN any_named THEN named::BIGINT ELSE w_equal END AS w_stated
    FROM supplied
)
SELECT profile, pid, any_raised, w_equal, w_supply, w_stated,
    (sum(w_equal) OVER running)::BIGINT AS upto_equal,
    (sum(w_supply) OVER running)::BIGINT AS upto_supply,
    (sum(w_stated) OVER running)::BIGINT AS upto_stated,
    (sum(w_equal) OVER whole)::BIGINT AS of_equal,
    (sum(w_supply) OVER whole)::BIGINT AS of_supply,
    (sum(w_stated) OVER whole)::BIGINT AS of_stated
FROM weighed
WINDOW running AS (PARTITION BY profile ORDER BY pid ROWS UNBOUNDED PRECEDING),
    whole AS (PARTITION BY profile)
"""
_PROFILE_FACTS = """
CREATE TEMP TABLE profile AS
SELECT profile, p.occupation, p.level, p.stated,
    EXISTS (FROM candidate c WHERE c.profile = p.profile) AS mapped,
    EXISTS (FROM candidate c WHERE c.profile = p.profile AND c.any_raised) AS raised,
    EXISTS (
        FROM named n WHERE n.profile = p.profile AND n.code NOT IN (SELECT program FROM program)
    ) AS unknown_stated,
    CASE WHEN p.occupation = '' THEN 'no_occupation'
        WHEN p.occupation IN (SELECT occupation FROM link) THEN 'level_above'
        ELSE 'no_link' END AS reason
FROM profile_text p
"""
CROSSWALK = (_PROFILE, _NAMED, _PROGRAM, _PICKED, _CANDIDATE, _PROFILE_FACTS)
"""From the lists to the candidate programs of every distinct profile."""

_CODED = """
CREATE TEMP TABLE coded AS
SELECT region, profile, employer, heads
FROM demand_row JOIN profile_text USING (occupation, level, stated)
"""
_GROUP = """
CREATE TEMP TABLE demand_group AS
SELECT region, profile, sum(heads)::BIGINT AS heads, count(*) AS posts
FROM coded GROUP BY ALL
"""
_CELL_EMPLOYERS = """
CREATE TEMP TABLE cell_employers AS
SELECT region, pid, count(*) AS employers FROM (
    SELECT DISTINCT region, pid, employer
    FROM (SELECT DISTINCT region, profile, employer FROM coded)
    JOIN (SELECT profile, pid FROM candidate) USING (profile)
) GROUP BY ALL
"""
# T·C/W without overflow: T = a·W + b gives a·C + b·C/W, and b·C < W² fits 64 bits.
_MACRO = """
CREATE TEMP MACRO upto(heads, running, whole) AS
    (heads // whole) * running + (heads % whole) * running // whole
"""
EMPLOYERS = (_CODED, _GROUP, _CELL_EMPLOYERS, _MACRO)
"""From demand rows to groups of one profile in one region, and employers per cell."""


def _part(way: str) -> str:
    heads = f"heads * {MICRO}"
    return (
        f"sum(upto({heads}, upto_{way}, of_{way})"
        f" - upto({heads}, upto_{way} - w_{way}, of_{way}))::BIGINT"
    )


CELLS = f"""
WITH wanted AS (
    SELECT region, pid, {_part("equal")} AS equal, {_part("supply")} AS by_supply,
        {_part("stated")} AS stated, sum(posts)::BIGINT AS demand_rows
    FROM demand_group JOIN candidate USING (profile) GROUP BY ALL
),
asked AS (
    SELECT * FROM wanted JOIN cell_employers USING (region, pid)
),
offered AS (
    SELECT region, pid, sum(heads)::BIGINT AS supply, count(*) AS supply_rows,
        count(DISTINCT school) AS schools
    FROM supply_row JOIN program USING (program, level) GROUP BY ALL
),
cell AS (
    SELECT * FROM asked FULL JOIN offered USING (region, pid)
)
SELECT region, program, level, coalesce(equal, 0) AS equal,
    coalesce(by_supply, 0) AS by_supply, coalesce(stated, 0) AS stated,
    coalesce(demand_rows, 0) AS demand_rows, coalesce(employers, 0) AS employers,
    coalesce(supply, 0) AS supply, coalesce(supply_rows, 0) AS supply_rows,
    coalesce(schools, 0) AS schools
FROM cell JOIN program USING (pid) ORDER BY region, program, level
"""
REGIONS = """
WITH offered AS (
    SELECT DISTINCT region, pid FROM supply_row JOIN program USING (program, level)
),
reached AS (
    SELECT DISTINCT g.region, g.profile
    FROM demand_group g JOIN candidate c USING (profile)
    JOIN offered o ON o.region = g.region AND o.pid = c.pid
),
posts AS (
    SELECT g.region, sum(posts)::BIGINT AS posts, sum(g.heads)::BIGINT AS heads,
        coalesce(sum(posts) FILTER (r.profile IS NOT NULL), 0)::BIGINT AS covered_posts,
        coalesce(sum(g.heads) FILTER (r.profile IS NOT NULL), 0)::BIGINT AS covered_heads,
        coalesce(sum(g.heads) FILTER (p.mapped), 0)::BIGINT AS mapped_heads,
        coalesce(sum(g.heads) FILTER (p.raised), 0)::BIGINT AS raised_heads
    FROM demand_group g JOIN profile p USING (profile)
    LEFT JOIN reached r ON r.region = g.region AND r.profile = g.profile
    GROUP BY g.region
),
firms AS (
    SELECT region, count(*) AS employers
    FROM (SELECT DISTINCT region, employer FROM demand_row) GROUP BY ALL
),
seats AS (
    SELECT region, sum(heads)::BIGINT AS supply, count(*) AS supply_rows,
        count(DISTINCT school) AS schools
    FROM supply_row GROUP BY ALL
)
SELECT region, coalesce(posts, 0) AS posts, coalesce(covered_posts, 0) AS covered_posts,
    coalesce(heads, 0) AS heads, coalesce(covered_heads, 0) AS covered_heads,
    coalesce(mapped_heads, 0) AS mapped_heads, coalesce(raised_heads, 0) AS raised_heads,
    coalesce(employers, 0) AS employers, coalesce(supply, 0) AS supply,
    coalesce(supply_rows, 0) AS supply_rows, coalesce(schools, 0) AS schools
FROM posts JOIN firms USING (region) FULL JOIN seats USING (region) ORDER BY region
"""
UNMAPPED = """
SELECT region, occupation, level, reason, sum(posts)::BIGINT AS posts,
    sum(heads)::BIGINT AS heads
FROM demand_group JOIN profile USING (profile) WHERE NOT mapped
GROUP BY ALL ORDER BY region, occupation, level, reason
"""
