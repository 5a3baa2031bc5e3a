"""`export_organisation`: the plans of one organisation, standing alone, as a plain MkDocs project."""

import shutil
from importlib.metadata import version
from pathlib import Path

from edu_site.fleet.making import planned
from edu_site.fleet.sites import Fleet
from edu_site.language import words
from edu_site.model.organisation import LANGUAGES
from edu_site.model.plan import SitePlan
from edu_site.plan.site import plan_site
from edu_site.problems import Problem
from edu_site.render import blocks
from edu_site.render.engine.export import write_project
from edu_site.render.site import emblem_url
from edu_site.render.views.page import site_view

NEEDED = ("mkdocs", "mkdocs-material", "mkdocs-static-i18n", "Markdown", "pymdown-extensions", "Babel")


def export_organisation(fleet: Fleet, organisation_id: str, folder: Path) -> tuple[tuple[Problem, ...], int]:
    """Writes the project; nothing when the organisation has errors. Raises OSError."""
    found = planned(fleet, organisation_id)
    known = fleet.known.get(organisation_id)
    told = fleet.reader.problems(organisation_id, known) if known else ()
    content = found.content
    if content is None or not found.sites:
        return (*told, *found.problems), 0
    index, project = fleet.world.index_of(organisation_id), fleet.project.folder
    sites = tuple(plan_site(content, language, index, words(language), standalone=True) for language in LANGUAGES)

    def chrome(site: SitePlan) -> blocks.SiteView:
        return site_view(site, words(site.language), emblem_url(project, site.brand))

    staged = folder.with_name(folder.name + ".part")
    shutil.rmtree(staged, ignore_errors=True)
    pages = write_project(staged, project, sites, fleet.renderer().view, chrome)
    (staged / "requirements.txt").write_text("".join(f"{name}=={version(name)}\n" for name in NEEDED), encoding="utf-8")
    if folder.is_dir():
        folder.rmdir()
    folder.parent.mkdir(parents=True, exist_ok=True)
    staged.rename(folder)
    return told, pages
