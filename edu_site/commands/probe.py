"""The probe: a site without anybody's content, built with a project's own theme to learn which inline scripts it has.

In: a project. Out: the digests a policy may allow. They are never taken from finished pages: a script that a stranger got into
a text would be allowed with the others.
"""

import shutil
import tempfile
from pathlib import Path

from edu_site.commands.start import write_scaffold
from edu_site.fleet.build import build_fleet
from edu_site.places import theme_folder
from edu_site.publish.policy import inline_scripts, script_digest
from edu_site.render.engine.configuration import CONFIGURATION
from edu_site.settings import Settings


def approved_scripts(settings: Settings) -> frozenset[str]:
    """Digests of the inline scripts of the theme and `mkdocs.yml` of a project. Raises ConfigurationError, OSError."""
    with tempfile.TemporaryDirectory(prefix="edu-site-probe-") as temporary:
        folder = Path(temporary) / "project"
        write_scaffold(folder)
        shutil.copyfile(settings.project / CONFIGURATION, folder / CONFIGURATION)
        (folder / "themes").symlink_to(theme_folder(settings.project).resolve())
        build_fleet(Settings(folder, settings.today, folder / "site"), lambda *_: None)
        pages = sorted((folder / "site").rglob("*.html"))
        found = {text for path in pages for text in inline_scripts(path.read_text(encoding="utf-8"))}
    return frozenset(map(script_digest, found))
