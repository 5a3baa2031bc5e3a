"""What every page planner needs: whose site it is, in which language, what is known of the others, how links are made.

In: an organisation, a language, the index and the words. Out: hrefs, breadcrumbs, alternates and listed items. Frozen.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from edu_site.model.addresses import Address, language_folder, link, page_address, relative, site_address
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

    @property
    def organisation(self) -> Organisation:
        return self.content.organisation

    @property
    def is_portal(self) -> bool:
        return self.organisation.parent_id is None

    def address(self, url: str, language: Language | None = None) -> Address:
        """A page of this site."""
        return page_address(self.organisation, self.index.portal_origin, language or self.language, url)

    def to(self, page_url: str, organisation: Organisation, url: str = "") -> str:
        """The href on `page_url` of this site that leads to `url` of an organisation's site, in the same language."""
        if organisation.id == self.organisation.id:
            return relative(page_url, url)
        target = page_address(organisation, self.index.portal_origin, self.language, url)
        return target.absolute if self.standalone else link(self.address(page_url), target)

    def alternates(self, url: str) -> tuple[tuple[Language, str, str], ...]:
        """The same page in each language: href and absolute url."""
        own = language_folder(self.language) + url
        return tuple(
            (language, relative(own, language_folder(language) + url), self.address(url, language).absolute)
            for language in LANGUAGES
        )

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

    @property
    def root(self) -> Address:
        return site_address(self.organisation, self.index.portal_origin)
