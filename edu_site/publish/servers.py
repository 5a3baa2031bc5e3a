"""The configuration of a web server that serves published sites by the policy: nginx and Caddy.

In: the sites, the folder the server sees, the policy of pages. Out: the text of a configuration. Both servers do the same:
every kind of file has its headers, what is missing is told on the site's own page in the reader's language, folders are not
listed, hidden files are not there, nothing but GET and HEAD is answered, compressed copies that lie beside a file are used.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from edu_site.publish.policy import FOR_A_MINUTE, FOR_EVER, HEADERS, KINDS, NOTHING, UNKNOWN, Kind, media_type, policy_of

WRITTEN = "# Written by `edu-site headers {server}`. Do not edit; write it again after an update of edu-site or of the theme.\n"
SHOWN = rf"(/|\.({'|'.join(ending for kind in KINDS if not kind.download for ending in kind.endings)}))$"
ASSET = "/assets/[0-9a-f]{12,64}/"
SITE = "/org/[^/]+"  # a site below the portal


@dataclass(frozen=True, slots=True)
class ServedSite:
    """A host and what it serves: `folder` is below the root, "" for the portal, or `org/<id>/`."""

    host: str
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """What is the same for all sites of a server."""

    root: str  # the folder of all sites, for example a publishing target's `current`
    page_policy: str
    listen: str = ""  # address:port without TLS, behind something that has it; "" is 443 with TLS and 80 that leads there
    certificates: str = "/etc/letsencrypt/live"  # nginx: <host>/fullchain.pem and privkey.pem below it
    brotli: bool = False  # nginx: the module ngx_http_brotli_static is there


def host_of(address: str) -> str:
    """The host of `https://host/`."""
    return urlsplit(address).hostname or ""


def pattern(endings: Iterable[str]) -> str:
    return rf"\.({'|'.join(endings)})$"


def by_kind(page: str) -> tuple[tuple[str, Kind], ...]:
    """Pattern of an address and the kind of file behind it, for the kinds with another policy than most."""
    return tuple((pattern(kind.endings), kind) for kind in KINDS if policy_of(kind, page) != NOTHING)


# ---------------------------------------------------------------- nginx


def nginx(sites: Iterable[ServedSite], server: Server) -> str:
    """A file for nginx's `http` block, for example conf.d/edu-site.conf."""
    return WRITTEN.format(server="nginx") + maps(server.page_policy) + "".join(block(site, server) for site in sites)


def maps(page: str) -> str:
    """Values that depend on the file: by its name, which stays when an answer is 304 and has no type."""
    policies = "".join(f'    "~{match}" "{policy_of(kind, page)}";\n' for match, kind in by_kind(page))
    return f"""
map $uri $edu_policy {{
    default "{NOTHING}";
{policies}}}
map $uri $edu_disposition {{
    default attachment;
    "~{SHOWN}" "";
}}
map "$status $uri" $edu_cache {{
    default "{FOR_A_MINUTE}";
    "~^(200|206|304) {ASSET}" "{FOR_EVER}";
}}
map $status $edu_allow {{
    default "";
    405 "GET, HEAD";
}}
map $uri $edu_language {{
    default "";
    "~^({SITE})?/ru/([^/]+/)*[^/]+\\.html$" ru;
    "~\\.html$" kk;
}}
map $uri $edu_missing_in_site {{
    default /404.html;
    "~^(?<edu_site_folder>{SITE})/" "$edu_site_folder/404.html";
}}
map $uri $edu_missing_in_language {{
    default $edu_missing_in_site;
    "~^(?<edu_language_folder>({SITE})?/ru)/" "$edu_language_folder/404.html";
}}
types_hash_max_size 2048;
"""


def block(site: ServedSite, server: Server) -> str:
    """One host."""
    opened = f"listen {server.listen};" if server.listen else tls(site, server.certificates)
    leading = "" if server.listen else redirect(site.host)
    folder = f"/{site.folder}".rstrip("/")
    return f"""{leading}
server {{
    {opened}
    server_name {site.host};
    root {server.root}{folder};
{COMMON.format(headers=nginx_headers(), types=nginx_types(), packed=packed(), brotli="on" if server.brotli else "")}}}
""".replace("    brotli_static ;\n", "")


def tls(site: ServedSite, certificates: str) -> str:
    return f"""listen 443 ssl http2;
    listen [::]:443 ssl http2;
    ssl_certificate {certificates}/{site.host}/fullchain.pem;
    ssl_certificate_key {certificates}/{site.host}/privkey.pem;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_session_cache shared:edu_site:10m;
    ssl_session_tickets off;"""


def redirect(host: str) -> str:
    return f"""
server {{
    listen 80;
    listen [::]:80;
    server_name {host};
    server_tokens off;
    location /.well-known/acme-challenge/ {{ root /var/www/html; }}
    location / {{ return 301 https://{host}$request_uri; }}
}}
"""


