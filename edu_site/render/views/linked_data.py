"""JSON-LD: what a page is about, in the words of schema.org, one type for each kind of content.

In: a page's plan. Out: JSON that is safe inside a script element.
"""

import json
from typing import Any
from urllib.parse import urljoin

from edu_site.model.content import Document, Forum, Material, Person, Question, Report, Seminar, Service, Vacancy
from edu_site.model.entries import Entry
from edu_site.model.plan import HomeSubject, ItemSubject
from edu_site.model.progress import ProgressSubject
from edu_site.render.views.pieces import Context
from edu_site.render.views.progress import ABOUT_BANDS

Json = dict[str, Any]

ORGANISATION_TYPES = {
    "school": "School",
    "primary_school": "ElementarySchool",
    "ungraded_school": "School",
    "gymnasium": "School",
    "lyceum": "School",
    "boarding_school": "School",
    "kindergarten": "Preschool",
    "nursery_kindergarten": "Preschool",
    "college": "CollegeOrUniversity",
    "ministry": "GovernmentOrganization",
    "education_department": "GovernmentOrganization",
    "education_section": "GovernmentOrganization",
}
MEDIA_TYPES = {"CSV": "text/csv", "JSON": "application/json"}
EVENT_STATUS = {"rescheduled": "EventRescheduled", "cancelled": "EventCancelled"}
EVENT_MODE = {"offline": "Offline", "online": "Online", "hybrid": "Mixed"}


def linked_data(context: Context) -> str:
    """The JSON-LD of a page, "" where there is nothing to say but the page itself."""
    subject = context.page.subject
    graph: list[Json] = [breadcrumbs(context)]
    if isinstance(subject, HomeSubject):
        graph.append(organisation(context))
    elif isinstance(subject, ItemSubject):
        graph.append(item(subject.entry, context))
    elif isinstance(subject, ProgressSubject) and (files := figure_files(subject)):
        graph.append(dataset(subject, files, context))
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def address(context: Context) -> str:
    """The absolute address of the page."""
    return next(url for language, _href, url in context.page.alternates if language == context.language)


def organisation_id(context: Context) -> str:
    return context.site.address + "#organisation"


