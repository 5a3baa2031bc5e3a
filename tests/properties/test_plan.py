"""What holds for any order of work, any pair of addresses, any table of a rating."""

import datetime as dt
import posixpath
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edu_site.language import words
from edu_site.model.addresses import relative
from edu_site.model.content import Rating
from edu_site.model.entries import ItemSummary, OrganisationSummary, TableData
from edu_site.model.organisation import LANGUAGES, Texts
from edu_site.model.parts import Indicator, Period
from edu_site.model.progress import Headline
from edu_site.model.sorting import ALPHABET, sort_key
from edu_site.plan.figures import PeerKey, peer_key
from edu_site.plan.rating import places, rate
from edu_site.plan.sight import mentions_of, sight_of, visible
from edu_site.plan.site import plan_site
from edu_site.plan.summaries import RollUp, make_index, newest, soonest, summarise
from edu_site.values import to_json
from tests.projects import TODAY, Planned, little_republic, new_project, planned

NAME = st.text("abc-0", min_size=1, max_size=4)
FOLDER = st.lists(NAME, max_size=4).map(lambda parts: "".join(f"{part}/" for part in parts))
ADDRESS = st.one_of(FOLDER, st.builds("{}{}.pdf".format, FOLDER, NAME))


@pytest.fixture(scope="module")
def republic(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    return planned(new_project(tmp_path_factory.mktemp("republic"), little_republic()))


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_plan_does_not_depend_on_the_order_of_the_summaries(republic: Planned, data: st.DataObject) -> None:
    summaries = [summarise(content, TODAY) for content in republic.contents.values()]
    order = data.draw(st.permutations(summaries))
    name = data.draw(st.sampled_from(sorted(republic.contents)))
    language = data.draw(st.sampled_from(LANGUAGES))
    index = make_index(republic.organisations, order, frozenset(), TODAY)
    again = plan_site(republic.contents[name], language, index, words(language))
    assert to_json(again) == to_json(republic.sites[name, language])


class Everything:
    """A world that holds all there is, for the planner's index to be cut from."""

    def __init__(self, republic: Planned) -> None:
        self.index = republic.index
        self.organisations, self.children, self.numbers = self.index.organisations, self.index.children, self.index.numbers
        self.unread = self.index.unread
        self.summaries = {name: summarise(content, TODAY) for name, content in republic.contents.items()}

    def summary(self, organisation_id: str) -> OrganisationSummary | None:
        return self.summaries.get(organisation_id)

    def below(self, organisation_id: str) -> RollUp:
        return self.index.below[organisation_id]

    def comparable(self, key: PeerKey) -> tuple[Headline, ...]:
        return self.index.peers.get(key, ())


def test_a_plan_needs_no_more_than_what_is_in_sight(republic: Planned) -> None:
    world = Everything(republic)
    for (name, language), site in republic.sites.items():
        content, organisation = republic.contents[name], republic.organisations[name]
        headline = world.summaries[name].headline
        peers = peer_key(organisation, headline) if headline else ()
        index = visible(organisation, sight_of(organisation, mentions_of(content), peers, world), world, TODAY)
        assert to_json(plan_site(content, language, index, words(language))) == to_json(site), (name, language)


@st.composite
def summaries(draw: st.DrawFn) -> ItemSummary:
    """Items of a few organisations and days, so that many are equal but for who they are."""
    moment = dt.datetime(2026, 11, draw(st.integers(1, 3)), tzinfo=dt.UTC)
    return ItemSummary(
        organisation_id=draw(st.sampled_from("abc")),
        section="seminars",
        id=draw(st.sampled_from("xyz")),
        said=(),
        published=moment,
        updated=moment,
        start=draw(st.sampled_from([None, moment])),
        pinned=draw(st.booleans()),
    )


ITEMS = st.lists(summaries(), max_size=9, unique_by=lambda item: (item.organisation_id, item.id))


@given(items=ITEMS, data=st.data())
def test_lists_have_one_order_whatever_order_they_come_in(items: list[ItemSummary], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(items))
    assert newest(shuffled) == newest(items)
    assert soonest(shuffled) == soonest(items)


@given(items=ITEMS)
def test_pinned_items_come_first_then_the_latest(items: list[ItemSummary]) -> None:
    order = [(item.pinned, item.published) for item in newest(items)]
    assert order == sorted(order, reverse=True)


@given(source=ADDRESS, target=ADDRESS)
def test_a_relative_link_leads_where_it_should(source: str, target: str) -> None:
    href = relative(source, target)
    assert href
    assert not posixpath.isabs(href)
    assert urljoin(f"https://host/{source}", href) == f"https://host/{target}"


@given(texts=st.lists(st.text(ALPHABET + " №0123456789«»-", max_size=6), max_size=8))
def test_the_order_of_names_is_the_same_however_they_are_shuffled(texts: list[str]) -> None:
    assert [sort_key(text) for text in sorted(texts, key=sort_key)] == sorted(map(sort_key, texts))


@given(text=st.text(max_size=12))
def test_any_text_has_a_place_in_the_order(text: str) -> None:
    assert sort_key(text) <= sort_key(text + "я")


TEXT = Texts(kk="А", ru="Б")
VALUE = st.one_of(st.none(), st.integers(-50, 50), st.floats(0, 1000, allow_nan=False).map(lambda value: round(value, 2)))


@st.composite
def ratings(draw: st.DrawFn) -> tuple[Rating, TableData]:
    number = draw(st.integers(1, 8))
    directions = st.sampled_from(["higher_is_better", "lower_is_better"])
    indicators = tuple(
        Indicator(
            id=f"i{place}",
            title=TEXT,
            definition=TEXT,
            unit=TEXT,
            source=TEXT,
            direction=draw(directions),  # type: ignore[arg-type]
            weight=draw(st.sampled_from([0.5, 1.0, 2.0, 3.0])),
            rationale=TEXT,
        )
        for place in range(number)
    )
    item = Rating(
        id="r",
        published=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        period=Period(start=dt.date(2025, 9, 1), end=dt.date(2026, 5, 31)),
        indicators=indicators,
        file="r.csv",
        normalisation=draw(st.sampled_from(["min_max", "z_score"])),
        aggregation=draw(st.sampled_from(["arithmetic", "geometric"])),
    )
    rows = draw(st.lists(st.tuples(*[VALUE] * number), min_size=1, max_size=7))
    cells = tuple(
        (f"school-{place}", "city", *("" if value is None else str(value) for value in row)) for place, row in enumerate(rows)
    )
    return item, TableData(file="r.csv", header=("organisation", "peer_group", *(i.id for i in indicators)), rows=cells)


@settings(max_examples=60, deadline=None)
@given(made=ratings(), data=st.data())
def test_a_rating_is_the_same_however_its_rows_are_ordered(made: tuple[Rating, TableData], data: st.DataObject) -> None:
    item, table = made
    shuffled = TableData(file=table.file, header=table.header, rows=tuple(data.draw(st.permutations(table.rows))))
    assert {one.organisation_id: one.place for one in rate(item, table).rated} == {
        one.organisation_id: one.place for one in rate(item, shuffled).rated
    }


@settings(max_examples=100, deadline=None)
@given(made=ratings())
def test_every_place_lies_in_its_interval_and_every_score_between_0_and_100_or_is_not_given(
    made: tuple[Rating, TableData],
) -> None:
    item, table = made
    result = rate(item, table)
    assert {one.organisation_id for one in result.rated} == {row[0] for row in table.rows}
    for one in result.rated:
        if one.place is None:
            assert one.score is one.low is one.high is None
            continue
        assert one.low is not None
        assert one.high is not None
        assert 1 <= one.low <= one.place <= one.high <= len(table.rows)
        if item.normalisation == "min_max":
            assert one.score is not None
            assert 0 <= one.score <= 100


@given(scores=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 5).map(float), min_size=1))
def test_a_place_is_one_more_than_the_number_of_better_ones(scores: dict[str, float]) -> None:
    found = places(scores)
    in_order = sorted(scores, key=lambda name: -scores[name])
    for position, name in enumerate(in_order):
        first_of_equals = next(p for p, other in enumerate(in_order) if scores[other] == scores[name])
        assert found[name] == first_of_equals + 1 <= position + 1
