// The article of each kind of page.
import { esc, moment, month } from "./text.js";

const heading = (title) => `<header class="edu-heading">
  <h1>${esc(title)}</h1>
</header>`;

function card(one, { said, level = 2, kind = false, organisation = null }) {
  const { data, url } = one;
  const tile = data.day
    ? `<div class="edu-tile" aria-hidden="true">
  <span class="edu-tile__day">${Number(data.day.slice(8, 10))}</span>
  <span class="edu-tile__month">${month(data.day, data.language)}</span>
</div>
`
    : "";
  const facts = ["materials", "seminars"].includes(data.section) ? data.facts.slice(0, 2).map((fact) => `<li>${esc(fact.value)}</li>`).join("") : "";
  return `
<li class="edu-card">
  ${tile}<div class="edu-card__text">
${kind ? `    <p class="edu-card__kind">${said[`kind_${data.section}`]}</p>\n` : ""}    <h${level} class="edu-card__title"><a href="${url}">${esc(data.title)}</a></h${level}>
    <p class="edu-card__summary">${esc(data.summary)}</p>
    <ul class="edu-card__meta" role="list"><li>
${moment(data.date, data.language)}</li>${facts}${organisation ? `<li><a href="${organisation.url}">${esc(organisation.short)}</a></li>` : ""}
    </ul>
  </div>
</li>
`;
}

const facts = (pairs) => `<dl class="edu-facts">
${pairs.map(([label, value]) => `  <div class="edu-fact">\n    <dt>${label}</dt>\n    <dd>${value}</dd>\n  </div>\n`).join("")}</dl>`;

const reach = ({ said, org }) =>
  facts([
    [said.address, org.address],
    [said.phone, `<a href="tel:+7(7172)00-00-01">${org.phone}</a>`],
    [said.email, `<a href="mailto:${org.email}">${org.email}</a>`],
  ]);

const box = (id, title, inner) => `<section class="edu-section edu-section--facts" id="${id}" aria-labelledby="${id}-title">
  <h2 id="${id}-title">${title}</h2><div class="edu-facts-box">
${inner}</div>
</section>
`;

const cards = (inner) => `<div class="edu-section edu-section--cards edu-section--half">
<ul class="edu-cards edu-cards--list" role="list">${inner}</ul>
</div>`;

const bullets = (links) => `<ul class="edu-items edu-items--bullets">
${links.map(([url, text]) => `  <li><a href="${url}">${text}</a></li>\n`).join("")}</ul>`;

function item({ said, title, section, summary, date, language, content, facts: pairs = [], lists = [], files = [] }) {
  const body = content.replaceAll("<table>", `<div class="edu-scroll" role="group" tabindex="0" aria-label="${said.table}"><table>`);
  const shown = lists.map(
    (list, number) => `<section class="edu-section edu-section--items" id="list-${number}" aria-labelledby="list-${number}-title">
  <h2 id="list-${number}-title">${list.title}</h2>
<ul class="edu-items edu-items--bullets">
${list.items.map((text) => `  <li>${esc(text)}</li>\n`).join("")}</ul>
</section>
`,
  );
  const file = ({ name, title: label, size }) => `  <li class="edu-file">
    <a class="edu-file__link" href="${name}">
      <span class="edu-file__format" aria-hidden="true">CSV</span>
      <span class="edu-file__text"><span class="edu-file__title">${label}</span>
      <span class="edu-file__size">CSV, ${size} Б</span></span>
    </a>
  </li>
`;
  return `<header class="edu-heading">
  <p class="edu-kicker">${said[`kind_${section}`]}</p>
  <h1>${esc(title)}</h1>
  <p class="edu-lead">${esc(summary)}</p>
  <p class="edu-dates"><span>${said.published}: 
${moment(date, language)}</span></p>
</header>
${pairs.length ? `            <div class="edu-facts-box">\n${facts(pairs.map((one) => [one.label, esc(one.value)]))}</div>\n` : ""}            <div class="edu-section edu-body md-typeset">
${body.replaceAll("</table>", "</table></div>")}
            </div>
${shown.join("")}${
    files.length
      ? `<section class="edu-section edu-section--files" id="files" aria-labelledby="files-title">
  <h2 id="files-title">${said.files}</h2>
<ul class="edu-files" role="list">
${files.map(file).join("")}</ul>
</section>
`
      : ""
  }`;
}

