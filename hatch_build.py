"""Build hook: compiles the message catalogues and puts into the wheel what the program reads beside its code.

In a checkout `themes/`, `data/` and `mkdocs.yml` lie at the root, where people edit them; in the wheel they lie in the
package, as `edu_site/themes`, `edu_site/data` and `edu_site/mkdocs.yml`. The themes' catalogues are committed as `.po` only;
the `.mo` files are made here, by `make` and by every build, always the same bytes from the same `.po`. The command line
reads its own `.po` files.
"""

import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # `make` runs this file for the catalogues alone
    BuildHookInterface = object

CATALOGUE_GLOB = "themes/*/locales/*/LC_MESSAGES/*.po"
CARRIED = ("themes", "data", "mkdocs.yml")


def compile_catalogues(root: Path) -> list[Path]:
    """Write a `.mo` beside every `.po`; nothing is written when the bytes are already there."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    made = []
    for po_path in sorted(root.glob(CATALOGUE_GLOB)):
        mo_path = po_path.with_suffix(".mo")
        staged_path = mo_path.with_suffix(".mo.part")
        with po_path.open("rb") as source:
            catalogue = read_po(source, locale=po_path.parents[1].name, abort_invalid=True)
        with staged_path.open("wb") as target:
            write_mo(target, catalogue)
        staged_path.replace(mo_path)
        made.append(mo_path)
    return made


class Hook(BuildHookInterface):
    """Runs for the wheel and for the editable install; the latter reads `themes/` and `data/` where they are."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        made = compile_catalogues(root)
        build_data["artifacts"] += [f"/{path.relative_to(root).as_posix()}" for path in made]
        if self.target_name == "wheel" and version != "editable":
            for path in self._carried(root):
                build_data["force_include"][str(path)] = f"edu_site/{path.relative_to(root).as_posix()}"

    @staticmethod
    def _carried(root: Path) -> list[Path]:
        files = []
        for name in CARRIED:
            path = root / name
            files += [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
        return [path for path in files if path.suffix not in {".part", ".pyc"} and not path.name.startswith(".")]


if __name__ == "__main__":
    for made_path in compile_catalogues(Path(__file__).parent):
        sys.stdout.write(f"compiled {made_path.relative_to(Path(__file__).parent)}\n")
