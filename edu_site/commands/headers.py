"""`edu-site headers`: the configuration of a web server that serves the sites by the policy of the program."""

import click

from edu_site.commands.probe import approved_scripts
from edu_site.commands.run import FAILURE, OK, USAGE, Run, common_options, stop
from edu_site.model.addresses import has_own_address, portal_origin, site_folder
from edu_site.publish.policy import meta_policy, page_policy
from edu_site.publish.servers import ServedSite, Server, caddy, host_of, nginx
from edu_site.settings import ConfigurationError, Settings
from edu_site.source.content import read_project

WRITERS = {"nginx": nginx, "caddy": caddy}


@click.command()
@click.argument("server", type=click.Choice([*WRITERS, "meta"]))
@click.option("--site", "addresses", multiple=True, metavar="URL", help="Only these of the project's addresses.")
@click.option("--root", default="/var/www/edu-site/current", show_default=True, help="The folder of all sites, for the server.")
@click.option("--listen", default="", metavar="ADDRESS:PORT", help="Without TLS, behind a server that has it; or for a trial.")
@click.option(
    "--certificates",
    default="/etc/letsencrypt/live",
    show_default=True,
    help="nginx: folder with HOST/fullchain.pem and HOST/privkey.pem.",
)
@click.option("--brotli", is_flag=True, help="nginx: its module brotli_static is there; serve .br copies.")
@common_options
def headers(run: Run, server: str, addresses: tuple[str, ...], root: str, listen: str, certificates: str, brotli: bool) -> None:
    """Print the configuration of a web server (nginx or caddy) for the sites of the project: headers, caching, copies, 404 pages.

    `meta` prints the policy for hosts where headers cannot be set: put it into mkdocs.yml as extra: content_security_policy.

    Exit codes: 0 printed, 2 wrong use, 3 failure of the program.
    """
    try:
        scripts = approved_scripts(Settings(run.project, run.today, run.project / "site"))
    except ConfigurationError as error:
        stop(str(error), FAILURE)
        raise AssertionError from error
    if server == "meta":
        click.echo(meta_policy(scripts))
    else:
        served = Server(root.rstrip("/"), page_policy(scripts), listen, certificates.rstrip("/"), brotli)
        click.echo(WRITERS[server](chosen_sites(run, addresses), served), nl=False)
    raise SystemExit(OK)


def chosen_sites(run: Run, addresses: tuple[str, ...]) -> tuple[ServedSite, ...]:
    """The sites of the project with an address of their own, or those asked for."""
    tree = read_project(run.project, run.today).tree.organisations.values()
    portal = host_of(portal_origin(tree))
    found = {portal: ServedSite(portal)}
    for organisation in tree:
        if has_own_address(organisation):
            host = host_of(organisation.record.site or "")
            found[host] = ServedSite(host, site_folder(organisation))
    wanted = {host_of(address): address for address in addresses} or found
    for host in wanted.keys() - found.keys():
        known = ", ".join(found)
        stop(
            run.words("{url} is not an address of the project; there are: {known}").format(url=wanted[host], known=known), USAGE
        )
    return tuple(site for host, site in found.items() if host in wanted)