function home(context) {
  const { said, org, own, collections, organisations, language } = context;
  const sections = ["services", "news", "seminars", "materials"].map(
    (name) => `<section class="edu-section edu-section--cards" id="${name}" aria-labelledby="${name}-title">
  <h2 id="${name}-title">${said[name]}</h2>
<ul class="edu-cards edu-cards--list" role="list">${own.sections[name].slice(0, 5).map((one) => card(one, { said, level: 3 })).join("")}</ul>
<p class="edu-more"><a href="${org.url}${name}/">${said.all}: ${said[name]}</a></p>
</section>
`,
  );
  const below = org.below.slice(0, 4).map((id) => {
    const newest = collections.organisations[language][id].sections.news[0];
    return card(newest, { said, level: 3, organisation: organisations[language][id] });
  });
  const figure = org.learners
    ? `<section class="edu-section edu-section--figures" id="figures" aria-labelledby="figures-title">
  <h2 id="figures-title">${said.figures}</h2>
<dl class="edu-figures">
  <div class="edu-figure">
    <dt class="edu-figure__label">${said.learners}</dt>
    <dd class="edu-figure__value">${org.learners}</dd>
  </div>
</dl>
</section>
`
    : "";
  return `<header class="edu-heading">
  <p class="edu-kicker">${org.level}</p>
  <h1>${esc(org.name)}</h1>
  <p class="edu-lead">${esc(org.name)}</p>
</header>
${figure}${sections.join("")}${
    below.length
      ? `<section class="edu-section edu-section--cards edu-section--half" id="below" aria-labelledby="below-title">
  <h2 id="below-title">${said.new_below}</h2>
<ul class="edu-cards edu-cards--list" role="list">${below.join("")}</ul>
</section>
`
      : ""
  }${box("contacts", said.contacts, reach(context))}`;
}

function missing({ said, org }) {
  return `            <p class="edu-missing__code" aria-hidden="true">404</p>
            <h1><span lang="kk">Бет табылмады</span> <span class="edu-missing__second" lang="ru">Страница не найдена</span></h1>
            <div class="edu-missing">
              <p lang="kk">Бет көшірілген, жойылған немесе мекенжайы қате терілген болуы мүмкін. Басты беттен не сайт картасынан іздеп көріңіз.</p>
              <p lang="ru">Возможно, страница перенесена или удалена, либо адрес набран с ошибкой. Начните с главной страницы или карты сайта.</p>
            </div>
            <ul class="edu-missing__links" role="list">
              <li><a class="edu-button" href="${org.url}">${said.home}</a></li>
              <li><a class="edu-button" href="${org.url}site-map/">${said.site_map}</a></li>
            </ul>`;
}

function siteMap({ said, org, own, title }) {
  const link = (one) => `  <li><a href="${one.url}">${esc(one.data.title)}</a></li>\n`;
  const single = own.pages.filter((one) => one.data.section === "pages" || ["archive", "contacts", "site-map", "organisations"].includes(one.data.kind));
  const lists = ["news", "materials", "seminars", "services", "documents"].map(
    (name) => `  <li><a href="${org.url}${name}/">${said[name]}</a>
<ul class="edu-tree__list edu-tree__list--2">
${own.sections[name].map(link).join("")}</ul></li>
`,
  );
  return `${heading(title)}
<div class="edu-section edu-section--tree">
<div class="edu-tree">
<ul class="edu-tree__list edu-tree__list--1">
  <li><a href="${org.url}">${said.home}</a></li>
${single.map(link).join("")}${lists.join("")}</ul></div>
</div>`;
}

export const kinds = {
  item,
  home,
  missing,
  "site-map": siteMap,
  list: ({ said, title, own, section }) => `${heading(title)}
${cards(own.sections[section].map((one) => card(one, { said })).join(""))}`,
  year: ({ said, title, own, year }) => `${heading(title)}
${cards(own.items.filter((one) => one.data.date.startsWith(year)).map((one) => card(one, { said, kind: true })).join(""))}`,
  archive: ({ said, title, years }) => `${heading(title)}
<section class="edu-section edu-section--items" id="years" aria-labelledby="years-title">
  <h2 id="years-title">${said.years}</h2>
${bullets(years.map((year) => [`${year}/`, year]))}
</section>`,
  contacts: (context) => `${heading(context.title)}
${box("reach", context.said.reach, reach(context))}${box("requisites", context.said.requisites, facts([[context.said.full_name, esc(context.org.name)], [context.said.kato, context.org.kato]]))}`,
  organisations: ({ title, ids, organisations, language }) => `${heading(title)}
<section class="edu-section edu-section--cards">
<ul class="edu-cards edu-cards--grid" role="list">${ids
    .map((id) => organisations[language][id])
    .map(
      (one) => `
<li class="edu-card">
  <div class="edu-card__text">
    <h2 class="edu-card__title"><a href="${one.url}">${esc(one.short)}</a></h2>
    <p class="edu-card__summary">${esc(one.name)}</p>
    <ul class="edu-card__meta" role="list"><li>${one.level}</li>
    </ul>
  </div>
</li>
`,
    )
    .join("")}</ul>
</section>`,
  catalogue: ({ title, facets }) => `${heading(title)}
<section class="edu-section edu-section--items">
${bullets(facets.map((facet) => [`${facet}/`, facet]))}
</section>`,
};
