"""Where the program's own files lie: themes, data. Inside the package when installed, beside it in a source tree."""

from pathlib import Path

HOUSE = Path(__file__).resolve().parent


def delivered(name: str) -> Path:
    """A file or folder delivered with the program."""
    inside = HOUSE / name
    return inside if inside.exists() else HOUSE.parent / name


def map_path() -> Path:
    """Outlines of the regions."""
    return delivered("data") / "map" / "kz_regions.geojson"


def theme_folder(project: Path) -> Path:
    """`themes/` of the project when it has a base theme, else the delivered one."""
    own = project / "themes"
    return own if (own / "base").is_dir() else delivered("themes")
