"""Write the two generated parts of themes/base/assets/edu/chart.css, leaving the hand-written part alone.

In: an unpacked Charts.css package (`npm pack charts.css@1.2.0`). Out: between the markers of chart.css, the rules of the
library that our tables can match, and the classes `s-0`..`s-200`, `e-0`..`e-200` that stand in for inline custom
properties (a strict style-src forbids `style=""`). Same package, same bytes.
"""

import re
import sys
from pathlib import Path

CHART_CSS = Path(__file__).parents[2] / "themes/base/assets/edu/chart.css"
STEPS = 200
# Selectors that need one of these classes (or that are not tables) never match what the macro writes.
UNUSED = re.compile(
    r"\.(?:area|pie|polar|radar|radial|legend|tooltip|reverse[\w-]*|hide-[\w-]+|show-(?!labels)[\w-]+|[\w-]*spacing-?\d*"
    r"|labels-align-[\w-]+|data-(?:start|end|center|outside)|outside|inside|stacked)\b|:dir\(|^[uo]l\."
)
NEGATION = re.compile(r":not\([^)]*\)")


def used(selector: str) -> bool:
    return not UNUSED.search(NEGATION.sub("", selector))


def split_selectors(selectors: str) -> list[str]:
    return re.split(r",(?![^(]*\))", selectors)


def subset(css: str) -> str:
    """Keep the rules with a selector that can match. `@property` goes too: it would register names for the whole page."""
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    kept = []
    for selectors, declarations in rules:
        live = [selector for selector in split_selectors(selectors.strip()) if used(selector)]
        if live and not selectors.strip().startswith("@"):
            kept.append(f"{','.join(live)}{{{declarations}}}")
    return "\n".join(kept)


def number(step: int) -> str:
    return f"{step / STEPS:.3f}".rstrip("0").rstrip(".").removeprefix("0") or "0"


def steps() -> str:
    return "".join(
        f".{letter}-{step}{{--{name}:{number(step)}}}"
        for letter, name in (("s", "start"), ("e", "end"))
        for step in range(STEPS + 1)
    )


def replace_part(text: str, name: str, content: str) -> str:
    pattern = re.compile(rf"(/\* begin {name}[^\n]*\*/\n).*?(/\* end {name} \*/)", re.DOTALL)
    return pattern.sub(lambda match: f"{match[1]}{content}\n{match[2]}", text)


def main() -> None:
    package = Path(sys.argv[1])
    library = subset((package / "dist/charts.min.css").read_text("utf-8"))
    text = CHART_CSS.read_text("utf-8")
    text = replace_part(text, "Charts.css", f"@layer charts-css {{\n{library}\n}}")
    text = replace_part(text, "steps", steps())
    CHART_CSS.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
