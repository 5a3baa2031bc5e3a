"""The base configuration: `mkdocs.yml` of the project, read once per process and language.

In: a project folder and a language. Out: MkDocs' own configuration object, without the plugins and events of a run of its
own: the builder decides what is built. The theme is the project's, or the one delivered with the program.
"""

import logging
from pathlib import Path
from typing import Any

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.utils.yaml import yaml_load

from edu_site.model.organisation import Language
from edu_site.places import theme_folder
from edu_site.settings import ConfigurationError

CONFIGURATION = "mkdocs.yml"


def load_base(project: Path, language: Language) -> MkDocsConfig:
    """The configuration every site of the project begins with. Raises ConfigurationError."""
    project = project.resolve()  # MkDocs takes what is relative from the folder of the configuration
    path = project / CONFIGURATION
    if not path.is_file():
        raise ConfigurationError(f"{CONFIGURATION} is missing")
    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    written = read_configuration(path)
    theme = dict(written.get("theme") or {})
    theme |= {"custom_dir": str(theme_folder(project) / "base"), "language": language, "locale": language}
    plugins = [plugin for plugin in listed(written.get("plugins") or ["search"]) if next(iter(plugin)) != "i18n"]
    try:
        return load_config(
            str(path), theme=theme, plugins=plugins, docs_dir=str(theme_folder(project)), site_dir=str(project / "site")
        )
    except Exception as error:
        raise ConfigurationError(str(error)) from error


def read_configuration(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            written: Any = yaml_load(file)
    except MkDocsException as error:
        raise ConfigurationError(str(error)) from error
    if not isinstance(written, dict):
        raise ConfigurationError(f"{CONFIGURATION} holds no settings")
    return written


def listed(plugins: Any) -> list[dict[str, Any]]:
    """Plugins as MkDocs accepts them, each as a mapping with one key."""
    if isinstance(plugins, dict):
        return [{name: settings} for name, settings in plugins.items()]
    return [plugin if isinstance(plugin, dict) else {plugin: {}} for plugin in plugins]