def organisation(context: Context) -> Json:
    """`School`, `Preschool`, ... of the home page."""
    one, language = context.site.organisation, context.language
    record, reach = one.record, one.contacts
    found: Json = {
        "@type": ORGANISATION_TYPES.get(record.kind, "EducationalOrganization"),
        "@id": organisation_id(context),
        "name": one.name(language),
        "alternateName": one.short_name(language),
        "url": context.site.address,
        "identifier": [{"@type": "PropertyValue", "propertyID": "KATO", "value": record.kato}],
    }
    if record.bin:
        found["taxID"] = record.bin
    if record.address:
        found["address"] = {"@type": "PostalAddress", "addressCountry": "KZ", "streetAddress": record.address.of(language)}
    if record.coordinates:
        latitude, longitude = record.coordinates
        found["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return found | {key: value for key, value in (("telephone", reach.phone), ("email", reach.email)) if value}


def breadcrumbs(context: Context) -> Json:
    trail = [
        {"@type": "ListItem", "position": number, "name": crumb.title}
        for number, crumb in enumerate(context.page.breadcrumbs, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": trail}


def item(entry: Entry, context: Context) -> Json:
    """The item by its kind, with what all kinds share."""
    shown, texts = entry.shown(context.language)
    one = entry.item
    common: Json = {
        "@id": address(context),
        "name": texts.title,
        "inLanguage": shown,
        "url": address(context),
        "dateModified": (texts.updated or one.updated or one.published).isoformat(timespec="minutes"),
        "datePublished": one.published.isoformat(timespec="minutes"),
        "publisher": {"@id": organisation_id(context)},
    }
    if texts.summary:
        common["description"] = texts.summary
    return common | special(entry, texts, context)


def figure_files(subject: ProgressSubject) -> tuple[tuple[str, str], ...]:
    """What can be downloaded from a page of the section: href and media type; of the method, the releases as they were made."""
    if subject.part == "method":
        urls = [url for one in subject.releases for url in (one.table_url, one.certificate_url) if url]
        return tuple((url, MEDIA_TYPES["JSON"]) for url in urls)
    return tuple((file.url, MEDIA_TYPES[file.format]) for table in subject.tables for file in table.files)


def dataset(subject: ProgressSubject, files: tuple[tuple[str, str], ...], context: Context) -> Json:
    """The figures of a page as `Dataset`. Its licence is not said: nothing in the tables tells one."""
    page, releases = address(context), [one.release for one in subject.releases]
    years = sorted({year for one in releases for year in one.school_year.split("-")} or subject.school_year.split("-"))
    named = {name for table in subject.tables for name in table.indicators}
    found: Json = {
        "@type": "Dataset",
        "@id": page + "#dataset",
        "name": f"{context.page.title}. {context.site.organisation.name(context.language)}",
        "description": context.words(ABOUT_BANDS),
        "url": page,
        "inLanguage": context.language,
        "publisher": {"@id": organisation_id(context)},
        "isAccessibleForFree": True,
        "temporalCoverage": f"{years[0]}/{years[-1]}",
        "variableMeasured": [one.name.of(context.language) for one in subject.indicators if one.id in named],
        "distribution": [
            {"@type": "DataDownload", "contentUrl": urljoin(page, url), "encodingFormat": media_type}
            for url, media_type in files
        ],
    }
    if releases:
        dates = sorted(one.date.isoformat() for one in releases)
        found |= {"datePublished": dates[0], "dateModified": dates[-1], "version": releases[0].id}
    return found


def special(entry: Entry, texts: Any, context: Context) -> Json:
    """The type and its own properties."""
    one = entry.item
    match one:
        case Seminar() | Forum():
            return event(one, texts)
        case Material():
            return {
                "@type": "LearningResource",
                "author": [{"@type": "Person", "name": name} for name in texts.authors],
                "educationalLevel": [str(grade) for grade in one.grades],
                "about": context.subject(one.subject),
                "license": one.licence,
                "version": one.version,
            }
        case Report():
            files = {file.name: file for file in entry.files}
            distribution = [
                {"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": address(context) + table.file}
                for table in one.tables
                if table.file in files
            ]
            coverage = f"{one.period.start.isoformat()}/{one.period.end.isoformat()}"
            return {"@type": "Dataset", "temporalCoverage": coverage, "distribution": distribution, "isAccessibleForFree": True}
        case Service():
            return service(one, texts, context)
        case Document():
            return {"@type": "DigitalDocument"}
        case Person():
            return {"@type": "ProfilePage", "mainEntity": {"@type": "Person", "name": texts.title, "jobTitle": texts.position}}
        case Question():
            answer = {"@type": "Answer", "text": texts.body} if texts.body else None
            question = {"@type": "Question", "name": texts.title, "text": texts.question or texts.title}
            return {"@type": "QAPage", "mainEntity": question | ({"acceptedAnswer": answer} if answer else {})}
        case Vacancy():
            closing = {"validThrough": one.deadline.isoformat()} if one.deadline else {}
            place = {"@type": "Place", "address": {"@type": "PostalAddress", "addressCountry": "KZ"}}
            owner = {"hiringOrganization": {"@id": organisation_id(context)}}
            posted = {"datePosted": one.published.date().isoformat()}
            return {"@type": "JobPosting", "title": texts.title, "jobLocation": place} | closing | owner | posted
        case _:
            return {"@type": "NewsArticle", "headline": texts.title} if entry.section == "news" else {"@type": "WebPage"}


def event(one: Seminar | Forum, texts: Any) -> Json:
    """`EducationEvent` for a seminar, `Event` for a forum."""
    found: Json = {
        "@type": "EducationEvent" if isinstance(one, Seminar) else "Event",
        "startDate": one.start.isoformat(timespec="minutes"),
        "eventStatus": "https://schema.org/" + EVENT_STATUS.get(one.status, "EventScheduled"),
    }
    if one.end:
        found["endDate"] = one.end.isoformat(timespec="minutes")
    if texts.place:
        found["location"] = {"@type": "Place", "name": texts.place}
    if isinstance(one, Seminar):
        found["eventAttendanceMode"] = f"https://schema.org/{EVENT_MODE[one.format]}EventAttendanceMode"
        if one.previous_start:
            found["previousStartDate"] = one.previous_start.isoformat(timespec="minutes")
    return found


def service(one: Service, texts: Any, context: Context) -> Json:
    channels = [
        {"@type": "ServiceChannel", "name": channel.title.of(context.language), "serviceUrl": channel.url}
        for channel in one.channels
        if channel.url
    ]
    return {"@type": "GovernmentService", "serviceType": one.service_kind, "availableChannel": channels} | (
        {"provider": {"@type": "Organization", "name": texts.provider}} if texts.provider else {}
    )
