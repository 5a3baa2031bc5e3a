"""What every page planner needs: whose site it is, in which language, what is known of the others, how links are made.

In: an organisation, a language, the index and the words. Out: hrefs, breadcrumbs, alternates and listed items. Frozen.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from edu_site.model.addresses import Address, language_folder, relative, site_address
from edu_site.model.entries import ItemSummary, OrganisationContent
from edu_site.model.organisation import LANGUAGES, Language, Organisation
from edu_site.model.plan import LinkPlan, Listed, PagePlan, Subject
from edu_site.plan.references import item_url
from edu_site.plan.summaries import Index
from edu_site.problems import Translate


@dataclass(frozen=True, slots=True)
class Writer:
    """`standalone` makes every link to another organisation absolute: the site will be read away from the others."""

    content: OrganisationContent
    language: Language
    index: Index
    words: Translate
    standalone: bool = False
    site: Address = field(init=False)  # of the organisation, in Kazakh
    folder: str = field(init=False)  # of the language below it

    def __post_init__(self) -> None:
        object.__setattr__(self, "site", site_address(self.organisation, self.index.portal_origin))
        object.__setattr__(self, "folder", language_folder(self.language))

    @property
    def organisation(self) -> Organisation:
        return self.content.organisation

    @property
    def is_portal(self) -> bool:
        return self.organisation.parent_id is None

    def address(self, url: str, language: Language | None = None) -> Address:
        """A page of this site."""
        folder = self.folder if language is None else language_folder(language)
        return Address(self.site.origin, self.site.path + folder + url)

    def to(self, page_url: str, organisation: Organisation, url: str = "") -> str:
        """The href on `page_url` of this site that leads to `url` of an organisation's site, in the same language."""
        if organisation.id == self.organisation.id:
            return relative(page_url, url)
        site = site_address(organisation, self.index.portal_origin)
        path = site.path + self.folder + url
        if self.standalone or site.origin != self.site.origin:
            return site.origin + path
        return relative(self.site.path + self.folder + page_url, path)

    def alternates(self, url: str) -> tuple[tuple[Language, str, str], ...]:
        """The same page in each language: href and absolute url."""
        own, root = self.folder + url, self.site.absolute
        pages = ((language, language_folder(language) + url) for language in LANGUAGES)
        return tuple((language, relative(own, page), root + page) for language, page in pages)

    def listed(self, page_url: str, items: Iterable[ItemSummary]) -> tuple[Listed, ...]:
        """Items as a list on `page_url` shows them; those of other organisations name their owner."""
        return tuple(self.listed_one(page_url, item) for item in items)

    def listed_one(self, page_url: str, item: ItemSummary) -> Listed:
        owner = self.index.organisations[item.organisation_id]
        url = self.to(page_url, owner, item_url(item.section, item.id))
        if owner.id == self.organisation.id:
            return Listed(summary=item, url=url)
        home = LinkPlan(title=owner.short_name(self.language), url=self.to(page_url, owner))
        return Listed(summary=item, url=url, owner=home)

    def breadcrumbs(self, page_url: str, trail: Iterable[tuple[str, str]], title: str) -> tuple[LinkPlan, ...]:
        """From the republic down to this page. `trail` holds title and url of the pages of this site in between."""
        above = [self.index.organisations[name] for name in self.organisation.path_ids]
        links = [LinkPlan(title=o.short_name(self.language), url=self.to(page_url, o)) for o in above]
        if not page_url:
            return (*links, LinkPlan(title=self.organisation.short_name(self.language), url=""))
        links.append(LinkPlan(title=self.organisation.short_name(self.language), url=relative(page_url, "")))
        links += [LinkPlan(title=name, url=relative(page_url, url)) for name, url in trail]
        return (*links, LinkPlan(title=title, url=""))

    def page(
        self,
        url: str,
        title: str,
        subject: Subject,
        *,
        description: str = "",
        trail: Iterable[tuple[str, str]] = (),
        menu_url: str | None = None,
        body: str = "",
        sources: tuple[str, ...] = (),
    ) -> PagePlan:
        """A page with everything that follows from its place."""
        return PagePlan(
            url=url,
            title=title,
            description=description or f"{title}. {self.organisation.short_name(self.language)}",
            subject=subject,
            breadcrumbs=self.breadcrumbs(url, trail, title),
            alternates=self.alternates("" if url == "404.html" else url),
            menu_url=url if menu_url is None else menu_url,
            body=body,
            sources=sources,
        )
