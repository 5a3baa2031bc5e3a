// Every page: what stands around the article. Menus and footers are made once an organisation, language and section.
import { kinds } from "../parts/kinds.js";
import { esc, iso } from "../parts/text.js";

const SITE = "https://bilim.example";
const kept = new Map();
const once = (key, make) => kept.get(key) ?? kept.set(key, make()).get(key);

export function render(data) {
  const { language, kind, title, section, content } = data;
  const said = data.words[language];
  const chrome = data.chrome[language];
  const org = data.organisations[language][data.organisation_id];
  const url = data.page.url;
  const kk = language === "ru" ? url.slice(3) : url;
  const list = kind === "item" && section !== "pages" ? { url: `${org.url}${section}/`, title: said[section] } : null;
  const summary = esc(data.summary ?? org.name);
  const mark = (one) => (one === language ? ' aria-current="true"' : "");
  const menuKey = `${org.id} ${language} ${section}`;
  const context = { ...data, said, org, own: data.collections.organisations[language][org.id] };
  const headings = kind === "item" ? [...content.matchAll(/<h2 id="([^"]*)">(.*?)<\/h2>/g)] : [];
  return `<!doctype html>
<html lang="${language}" class="no-js">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <meta name="description" content="${summary}">
    <link rel="canonical" href="${SITE}${url}">
    <link rel="alternate" hreflang="kk" href="${SITE}${kk}">
    <link rel="alternate" hreflang="ru" href="${SITE}/ru${kk}">
    <link rel="alternate" hreflang="x-default" href="${SITE}${kk}">
    ${chrome.head}    <meta property="og:title" content="${esc(title)}">
    <meta property="og:description" content="${summary}">
    <meta property="og:type" content="${kind === "item" ? "article" : "website"}">
    <meta property="og:url" content="${SITE}${url}">
    <meta property="og:site_name" content="${esc(org.short)}">
    <meta property="og:locale" content="${language}_KZ">
    <meta property="og:locale:alternate" content="${language === "ru" ? "kk" : "ru"}_KZ">
${kind === "item" ? `    <meta property="article:published_time" content="${iso(data.date)}">\n` : ""}    <meta name="twitter:card" content="summary">
    <script type="application/ld+json">${linked(context, list)}</script>
    <title>${kind === "home" ? esc(org.name) : `${esc(title)} – ${esc(org.short)}`}</title>
    ${chrome.links}  </head>
  <body dir="ltr">
    <a class="edu-skip" href="#main">${said.skip}</a>
    <input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer" hidden>
    <input class="md-toggle" data-md-toggle="search" type="checkbox" id="__search" hidden>
    <header class="md-header edu-header" data-md-component="header">
  <div class="edu-topbar">
    <div class="md-grid edu-topbar__inner">
      <a class="edu-topbar__portal" href="${language === "ru" ? "/ru/" : "/"}">${said.portal}</a>
      <nav class="edu-languages" aria-label="${said.language}">
        <ul role="list">
          <li><a href="${kk}" lang="kk" hreflang="kk"${mark("kk")}>Қазақша</a></li>
          <li><a href="/ru${kk}" lang="ru" hreflang="ru"${mark("ru")}>Русский</a></li>
        </ul>
      </nav>
      ${chrome.tools}
    </div>
  </div>
  <div class="md-grid edu-masthead">
    <a class="edu-identity" href="${org.url}">
      ${chrome.emblem}
      <span class="edu-identity__text">
        <span class="edu-identity__name">${esc(org.short)}</span>
        <span class="edu-identity__full">${esc(org.name)}</span>
      </span>
    </a>
    <div class="edu-masthead__tools">
      ${chrome.search}
${once(`menu ${menuKey}`, () => menu(context))}
${chrome.demonstration}
</header>
    <div class="md-container" data-md-component="container">
      <main class="md-main" data-md-component="main" id="main" tabindex="-1">
        <div class="md-main__inner md-grid edu-main">
${kind === "home" ? "" : crumbs(context, list)}<div class="edu-columns${kind === "item" ? " edu-columns--toc" : ""}">
          <article class="md-content edu-article edu-article--${section ?? kind}">
${kinds[kind](context)}
          </article>
${headings.length ? contents(said, headings) : ""}          </div>
        </div>
      </main>
      ${once(`footer ${org.id} ${language}`, () => footer(said, org))}
    </div>
    ${chrome.scripts}  </body>
</html>
`;
}

