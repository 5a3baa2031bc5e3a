"""Words for codes: the message id of every value an interface shows, and the tone of every state.

Values of the model's Literal types -> message ids of the catalogue.
"""

from typing import Literal

Tone = Literal["neutral", "info", "success", "warning", "danger"]

SECTION_SINGULAR = {
    "pages": "Page",
    "news": "News item",
    "materials": "Methodical material",
    "reports": "Open report",
    "seminars": "Seminar",
    "ratings": "Rating",
    "services": "Service",
    "forums": "Open forum",
    "documents": "Document",
    "staff": "Member of staff",
    "questions": "Question and answer",
    "vacancies": "Vacancy",
}

LEVEL = {
    "republic": "Republican level",
    "region": "Regional level",
    "city": "City level",
    "district": "District level",
    "organisation": "Organisation of education",
}

AUDIENCE = {"teachers": "For teachers", "heads": "For heads of organisations"}
FORMAT = {"offline": "Offline (in person)", "online": "Online", "hybrid": "Hybrid"}
SEMINAR_KIND = {
    "training": "Training seminar",
    "practice": "Practical seminar",
    "conference": "Conference",
    "webinar": "Webinar",
}
SEMINAR_STATUS: dict[str, tuple[str, Tone]] = {
    "scheduled": ("Scheduled", "info"),
    "rescheduled": ("Rescheduled", "warning"),
    "cancelled": ("Cancelled", "danger"),
    "held": ("Held", "neutral"),
}
FORUM_KIND = {
    "open_hearing": "Open hearing",
    "report_meeting": "Reporting meeting",
    "parents_meeting": "Meeting with parents",
    "online": "Online forum",
}
MATERIAL_KIND = {
    "lesson_plan": "Lesson plan",
    "methodical_guide": "Methodical guide",
    "assessment": "Assessment materials",
    "programme": "Programme",
    "practice": "Practice description",
}
REVIEW: dict[str, tuple[str, Tone]] = {
    "recommended": ("Recommended", "success"),
    "recommended_with_remarks": ("Recommended with remarks", "info"),
    "under_review": ("Under review", "warning"),
}
DOCUMENT_KIND = {
    "charter": "Charter",
    "order": "Order (act)",
    "plan": "Plan",
    "programme": "Programme",
    "rules": "Rules",
    "licence": "Licence",
    "protocol": "Protocol",
    "form": "Form to fill in",
    "other": "Document",
}
ROLE = {
    "head": "Head of organisation",
    "deputy": "Deputy head",
    "teacher": "Teacher",
    "methodologist": "Methodologist",
    "specialist": "Specialist",
    "trustee": "Member of the board of trustees",
}
CATEGORY = {
    "moderator": "Teacher-moderator",
    "expert": "Teacher-expert",
    "researcher": "Teacher-researcher",
    "master": "Teacher-master",
}
TOPIC = {
    "admission": "Admission",
    "learning": "Learning",
    "meals": "Meals",
    "transport": "Transport",
    "safety": "Safety",
    "documents": "Documents",
    "other": "Other questions",
}
DECISION: dict[str, tuple[str, Tone]] = {
    "open": ("Not begun", "neutral"),
    "in_progress": ("In progress", "info"),
    "done": ("Done", "success"),
}
TERM = {
    "working_day": ("{n} working day", "{n} working days"),
    "calendar_day": ("{n} calendar day", "{n} calendar days"),
    "hour": ("{n} hour", "{n} hours"),
    "minute": ("{n} minute", "{n} minutes"),
}
PEER_GROUP = {"urban": "Urban", "rural": "Rural", "small": "Small schools"}
DIRECTION = {"higher_is_better": "The more, the better", "lower_is_better": "The less, the better"}
NORMALISATION = {"min_max": "Min-max", "z_score": "Standard score (z)"}
AGGREGATION = {"arithmetic": "Arithmetic mean", "geometric": "Geometric mean"}
LANGUAGE = {"kk": "Kazakh", "ru": "Russian"}
LANGUAGE_NATIVE = {"kk": "Қазақша", "ru": "Русский"}
