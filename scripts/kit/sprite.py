"""Join the chosen Tabler icons to one SVG sprite.

    python scripts/kit/sprite.py node_modules/@tabler/icons

Reads the names from the present sprite, adds those given behind the folder, and writes it anew.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

SPRITE = Path(__file__).resolve().parents[2] / "src/silian/shell/static/vendor/icons/icons.svg"
SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{body}</symbol>'
)


def symbol(source: Path) -> str:
    """One icon as a symbol: its drawing without the frame and the empty ground."""
    drawing = re.search(r"<svg[^>]*>(.*)</svg>", source.read_text("utf-8"), re.S)
    if drawing is None:
        raise SystemExit(f"{source} is not an SVG")
    body = re.sub(r'<path stroke="none"[^>]*/>', "", drawing.group(1))
    body = re.sub(r"\s+", " ", body).strip().replace(" />", "/>").replace("> <", "><")
    return SYMBOL.format(name=source.stem, body=body)


def main(package: Path, more: list[str]) -> None:
    """Write the sprite."""
    names = re.findall(r'symbol id="([^"]+)"', SPRITE.read_text("utf-8"))
    wanted = dict.fromkeys([*names, *more])
    rows = [symbol(package / f"icons/outline/{name}.svg") for name in wanted]
    head = '<svg xmlns="http://www.w3.org/2000/svg"><!-- Tabler Icons 3.51.0, MIT -->'
    SPRITE.write_text("\n".join([head, *rows, "</svg>", ""]), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
