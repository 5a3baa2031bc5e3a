"""The command `edu-site`."""

import click

from edu_site import __version__
from edu_site.commands.audit import audit
from edu_site.commands.build import build, plan
from edu_site.commands.check import check
from edu_site.commands.demonstrate import demonstrate
from edu_site.commands.export import export
from edu_site.commands.import_ import import_
from edu_site.commands.protect import protect
from edu_site.commands.serve import serve
from edu_site.commands.start import fields, init, new


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="edu-site")
def main() -> None:
    """Websites of education organisations from YAML and Markdown, in Kazakh and Russian.

    Begin with `edu-site init DIR`, look at it with `edu-site serve ORGANISATION`, find mistakes with `edu-site check`, make
    everything with `edu-site build`.

    Completion in bash: eval "$(_EDU_SITE_COMPLETE=bash_source edu-site)"; zsh and fish likewise.
    """


for command in (init, new, check, plan, build, serve, export, fields, demonstrate, import_, protect, audit):
    main.add_command(command)

if __name__ == "__main__":
    main()
