"""The sections of a site, their names, and the menu that leads to them.

Names are message ids of the catalogue. The menu is the same on every page; no page is further than three clicks away
(Order 124-NQ).
"""

from collections.abc import Iterable

from edu_site.model.content import KINDS
from edu_site.model.plan import MenuPlan
from edu_site.plan.writer import Writer

TITLES = {
    "pages": "About the organisation",
    "news": "News",
    "materials": "Methodical materials",
    "reports": "Open reports",
    "seminars": "Seminar schedule",
    "ratings": "Ratings",
    "services": "Services",
    "forums": "Open forums",
    "documents": "Documents",
    "staff": "Staff",
    "questions": "Questions and answers",
    "vacancies": "Vacancies",
    "progress": "Progress and attendance",
}

MENU_GROUPS = (
    ("About the organisation", ("pages", "staff", "documents", "vacancies", "contacts")),
    ("News", ("news",)),
    ("Services", ("services", "questions", "forums")),
    ("Methodical work", ("materials", "seminars")),
    ("Open reporting", ("progress", "reports", "ratings")),
)

HOME, CONTACTS = "index", "contacts"  # items of `pages` that give those pages their text


def shown_sections(writer: Writer) -> tuple[str, ...]:
    """Sections with something in them, here or below, that the menu does not hide."""
    hidden = writer.organisation.menu.hide
    own = {entry.section for entry in writer.content.entries}
    below = set(writer.index.below[writer.organisation.id].latest)
    return tuple(section for section in KINDS if section in own | below and section not in hidden)


def has_progress(writer: Writer) -> bool:
    """Whether figures of progress and attendance were published and are not hidden."""
    return writer.content.progress is not None and "progress" not in writer.organisation.menu.hide


def menu_plan(writer: Writer, page_titles: Iterable[tuple[str, str]]) -> tuple[MenuPlan, ...]:
    """The menu: home, then groups. `page_titles` are title and url of the items of `pages`, in order."""
    words, shown = writer.words, shown_sections(writer)
    entries = [MenuPlan(title=words("Home"), url="")]
    for heading, sections in MENU_GROUPS:
        children: list[MenuPlan] = []
        for section in sections:
            if section == "pages":
                children += [MenuPlan(title=title, url=url) for title, url in page_titles]
            elif section == "contacts":
                children.append(MenuPlan(title=words("Contacts"), url="contacts/"))
            elif section in shown or (section == "progress" and has_progress(writer)):
                children.append(MenuPlan(title=words(TITLES[section]), url=f"{section}/"))
        if len(children) == 1 and heading != "About the organisation":
            entries.append(MenuPlan(title=children[0].title, url=children[0].url))
        elif children:
            entries.append(MenuPlan(title=words(heading), url=None, children=tuple(children)))
    if writer.index.children.get(writer.organisation.id):
        below = [MenuPlan(title=words("Organisations"), url="organisations/")]
        if writer.is_portal:
            below.append(MenuPlan(title=words("Catalogue of organisations"), url="catalogue/"))
        entries.append(below[0] if len(below) == 1 else MenuPlan(title=words("Organisations"), url=None, children=tuple(below)))
    return tuple(entries)
