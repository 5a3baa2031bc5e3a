// The search index of one organisation in one language.
const plain = (text) => text.replace(/<[^>]+>|[#*|>]|\]\([^)]*\)|\[|---:|---/g, " ").replace(/\s+/g, " ").trim();

export const data = {
  pagination: { data: "homes", size: 1, alias: "home" },
  permalink: ({ home }) => `${home.url}search/search_index.json`,
  eleventyExcludeFromCollections: true,
};

export function render({ home, collections }) {
  const docs = collections.organisations[home.language][home.id].items.map((one) => ({
    location: one.url.slice(home.url.length),
    title: one.data.title,
    text: `${one.data.summary} ${plain(one.rawInput)}`,
  }));
  return JSON.stringify({ config: { lang: ["ru"], separator: "[\\s\\-,.:;!?()]+", pipeline: [] }, docs });
}