def nginx_headers() -> str:
    """All at one place and nowhere else: an `add_header` in a `location` would drop these there."""
    fixed = "".join(f'    add_header {name} "{value}" always;\n' for name, value in HEADERS)
    return (
        fixed
        + "    add_header Content-Security-Policy $edu_policy always;\n"
        + "    add_header Content-Disposition $edu_disposition always;\n"
        + "    add_header Cache-Control $edu_cache always;\n"
        + "    add_header Content-Language $edu_language always;\n"
        + "    add_header Allow $edu_allow always;"
    )


def nginx_types() -> str:
    return "\n".join(f"        {kind.media_type} {' '.join(kind.endings)};" for kind in KINDS)


def packed() -> str:
    """Types nginx compresses itself where no copy lies beside the file; pages always are."""
    return " ".join(kind.media_type for kind in KINDS if kind.packs and kind.media_type != "text/html")


COMMON = """    server_tokens off;
    absolute_redirect off;
    etag on;
    autoindex off;
    index index.html;
    types {{
{types}
    }}
    default_type application/octet-stream;
    charset utf-8;
    charset_types text/css text/javascript text/plain text/csv text/calendar application/xml image/svg+xml;
    gzip on;
    gzip_static on;
    gzip_vary on;
    gzip_proxied any;
    gzip_min_length 1024;
    gzip_types {packed};
    brotli_static {brotli};
{headers}
    if ($request_method !~ ^(GET|HEAD)$) {{ return 405; }}
    error_page 403 =404 @missing;
    error_page 404 @missing;
    location / {{ try_files $uri $uri/ =404; }}
    location ~ /\\.(?!well-known/) {{ return 404; }}
    location ~ \\.(gz|br)$ {{ return 404; }}
    location @missing {{ try_files $edu_missing_in_language $edu_missing_in_site /404.html =404; }}
"""


# ---------------------------------------------------------------- Caddy


def caddy(sites: Iterable[ServedSite], server: Server) -> str:
    """A Caddyfile. Caddy fetches and renews certificates itself, and leads http to https."""
    options = "{\n\tauto_https off\n\tadmin off\n}\n\n" if server.listen else ""
    return (
        WRITTEN.format(server="caddy") + options + snippet(server.page_policy) + "".join(host(site, server) for site in sites)
    )


def host(site: ServedSite, server: Server) -> str:
    address, _, port = server.listen.rpartition(":")
    opened = f"http://{site.host}:{port}" if port else site.host
    bound = f"\tbind {address}\n" if address else ""
    folder = f"/{site.folder}".rstrip("/")
    return f"\n{opened} {{\n{bound}\troot * {server.root}{folder}\n\timport edu_site\n}}\n"


def snippet(page: str) -> str:
    """What every host does."""
    kinds = "".join(f"\t\t~{pattern(kind.endings)} `{media_type(kind)}` `{policy_of(kind, page)}`\n" for kind in KINDS)
    whole = f"\t\t~/$ `{media_type(KINDS[0])}` `{page}`\n{kinds}\t\tdefault `{media_type(UNKNOWN)}` `{NOTHING}`\n"
    fixed = "".join(f"\t\t{name} `{value}`\n" for name, value in HEADERS)
    return CADDY % {
        "fixed": fixed,
        "kinds": whole,
        "shown": SHOWN,
        "minute": FOR_A_MINUTE,
        "ever": FOR_EVER,
        "asset": ASSET,
        "site": SITE,
    }


CADDY = r"""(edu_site_headers) {
	map {path} {edu_type} {edu_policy} {
%(kinds)s	}
	map {path} {edu_cache} {
		~^%(asset)s `%(ever)s`
		default `%(minute)s`
	}
	header {
%(fixed)s		Content-Security-Policy {edu_policy}
		Content-Type {edu_type}
		Cache-Control {edu_cache}
		-Server
	}
}

(edu_site) {
	map {path} {edu_language} {
		~^(%(site)s)?/ru/(.*/)?([^/]+\.html)?$ ru
		~(/|\.html)$ kk
		default ""
	}
	map {path} {edu_disposition} {
		~%(shown)s ""
		default attachment
	}
	map {path} {edu_missing_in_site} {
		~^(%(site)s)/ ${1}/404.html
		default /404.html
	}
	map {path} {edu_missing_in_language} {
		~^((%(site)s)?/ru)/ ${1}/404.html
		default {edu_missing_in_site}
	}
	import edu_site_headers
	@language expression {edu_language} != ""
	header @language Content-Language {edu_language}
	@download expression {edu_disposition} != ""
	header @download Content-Disposition {edu_disposition}
	@refused not method GET HEAD
	error @refused 405
	@hidden {
		path */.* *.gz *.br
		not path /.well-known/*
	}
	error @hidden 404
	encode gzip
	file_server {
		precompressed br gzip
	}
	handle_errors {
		@missing {
			expression {http.error.status_code} == 404 || {http.error.status_code} == 403
			file {
				try_files {edu_missing_in_language} {edu_missing_in_site} /404.html
			}
		}
		rewrite @missing {http.matchers.file.relative}
		import edu_site_headers
		header -Content-Disposition
		@method expression {http.error.status_code} == 405
		header @method Allow "GET, HEAD"
		file_server @missing
	}
}
"""
