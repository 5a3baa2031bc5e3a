"""Where sites live, and how a page leads to another."""

from pathlib import Path
from urllib.parse import urljoin

import pytest

from edu_site.model.addresses import relative
from tests.projects import Planned, new_project, planned, school, tree


@pytest.mark.parametrize(
    ("source", "target", "href"),
    [
        ("", "", "./"),
        ("", "news/", "news/"),
        ("news/", "", "../"),
        ("news/", "news/", "./"),
        ("news/fair/", "news/", "../"),
        ("news/fair/", "services/admission/", "../../services/admission/"),
        ("news/fair/", "news/fair/photo.jpg", "photo.jpg"),
        ("404.html", "news/", "news/"),
        ("org/a/ru/news/", "org/b/ru/", "../../../b/ru/"),
    ],
)
def test_a_link_inside_one_origin_is_relative(source: str, target: str, href: str) -> None:
    assert relative(source, target) == href
    assert urljoin(f"https://host/{source}", href) == f"https://host/{target}"


def test_the_republic_is_at_the_root_every_other_site_below_org_russian_below_ru(republic: Planned) -> None:
    folders = {key: site.folder for key, site in republic.sites.items()}
    assert folders["republic", "kk"] == ""
    assert folders["republic", "ru"] == "ru/"
    assert folders["school-12", "kk"] == "org/school-12/"
    assert folders["school-12", "ru"] == "org/school-12/ru/"
    assert republic.sites["school-12", "ru"].address == "https://bilim.example/org/school-12/ru/"


def test_a_school_with_its_own_domain_is_linked_absolutely_and_links_so_itself(project: Path) -> None:
    files = tree() | {"abai/semey/school-7/organisation.yml": school(7, site="https://school-7.example/")}
    found = planned(new_project(project, files))
    assert found.sites["school-7", "ru"].address == "https://school-7.example/ru/"
    crumbs = [crumb.url for crumb in found.page("school-7", "ru", "contacts/").breadcrumbs]
    assert crumbs == [
        "https://bilim.example/ru/",
        "https://bilim.example/org/abai/ru/",
        "https://bilim.example/org/semey/ru/",
        "../",
        "",
    ]
    (group,) = (g for g in found.page("semey", "ru", "organisations/").subject.groups)  # type: ignore[union-attr]
    assert group.children[0].url == "https://school-7.example/ru/"
