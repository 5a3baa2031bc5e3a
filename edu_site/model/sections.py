"""The names of the sections a site can have, apart from the kinds of content in them: some only have to know the names."""

SECTIONS = (
    "pages",
    "news",
    "materials",
    "reports",
    "seminars",
    "ratings",
    "services",
    "forums",
    "documents",
    "staff",
    "questions",
    "vacancies",
)
