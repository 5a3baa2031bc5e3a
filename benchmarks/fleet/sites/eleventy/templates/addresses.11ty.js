// The site map of one organisation, in both languages.
const SITE = "https://bilim.example";
const other = (url) => (url.startsWith("/ru/") ? url.slice(3) : `/ru${url}`);
const alternate = (language, url) => `<xhtml:link rel="alternate" hreflang="${language}" href="${SITE}${url}"/>`;

export const data = {
  pagination: { data: "kazakh_homes", size: 1, alias: "home" },
  permalink: ({ home }) => `${home.url}sitemap.xml`,
  eleventyExcludeFromCollections: true,
};

export function render({ home, collections }) {
  const lines = collections.organisations.kk[home.id].pages.map(({ url, data }) => {
    const changed = data.kind === "item" ? `<lastmod>${data.date}</lastmod>` : "";
    return `<url><loc>${SITE}${url}</loc>${changed}${alternate("kk", url)}${alternate("ru", other(url))}</url>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${lines.join("\n")}
</urlset>
`;
}
