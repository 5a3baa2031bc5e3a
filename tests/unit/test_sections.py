"""The menu, the sections, and the pages a site has."""

import dataclasses
from pathlib import Path
from urllib.parse import urljoin

from edu_site.model.content import KINDS
from edu_site.model.plan import ArchiveSubject, MenuPlan, SectionSubject, SiteMapSubject, SitePlan, TreeNode
from tests.projects import REGION, Planned, new_project, news, planned, school, tree


def urls(menu: tuple[MenuPlan, ...]) -> list[str]:
    return [url for entry in menu for url in ([entry.url] if entry.url is not None else urls(entry.children))]


def test_the_menu_begins_at_home_and_every_entry_is_a_page(republic: Planned) -> None:
    for site in republic.sites.values():
        own = {page.url for page in site.pages}
        assert urls(site.menu)[0] == ""
        assert set(urls(site.menu)) <= own


def test_a_heading_with_one_page_is_that_page(republic: Planned) -> None:
    menu = republic.sites["school-5", "ru"].menu
    assert [(entry.title, entry.url) for entry in menu if entry.url == "news/"] == [("Новости", "news/")]
    assert [entry.title for entry in menu if entry.url is None] == ["Об организации"]


def test_a_section_appears_when_it_has_something_here_or_below(republic: Planned) -> None:
    assert "seminars/" in republic.urls("school-12")
    assert "seminars/" in republic.urls("abai")  # only a school below has one
    assert "seminars/" not in republic.urls("zhetisu")


def test_every_kind_of_item_has_a_page_in_both_languages(republic: Planned) -> None:
    entries = republic.contents["school-12"].entries
    assert {entry.section for entry in entries} == set(KINDS)
    for entry in entries:
        url = f"{entry.item.id}/" if entry.section == "pages" else f"{entry.section}/{entry.item.id}/"
        assert url in republic.urls("school-12", "kk")
        assert url in republic.urls("school-12", "ru")


def test_no_two_pages_have_one_address_and_both_languages_have_the_same(republic: Planned) -> None:
    for name in republic.contents:
        pages = republic.urls(name, "kk")
        assert len(pages) == len(set(pages))
        assert pages == republic.urls(name, "ru")


def test_a_hidden_section_is_not_in_the_menu_and_nothing_leads_to_its_list(project: Path) -> None:
    files = tree() | {"abai/organisation.yml": REGION + "menu: {hide: [news]}\n"}
    files |= news("abai/news/storm", "Боран", "Буран", "2026-11-20")
    found = planned(new_project(project, files))
    site = found.sites["abai", "kk"]
    assert "news/" not in [page.url for page in site.pages]
    assert "news/" not in urls(site.menu)
    item = found.page("abai", "kk", "news/storm/")
    assert [crumb.url for crumb in item.breadcrumbs] == ["../../../../", "../../", ""]
    assert item.menu_url == "news/storm/"
    assert "news/storm/" in [page.url for page in site.pages]  # the archive still leads to it


def test_an_organisation_adds_links_to_its_menu(project: Path) -> None:
    added = "menu: {add: [{title: {kk: Күнделік, ru: Дневник}, url: https://journal.example/}]}\n"
    found = planned(new_project(project, tree() | {"abai/organisation.yml": REGION + added}))
    last = found.sites["abai", "ru"].menu[-1]
    assert (last.title, last.url) == ("Дневник", "https://journal.example/")


def test_the_text_of_the_page_index_stands_on_the_home_page_and_nowhere_else(project: Path) -> None:
    files = tree() | news("abai/pages/index", "Кіріспе", "Вступление", "2026-09-01", "Қош келдіңіз.")
    files |= news("abai/pages/contacts", "Байланыс", "Контакты", "2026-09-01", "Автобус № 5.")
    found = planned(new_project(project, files))
    assert found.page("abai", "kk", "").body == "Қош келдіңіз."
    assert found.page("abai", "kk", "contacts/").body == "Автобус № 5."
    assert "index/" not in found.urls("abai")
    assert found.urls("abai").count("contacts/") == 1


def test_pages_stand_in_the_menu_by_their_order_then_by_the_alphabet(project: Path) -> None:
    files = (
        tree() | news("abai/pages/one", "Ән", "Песня", "2026-09-01") | news("abai/pages/two", "Ағаш", "Дерево", "2026-09-01")
    )
    first = "---\ntitle: Я\npublished: 2026-09-01\norder: 1\n---\n\nМәтін.\n"
    files |= {"abai/pages/first.kk.md": first, "abai/pages/first.ru.md": first}
    heading = next(entry for entry in planned(new_project(project, files)).sites["abai", "kk"].menu if entry.children)
    assert [entry.title for entry in heading.children] == ["Я", "Ағаш", "Ән", "Байланыс"]


def test_the_archive_has_a_page_for_each_year_latest_first(republic: Planned) -> None:
    subject = republic.page("school-12", "kk", "archive/").subject
    assert isinstance(subject, ArchiveSubject)
    assert [link.title for link in subject.years] == ["2026", "2025", "2024"]
    year = republic.page("school-12", "kk", "archive/2024/").subject
    assert isinstance(year, ArchiveSubject)
    assert [one.summary.id for one in year.listed] == ["2024-05-25-last-bell"]
    assert [(link.title, link.url) for link in year.years] == [("2026", "../2026/"), ("2025", "../2025/"), ("2024", "")]


