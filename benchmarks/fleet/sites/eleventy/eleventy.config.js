// Eleventy over the converted corpus: collections by organisation once, heading ids in the converter, nothing else.
const SECTIONS = ["news", "materials", "seminars", "services", "documents", "pages"];
const slug = (text) => text.toLowerCase().trim().replace(/[^\p{L}\p{N}\s-]/gu, "").replace(/\s+/g, "-");

export default function (eleventyConfig) {
  eleventyConfig.addPassthroughCopy({ static: "/" });
  eleventyConfig.setQuietMode(true);
  eleventyConfig.amendLibrary("md", (md) => {
    md.core.ruler.push("heading_ids", (state) => {
      state.tokens.forEach((token, index) => {
        if (token.type === "heading_open") token.attrSet("id", slug(state.tokens[index + 1].content));
      });
    });
  });
  eleventyConfig.addCollection("organisations", (api) => {
    const found = { kk: {}, ru: {} };
    for (const one of api.getAll()) {
      const { language, organisation_id: id, kind, section } = one.data;
      if (!id) continue;
      const own = (found[language][id] ??= { pages: [], items: [], sections: Object.fromEntries(SECTIONS.map((name) => [name, []])) });
      own.pages.push(one);
      if (kind === "item") {
        own.items.push(one);
        own.sections[section].push(one);
      }
    }
    for (const language of Object.values(found))
      for (const own of Object.values(language))
        for (const items of [own.items, ...Object.values(own.sections)]) items.sort((a, b) => (a.data.date < b.data.date ? 1 : -1));
    return found;
  });
  return {
    templateFormats: ["md", "11ty.js"],
    markdownTemplateEngine: false,
    dir: { input: "content", includes: "../layouts", data: "../data", output: "public" },
  };
}
