// Escaping, days and moments; the formatters are made once.
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const MONTHS = { kk: "kk-KZ", ru: "ru-KZ" };
const formatters = Object.fromEntries(
  Object.entries(MONTHS).map(([language, locale]) => [
    language,
    {
      day: new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric", timeZone: "Asia/Almaty" }),
      month: new Intl.DateTimeFormat(locale, { month: "short", timeZone: "Asia/Almaty" }),
    },
  ]),
);

export const esc = (text) => text.replace(/[&<>"]/g, (letter) => ESCAPES[letter]);
// Moments are texts such as 2025-01-01T09:00:00+05:00.
export const iso = (date) => date.slice(0, 16) + date.slice(19);
export const moment = (date, language) =>
  `<time datetime="${iso(date)}">${formatters[language].day.format(new Date(date))}, ${date.slice(11, 16)}</time>`;
export const month = (date, language) => formatters[language].month.format(new Date(date));