def test_every_item_stands_in_the_archive(republic: Planned) -> None:
    listed = set()
    for url in republic.urls("school-12"):
        subject = republic.page("school-12", "kk", url).subject
        if isinstance(subject, ArchiveSubject) and subject.year:
            listed |= {(one.summary.section, one.summary.id) for one in subject.listed}
    assert listed == {(entry.section, entry.item.id) for entry in republic.contents["school-12"].entries}


def test_a_section_lists_sixty_items_and_the_archive_all(project: Path) -> None:
    files = tree()
    for day in range(70):
        files |= news(f"abai/news/n-{day:02}", "А", "Б", f"2026-{1 + day // 28:02}-{1 + day % 28:02}")
    found = planned(new_project(project, files))
    listing, archive = found.page("abai", "kk", "news/").subject, found.page("abai", "kk", "archive/2026/").subject
    assert isinstance(listing, SectionSubject)
    assert isinstance(archive, ArchiveSubject)
    assert (len(listing.listed), len(archive.listed)) == (60, 70)


def links(nodes: tuple[TreeNode, ...]) -> list[str]:
    return [url for node in nodes for url in (node.url, *links(node.children)) if url]


def test_the_site_map_leads_to_every_section_and_every_item_of_it(republic: Planned) -> None:
    subject = republic.page("school-12", "kk", "site-map/").subject
    assert isinstance(subject, SiteMapSubject)
    found = set(links(subject.entries))
    assert {"../", "../news/", "../news/2026-11-02-fair/", "../services/admission/", "../about/", "../contacts/"} <= found


def clicks(site: SitePlan, start: str) -> int:
    """How far the furthest page is, following the menu, the foot of the page, lists, related items and the archive."""
    pages = {page.url: page for page in site.pages if page.url != "404.html"}
    chrome = [*urls(site.menu), *(link.url for link in site.footer)]
    known, front, steps = {start}, {start}, 0
    while front and len(known) < len(pages):
        found = {
            url
            for here in front
            for url in (*chrome, *(urljoin(f"https://x/{here}", href)[10:] for href in hrefs(pages[here])))
        }
        front = (found & pages.keys()) - known
        known |= front
        steps += 1
    assert known >= pages.keys(), pages.keys() - known
    return steps


def hrefs(value: object) -> list[str]:
    """Every `url` of everything a page's plan holds."""
    if isinstance(value, tuple):
        return [href for inner in value for href in hrefs(inner)]
    if not dataclasses.is_dataclass(value):
        return []
    own = [value.url] if isinstance(getattr(value, "url", None), str) else []
    return own + [href for field in dataclasses.fields(value) for href in hrefs(getattr(value, field.name))]


def test_no_page_is_more_than_three_clicks_from_home(republic: Planned) -> None:
    for site in republic.sites.values():
        assert clicks(site, "") <= 3, (site.organisation.id, site.language)


def test_breadcrumbs_run_from_the_republic_to_the_page(republic: Planned) -> None:
    crumbs = republic.page("school-12", "ru", "news/2026-11-02-fair/").breadcrumbs
    assert [crumb.title for crumb in crumbs] == [
        "Портал образования",
        "Область Абай",
        "Семей",
        "Общеобразовательная школа № 12",
        "Новости",
        "Новость 2026",
    ]
    assert [crumb.url for crumb in crumbs] == [
        "../../../../../ru/",
        "../../../../abai/ru/",
        "../../../../semey/ru/",
        "../../",
        "../",
        "",
    ]


def test_alternates_are_symmetrical(republic: Planned) -> None:
    for (name, language), site in republic.sites.items():
        other = "ru" if language == "kk" else "kk"
        for page in site.pages:
            here = {lang: address for lang, _href, address in page.alternates}
            twin = republic.page(name, other, page.url)
            assert here == {lang: address for lang, _href, address in twin.alternates}
            assert next(href for lang, href, _address in page.alternates if lang == language) == "./"


def test_a_school_may_be_listed_by_the_languages_it_teaches_in(republic: Planned) -> None:
    def listed(language: str) -> list[str]:
        groups = republic.page("republic", "kk", f"catalogue/language-{language}/").subject.groups  # type: ignore[union-attr]
        return [one.organisation.id for group in groups for one in group.children]

    assert listed("kk") == ["lyceum", "school-5"] or listed("kk") == ["school-5", "lyceum"]
    assert set(listed("ru")) == {"school-5", "school-12"}


def test_the_catalogue_is_the_portals_alone(republic: Planned) -> None:
    assert "catalogue/district-semey/" in republic.urls("republic")
    assert [url for url in republic.urls("abai") if url.startswith("catalogue")] == []


def test_a_district_with_nothing_below_is_named_with_its_own_site(project: Path) -> None:
    groups = planned(new_project(project, tree())).page("republic", "kk", "catalogue/region-abai/").subject.groups  # type: ignore[union-attr]
    assert [(group.title, group.url, group.children[0].url) for group in groups] == [("Семей", "", "../../org/semey/")]


def test_a_list_longer_than_three_hundred_is_split_by_region(project: Path) -> None:
    files = tree() | {f"abai/semey/school-{n}/organisation.yml": school(n) for n in range(1, 302)}
    found = planned(new_project(project, files))
    whole, part = (found.page("republic", "kk", f"catalogue/kind-school{end}/").subject for end in ("", "-abai"))
    assert [(group.url, len(group.children)) for group in whole.groups] == [("../kind-school-abai/", 0)]  # type: ignore[union-attr]
    assert [len(group.children) for group in part.groups] == [301]  # type: ignore[union-attr]
