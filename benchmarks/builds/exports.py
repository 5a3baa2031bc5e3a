"""Writes the exports of many organisations of one project, read once: what `edu-site export` writes one at a time.

`python -m benchmarks.builds.exports PROJECT FOLDER DAY ID...`
"""

import datetime as dt
import sys
from pathlib import Path

from edu_site.fleet.build import begin, read_all
from edu_site.fleet.export import export_organisation
from edu_site.problems import has_errors
from edu_site.settings import Settings


def main() -> None:
    project, folder, day, *ids = sys.argv[1:]
    settings = Settings(Path(project), dt.date.fromisoformat(day), Path(project) / "site")
    fleet = begin(settings)
    read_all(fleet, lambda *_: None)
    for organisation_id in ids:
        problems, _pages = export_organisation(fleet, organisation_id, Path(folder) / organisation_id)
        if has_errors(problems):
            raise SystemExit(f"{organisation_id}: {problems[0]}")


if __name__ == "__main__":
    main()