function linked({ org, title, kind, language, page, summary, date }, list) {
  const names = [...org.above.map((one) => one.name), org.short, ...(list ? [list.title] : []), ...(kind === "home" ? [] : [title])];
  const graph = [
    {
      "@type": "BreadcrumbList",
      itemListElement: names.map((name, index) => ({ "@type": "ListItem", name, position: index + 1 })),
    },
  ];
  const publisher = { "@id": `${SITE}${org.url}#organisation` };
  const url = `${SITE}${page.url}`;
  if (kind === "item") {
    const day = iso(date);
    const said = { dateModified: day, datePublished: day, description: summary, headline: title, inLanguage: language, name: title };
    graph.push({ "@id": url, "@type": "NewsArticle", ...said, publisher, url });
  } else if (kind === "home" || kind === "contacts") {
    const address = { "@type": "PostalAddress", addressCountry: "KZ", streetAddress: org.address };
    const identifier = [{ "@type": "PropertyValue", propertyID: "KATO", value: org.kato }];
    const said = { address, alternateName: org.short, email: org.email, identifier, name: org.name, telephone: org.phone };
    graph.push({ ...publisher, "@type": "School", ...said, url: `${SITE}${org.url}` });
  }
  return JSON.stringify({ "@context": "https://schema.org", "@graph": graph }).replace(/</g, "\\u003c");
}

function crumbs({ said, org, title }, list) {
  const links = [...org.above, { url: org.url, name: org.short }, ...(list ? [{ url: list.url, name: list.title }] : [])];
  return `<nav class="edu-breadcrumbs" aria-label="${said.crumbs}">
  <ol role="list">
${links.map((one) => `    <li><a href="${one.url}">${esc(one.name)}</a></li>\n`).join("")}    <li aria-current="page">${esc(title)}</li>
  </ol>
</nav>`;
}

function contents(said, headings) {
  return `<nav class="edu-toc" aria-labelledby="edu-toc">
  <h2 class="edu-toc__title" id="edu-toc">${said.toc}</h2>
  <ol role="list">
${headings.map((found) => `    <li><a href="#${found[1]}">${found[2]}</a></li>\n`).join("")}  </ol>
</nav>
`;
}

function menu({ said, org, section, own }) {
  const mark = (name) => (name === section ? ' aria-current="true"' : "");
  const point = (name) => `  <li>\n<a href="${org.url}${name}/"${mark(name)}>${said[name]}</a>\n  </li>\n`;
  const about = own.sections.pages.map((one) => `  <li>\n<a href="${one.url}">${esc(one.data.title)}</a>\n  </li>\n`).join("");
  const tabs = [["item-00", "pages"], ["news", "news"], ["services", "services"], ["materials", "method"]];
  return `      <a class="edu-button edu-nojs" href="${org.url}site-map/"><span class="edu-button__text">${said.site_map}</span></a>
<details class="edu-drawer" data-edu-menu>
  <summary class="edu-button"><span class="edu-icon" aria-hidden="true"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M3 6h18v2H3zm0 5h18v2H3zm0 5h18v2H3z"/></svg></span><span class="edu-button__text">${said.menu}</span></summary>
  <nav class="edu-drawer__panel" aria-label="${said.menu}">
    <p class="edu-drawer__name">${esc(org.name)}</p>
<ul role="list">
  <li>
<a href="${org.url}">${said.home}</a>
  </li>
  <li>
    <span class="edu-drawer__group">${said.pages}</span>
<ul role="list">
${about}${org.below.length ? point("organisations") : ""}${point("documents")}${point("contacts")}</ul>
  </li>
${point("news")}${point("services")}  <li>
    <span class="edu-drawer__group">${said.method}</span>
<ul role="list">
${point("materials")}${point("seminars")}</ul>
  </li>
</ul>
  </nav>
</details>
    </div>
  </div>
<nav class="edu-tabs" aria-label="${said.menu}">
  <ul class="md-grid" role="list">
    <li>
<a href="${org.url}">${said.home}</a></li>
${tabs.map(([path, name]) => `    <li>\n<a href="${org.url}${path}/"${mark(path)}>${said[name]}</a></li>\n`).join("")}  </ul>
</nav>`;
}

function footer(said, org) {
  const column = (id, title, links) => `    <nav class="edu-footer__column" aria-labelledby="${id}">
      <h2 id="${id}">${title}</h2>
      <ul role="list">
${links.map((one) => `        <li><a href="${one.url}">${esc(one.name)}</a></li>\n`).join("")}      </ul>
    </nav>
`;
  const own = ["site-map", "contacts", "archive"].map((path) => ({ url: `${org.url}${path}/`, name: said[path.replace("-", "_")] }));
  return `<footer class="md-footer edu-footer">
  <div class="md-grid edu-footer__inner">
    <div class="edu-footer__owner">
      <p class="edu-footer__name">${esc(org.name)}</p>
      <p class="edu-footer__level">${org.level}</p>
      <dl class="edu-footer__facts">
        <div><dt>${said.address}</dt><dd>${org.address}</dd></div>
        <div><dt>${said.phone}</dt><dd><a href="tel:+77172000001">${org.phone}</a></dd></div>
        <div><dt>${said.email}</dt><dd><a href="mailto:${org.email}">${org.email}</a></dd></div>
      </dl>
    </div>
${org.above.length ? column("edu-footer-ancestors", said.above, org.above) : ""}${column("edu-footer-links", said.about, own)}  </div>
</footer>`;
}
