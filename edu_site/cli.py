"""The command `edu-site`: each command is imported when it is called, so that one does not wait for what another needs."""

from importlib import import_module

import click

from edu_site import __version__

# name -> module of edu_site.commands, function; in the order of the help
COMMANDS = {
    "init": ("start", "init"),
    "new": ("start", "new"),
    "check": ("check", "check"),
    "intake": ("intake", "intake"),
    "scan": ("scan", "scan"),
    "plan": ("plan", "plan"),
    "build": ("build", "build"),
    "serve": ("serve", "serve"),
    "export": ("export", "export"),
    "headers": ("headers", "headers"),
    "compress": ("compress", "compress"),
    "monitor": ("monitor", "monitor"),
    "backup": ("backup", "backup"),
    "restore": ("backup", "restore"),
    "rehearse": ("backup", "rehearse"),
    "import": ("import_", "import_"),
    "protect": ("protect", "protect"),
    "audit": ("audit", "audit"),
    "publish": ("publish", "publish"),
    "releases": ("releases", "releases"),
    "rollback": ("releases", "rollback"),
    "verify": ("releases", "verify"),
    "diff": ("diff", "diff"),
    "mirror": ("releases", "mirror"),
    "keys": ("keys", "keys"),
    "demonstrate": ("demonstrate", "demonstrate"),
    "fields": ("start", "fields"),
}


class Commands(click.Group):
    """The commands by name."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, function = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"edu_site.commands.{module}"), function)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="edu-site")
def main() -> None:
    """Websites of education organisations from YAML and Markdown, in Kazakh and Russian.

    Begin with `edu-site init DIR`, look at it with `edu-site serve ORGANISATION`, find mistakes with `edu-site check`, make
    everything with `edu-site build`.

    Completion in bash: eval "$(_EDU_SITE_COMPLETE=bash_source edu-site)"; zsh and fish likewise.
    """


if __name__ == "__main__":
    main()
