"""What all sites of a portal have together: the theme's files, the list of site maps, nothing of organisations that are gone.

In: a fleet. Out: files below the output folder.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from edu_site.fleet.receipts import write_whole
from edu_site.model.addresses import has_own_address, portal_origin, site_address, site_folder
from edu_site.places import theme_folder

if TYPE_CHECKING:
    from edu_site.fleet.sites import Fleet


def share_theme(fleet: "Fleet") -> None:
    """The theme's files and those of the brands, once for all sites."""
    fleet.output.share(shared_files(fleet), fleet.assets_folder)
    for organisation in fleet.project.tree.organisations.values():
        if has_own_address(organisation):
            fleet.output.link_shared(fleet.assets_folder, site_folder(organisation))


def shared_files(fleet: "Fleet") -> Iterator[tuple[str, Path]]:
    """Path below the shared folder and place on disk. The renderer is made only when somebody asks."""
    yield from fleet.renderer().engines["kk"].theme_files()
    yield from brand_files(theme_folder(fleet.settings.project))


def brand_files(themes: Path) -> Iterator[tuple[str, Path]]:
    """`brands/<brand>/brand.css` and `emblem.svg`, from the folders of the brands."""
    for style in sorted(themes.glob("*/brand.css")):
        for path in sorted(style.parent.iterdir()):
            if path.suffix in (".css", ".svg"):
                yield f"brands/{style.parent.name}/{path.name}", path


def finish(fleet: "Fleet") -> None:
    """What belongs to all sites together; sites of organisations that are gone are removed."""
    from edu_site.render.site_files import robots, site_map_index

    tree = fleet.project.tree
    for name in fleet.receipts.ids() if tree.organisations else ():  # no tree at all is a mistake, not an order to delete
        if name not in tree.organisations and name not in tree.broken:
            before = fleet.receipts.read(name)
            fleet.output.delete(before.files if before else ())
            fleet.receipts.remove(name)
    if any(organisation.parent_id is None for organisation in tree.organisations.values()):
        origin = portal_origin(tree.organisations.values())
        present = [o for o in tree.organisations.values() if (fleet.output.site / site_folder(o) / "sitemap.xml").is_file()]
        maps = [site_address(o, origin).absolute + "sitemap.xml" for o in present]
        put(fleet.output.site / "sitemap-index.xml", site_map_index(maps).encode())
        put(fleet.output.site / "robots.txt", robots(origin, "sitemap-index.xml").encode())
    if fleet.output.has_other_shared(fleet.assets_folder):
        themes = {receipt.theme for name in fleet.receipts.ids() if (receipt := fleet.receipts.read(name))}
        fleet.output.keep_shared(themes, (site_folder(o) for o in tree.organisations.values() if has_own_address(o)))


def put(path: Path, data: bytes) -> None:
    """Writes a file unless it is there already."""
    if not path.is_file() or path.read_bytes() != data:
        write_whole(path, data)
