"""Title, authors and topics are the article's own, whatever stands around it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml import html

from hcsm_scraper.document import Document
from hcsm_scraper.extraction.metadata import Metadata, metadata_of
from hcsm_scraper.extraction.stated import stated_in

URL = "https://ward.example/notes/why-nobody-sleeps-enough/"


def said(
    body: str, head: str = "<title>Why nobody sleeps enough – Ward Talk</title>", url: str = URL
) -> Metadata:
    page = f"<html lang='en_GB'><head>{head}</head><body>{body}</body></html>"
    document = Document(
        url=url,
        captured_at=datetime(2026, 1, 2, tzinfo=UTC),
        status=200,
        headers=(),
        content=page.encode(),
    )
    return metadata_of(document, None)


@pytest.mark.parametrize(
    "heading",
    [
        "<h1>Why nobody sleeps enough</h1>",
        "<h1>Why nobody sleeps enough | Ward Talk</h1>",
        "<h1><span>Opinion</span> Why nobody sleeps enough</h1>",
        "<h1>Opinion | Why nobody sleeps enough</h1>",
        "<h1>Dec <a href='/x'>Why nobody sleeps enough</a> 18 2025</h1>",
        "<h1>The Blog Single</h1>",
    ],
)
def test_a_title_is_the_article_s_alone(heading: str) -> None:
    head = (
        "<title>Why nobody sleeps enough – Ward Talk</title>"
        "<meta property='og:title' content='Why nobody sleeps enough'>"
        "<meta property='og:site_name' content='Ward Talk'>"
    )
    assert said(heading, head).title == "Why nobody sleeps enough"


def test_a_heading_that_says_more_than_the_head_is_the_title() -> None:
    head = "<title>Sleep</title><meta property='og:title' content='Best naps of 2025'>"
    assert said("<h1>The best naps of 2025</h1>", head).title == "The best naps of 2025"


def test_the_page_s_only_h1_outdoes_a_heading_that_begins_like_the_head() -> None:
    head = "<title>9 naps to try that cost no sleep in any night</title>"
    body = "<h1>9 naps to try in 2025 (and why)</h1><h2>9 naps to try</h2>"
    assert said(body, head).title == "9 naps to try in 2025 (and why)"


def test_a_line_below_the_text_says_when_it_was_posted_in_other_languages_too() -> None:
    line = "<div class='tail'>Posté le 21 août 2013 | <a href='#c'>2 avis</a></div>"
    tree = html.fromstring(f"<div><p>Personne ne dort assez.</p>{line}</div>")
    found = stated_in(tree, "fr").published
    assert found is not None
    assert found.iso == "2013-08-21"


def test_sources_that_disagree_are_kept_beside_the_winner() -> None:
    head = (
        "<meta property='og:title' content='Sleep, or the lack of it'>"
        "<meta name='author' content='Bo Ek'>"
        "<meta property='article:published_time' content='2020-01-02T23:30:00-05:00'>"
        '<script type="application/ld+json">{"@type":"BlogPosting","headline":"Why nobody sleeps enough",'
        '"author":{"@type":"Person","name":"Ann Lee"},"datePublished":"2020-01-01"}</script>'
    )
    found = said("<h1>Why nobody sleeps enough</h1>", head)
    claims = {(claim.field, claim.method, claim.value) for claim in found.claims}
    assert (found.title, found.authors) == ("Why nobody sleeps enough", ("Ann Lee",))
    assert found.methods["published"] == "json-ld"
    assert ("title", "meta", "Sleep, or the lack of it") in claims
    assert ("authors", "meta", "Bo Ek") in claims
    assert ("published", "meta", "2020-01-02T23:30:00-05:00") in claims


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Anne Lie (avec Bo Ek et Cy Roe)", ("Anne Lie", "Bo Ek", "Cy Roe")),
        ("By ANNE LIE March 11, 2015 3:46 PM", ("ANNE LIE",)),
        ("Anne Lie (avec Bo Ek, Cy Roe)", ("Anne Lie", "Bo Ek", "Cy Roe")),
        ("ByAnne Lie", ("Anne Lie",)),
        ("Anne Lie (https://anne.example/)", ("Anne Lie",)),
        ("Anne Lie(Bruxelles, bureau européen)", ("Anne Lie",)),
        ("著者：石田花", ("石田花",)),
        ("By Anna Maria", ("Anna Maria",)),
        ("By Ursula Le Guin", ("Ursula Le Guin",)),
        ("Par Anne Lie le lundi 3 mars", ("Anne Lie",)),
        ("By Anne Lie, Night Editor", ("Anne Lie",)),
        ("Dec. 19, 2025 · Anne Lie", ("Anne Lie",)),
        ("3.4.2019 - Anne Lie", ("Anne Lie",)),
        ("<span>By</span><span>Anne Lie</span><span>|</span><span>6</span>", ("Anne Lie",)),
        ("Photograph by Bo Ek, Ward Pictures", ()),
        ("See full bio", ()),
    ],
)
def test_a_byline_names_people_and_nothing_else(byline: str, names: tuple[str, ...]) -> None:
    found = said(f"<h1>Why nobody sleeps enough</h1><p class='byline'>{byline}</p>")
    assert found.authors == names


def test_the_blog_s_name_as_heading_gives_way_to_the_title_behind_it() -> None:
    head = "<title>Ward Talk  &raquo; Blog Archive   &raquo; Why nobody sleeps enough</title>"
    assert said("<h1><a href='/w/2014/'>Ward Talk</a></h1>", head).title == (
        "Why nobody sleeps enough"
    )


@pytest.mark.parametrize(
    "byline",
    [
        "by admin",
        "Last Updated: January 7, 2025",
        "Posted on April 3",
        "by WordPress",
        "Posted on",
        "By<b>3 min read</b>",
        "August",
        "<a rel='me' href='/author/ann/'>More Posts</a>",
        "",
    ],
)
def test_a_page_that_names_nobody_has_no_authors(byline: str) -> None:
    found = said(f"<h1>Why nobody sleeps enough</h1><p class='byline'>{byline}</p>")
    assert (found.authors, "authors" in found.methods) == ((), False)


def test_a_language_is_spelled_as_bcp_47_does() -> None:
    assert said("<h1>Why nobody sleeps enough</h1>").language == "en-GB"


def test_topics_in_menus_footers_and_long_lists_are_the_blog_s() -> None:
    own = "<p class='tags'><a rel='tag' href='/tag/sleep/'>Sleep</a></p>"
    menu = "<ul><li class='menu-item-object-category'><a href='/news/'>News</a></li></ul>"
    footer = "<footer><a href='/tag/jobs/'>Jobs</a></footer>"
    crowd = "".join(f"<li><a href='/tag/t{n}/'>Topic t{n}</a></li>" for n in range(30))
    article = f"<article><h1>Why nobody sleeps enough</h1><p>Text.</p>{own}</article>"
    found = said(f"{menu}<div>{article}</div><div><ul>{crowd}</ul></div><div>{footer}</div>")
    assert (found.tags, found.categories) == (("Sleep",), ())


def test_an_article_beside_a_sidebar_is_not_in_it() -> None:
    own = "<div class='topics'><a href='/topic/sleep/'>Sleep</a></div>"
    page = f"<h1>Why nobody sleeps enough</h1><div class='text sticky-sidebar-relative'>{own}</div>"
    assert said(page).tags == ("Sleep",)


def test_the_root_that_a_framework_names_next_is_the_whole_page() -> None:
    others = "".join(f"<div class='carousel'><h1>Other night {n}</h1></div>" for n in range(3))
    line = "<div><a href='/notes/'>Notes</a><div>January 28, 2025</div></div>"
    page = f"<div id='__next'>{line}<h1>Why nobody sleeps enough at night</h1><p>Text.</p>{others}</div>"
    found = said(page, "<title>Nobody sleeps enough, and why</title>")
    assert found.title == "Why nobody sleeps enough at night"
    assert found.published is not None
    assert found.published.iso == "2025-01-28"


def test_a_date_that_the_head_writes_out_is_the_article_s() -> None:
    found = said(
        "<h1>Why nobody sleeps enough</h1>", "<meta name='published' content='July 17, 2025'>"
    )
    assert found.published is not None
    assert found.published.iso == "2025-07-17"


def test_a_declared_title_that_the_heading_shows_outdoes_one_that_the_address_names() -> None:
    head = (
        "<title>Why nobody sleeps enough</title>"
        "<meta property='og:title' content='What a tired ward taught us'>"
    )
    body = "<h1>What a tired ward taught us</h1>"
    assert said(body, head).title == "What a tired ward taught us"


def test_a_title_in_guillemets_stays_whole() -> None:
    head = "<meta property='og:title' content='«Nobody sleeps enough»*'>"
    assert said("<p>Text.</p>", head).title == "«Nobody sleeps enough»*"


def test_words_that_a_style_sheet_sets_apart_are_apart_in_the_title() -> None:
    head = "<meta property='og:title' content='Night shift: Nobody sleeps enough'>"
    body = "<h1><span>Night shift</span><span>Nobody sleeps enough</span></h1>"
    assert said(body, head).title == "Night shift: Nobody sleeps enough"


def test_soft_hyphens_are_no_letters_of_a_title() -> None:
    assert said("<h1>Schlaf&shy;mangel auf Station</h1>", "").title == "Schlafmangel auf Station"


def test_the_author_of_a_quoted_tweet_is_not_the_article_s() -> None:
    head = (
        "<title>Why nobody sleeps enough</title><meta name='author' content='Ward Example'>"
        "<meta property='og:site_name' content='Ward Example'>"
    )
    tweet = "<div class='tweet'><span class='tweet-author-name'>Ann Other</span> Sleep!</div>"
    body = f"<h1>Why nobody sleeps enough</h1><div><p>She wrote:</p>{tweet}</div>"
    assert said(body, head).authors == ("Ward Example",)


@pytest.mark.parametrize("written", ["Lee, Ann", "Ann Lee &", "｜Ann Lee", "Ann Lee (ale)"])
def test_a_name_is_written_as_readers_see_it(written: str) -> None:
    head = f"<title>Sleep</title><meta name='author' content='{written}'>"
    assert said("<h1>Sleep</h1>", head).authors == ("Ann Lee",)


def test_a_door_to_log_in_wrote_nothing() -> None:
    body = "<h1>Sleep</h1><a class='author-link' href='/login'>Log in</a>"
    assert said(body, "<title>Sleep</title>").authors == ()


def test_a_label_behind_the_names_is_nobody() -> None:
    byline = "<h3 class='blogMeta'>By <a href='#'>Ann Lee</a>, Category: <a href='#'>Naps</a></h3>"
    assert said(f"<h1>Sleep</h1>{byline}", "<title>Sleep</title>").authors == ("Ann Lee",)


def test_who_a_link_to_the_author_s_page_names_outdoes_the_template_s_head() -> None:
    head = "<title>Sleep</title><meta name='author' content='Bo Ek'>"
    byline = "<p>by <a class='url fn' href='/author/ann-lee.html'>Ann Lee</a></p>"
    assert said(f"<h1>Sleep</h1>{byline}", head).authors == ("Ann Lee",)


def test_a_category_that_a_sentence_links_is_not_the_article_s() -> None:
    sentence = (
        "<p>If you came here for naps, there are many more of them among all of my "
        "<a href='/category/naps/'>posts on naps</a>, written on other nights than this one.</p>"
    )
    filed = "<p>Filed under <a href='/category/wards/'>Wards</a></p>"
    found = said(f"<h1>Why nobody sleeps enough</h1>{sentence}{filed}")
    assert found.categories == ("Wards",)


@pytest.mark.parametrize("name", ["Marc", "Julia", "June", "Jo"])
def test_a_first_name_may_look_like_a_month(name: str) -> None:
    byline = f"<span class='vcard'><a rel='author' href='/author/m/'>{name}</a></span>"
    assert said(f"<h1>Sleep</h1>{byline}").authors == (name,)


@pytest.mark.parametrize(
    ("written", "shown", "names"),
    [
        ("Lee, Ann", "A text by Ann Lee.", ("Ann Lee",)),
        ("Lee, Ann", "A text by nobody.", ("Ann Lee",)),
        ("Anna, Bert", "A text by Anna and Bert.", ("Anna", "Bert")),
        ("Lee, Ann; Ek, Bo", "A text by nobody.", ("Ann Lee", "Bo Ek")),
    ],
)
def test_two_words_of_a_meta_are_one_name_turned_round_or_two(
    written: str, shown: str, names: tuple[str, ...]
) -> None:
    head = f"<title>Sleep</title><meta name='author' content='{written}'>"
    assert said(f"<h1>Sleep</h1><p>{shown}</p>", head).authors == names


def test_a_name_beside_its_picture_below_the_title_is_the_author_s() -> None:
    face = "<div><img alt='Ann Lee' src='ann.png'><div><p>Ann Lee</p><p>2 May 2020</p></div></div>"
    ward = "<div><img alt='Ward Nine' src='ward.png'><p>Nobody sleeps here.</p></div>"
    assert said(f"<h1>Sleep</h1>{face}<p>Text.</p>").authors == ("Ann Lee",)
    assert said(f"<h1>Sleep</h1>{ward}<p>Text.</p>").authors == ()


def test_who_holds_the_rights_wrote_it_only_where_nobody_is_named() -> None:
    head = (
        "<title>Sleep</title><meta name='author' content='Ward Media'>"
        "<meta name='copyright' content='Copyright (c) Ward Media 2020'>"
    )
    byline = "<p class='author'>Ann Lee</p>"
    assert said(f"<h1>Sleep</h1>{byline}", head).authors == ("Ann Lee",)
    assert said("<h1>Sleep</h1>", head).authors == ("Ward Media",)


def test_names_of_one_word_in_scripts_without_blanks_are_no_log_in_names() -> None:
    head = "<title>Sleep</title><meta name='author' content='石田花'>"
    assert said("<h1>Sleep</h1><p class='author'>石田 記者</p>", head).authors == ("石田花",)


def test_authors_of_cards_in_an_article_s_microdata_are_not_its_own() -> None:
    def by(name: str) -> str:
        person = "itemprop='author' itemscope itemtype='http://schema.org/Person'"
        return f"<div><span {person}><b itemprop='name'>{name}</b></span></div>"

    cards = f"<div><ul><li>{by('Bo Ek')}</li><li>{by('Cy Roe')}</li></ul></div>"
    article = f"<div><header>{by('Ann Lee')}</header><p>Text.</p>{cards}</div>"
    item = "itemscope itemtype='http://schema.org/BlogPosting'"
    assert said(f"<h1>Sleep</h1><div {item}>{article}</div>").authors == ("Ann Lee",)


def test_an_aside_that_names_the_author_is_a_byline() -> None:
    page = "<h1>Sleep</h1><aside class='post-author'>Ann Lee</aside><p>Text.</p>"
    assert said(page).authors == ("Ann Lee",)


def test_a_title_and_a_date_are_found_where_no_heading_stands() -> None:
    page = (
        "<fieldset><legend>Why nobody sleeps enough</legend>20 December 2025<p>Text.</p></fieldset>"
    )
    found = said(page)
    assert found.title == "Why nobody sleeps enough"
    assert found.published is not None
    assert found.published.iso == "2025-12-20"


def test_what_the_page_shows_ends_a_title_before_a_site_it_does_not_declare() -> None:
    head = "<title>Why nobody sleeps enough - Ward Nine Hospital Group</title>"
    body = "<div>Why nobody sleeps enough</div><p>Text.</p><h2>Nobody sleeps enough in May</h2>"
    assert said(body, head).title == "Why nobody sleeps enough"


def test_a_heading_with_few_words_of_the_address_gives_way_to_a_title_with_all() -> None:
    head = "<title>Why nobody sleeps enough: the ward's report | WNG</title>"
    body = "<h1>Nobody asks: the ward's report on lamps</h1>"
    assert said(body, head).title == "Why nobody sleeps enough: the ward's report"


def test_a_kicker_of_its_own_element_is_cut_before_a_short_title_too() -> None:
    body = "<h1><span>Ward Nine:</span> Sleepless nights</h1>"
    assert said(body, "<title>Sleepless nights</title>").title == "Sleepless nights"


def test_the_day_of_the_last_change_is_not_when_it_was_published() -> None:
    head = (
        "<title>Sleep</title>"
        "<meta property='article:modified_time' content='2024-05-06T07:08:09+00:00'>"
    )
    found = said("<h1>Why nobody sleeps enough</h1><p>Text.</p>", head)
    assert (found.published, found.modified is None) == (None, False)


def test_a_date_in_words_tells_which_digits_are_the_month() -> None:
    head = (
        "<title>Sleep</title>"
        '<script type="application/ld+json">{"@type":"BlogPosting","headline":"Sleep",'
        '"datePublished":"October 3, 2023"}</script>'
    )
    found = said("<h1>Sleep</h1><p class='date'>10/03/2023</p>", head)
    assert found.published is not None
    assert found.published.iso == "2023-10-03"


def test_a_topic_has_the_name_that_its_article_gives_it() -> None:
    menu = "<nav><a href='/tag/naps/' rel='tag'>All about naps</a></nav>"
    own = "<p class='tags'><a href='/tag/sleep/' rel='tag'>Sleep</a><a href='/tag/naps/' rel='tag'>Naps</a></p>"
    article = (
        f"<article class='hentry tag-naps tag-sleep'><h1>Sleep</h1><p>Text.</p>{own}</article>"
    )
    assert said(menu + article).tags == ("Sleep", "Naps")


def test_links_that_no_word_calls_topics_are_a_menu_s_where_others_are_marked() -> None:
    menu = "<ul><li><a href='/category/food/'>Food</a></li><li><a href='/category/art/'>Art</a></li></ul>"
    article = (
        "<h1>Why nobody sleeps enough</h1><p><a href='/tag/sleep/' rel='nofollow tag'>Sleep</a></p>"
    )
    found = said(menu + article)

    assert (found.tags, found.categories) == (("Sleep",), ())


def test_topics_in_a_list_are_found_by_what_holds_the_list() -> None:
    links = "<li><a href='/thema/sleep/'>Sleep</a></li><li><a href='/thema/naps/'>Naps</a></li>"
    article = f"<h1>Why nobody sleeps enough</h1><div class='tags'><ul>{links}</ul></div>"

    assert said(article).tags == ("Sleep", "Naps")


def test_a_number_of_articles_beside_a_topic_is_no_part_of_its_name() -> None:
    links = "<a href='/tags/sleep/'>Sleep<sup>12</sup></a> <a href='/tags/2019/'><b>2019</b></a>"

    assert said(f"<h1>Why nobody sleeps enough</h1><p>{links}</p>").tags == ("Sleep", "2019")


def test_links_in_a_button_s_label_and_to_a_shop_of_the_same_country_are_no_topics() -> None:
    links = (
        "<a class='button-label' href='/contact'>Contact us</a>"
        "<a href='https://www.shop.co.uk/pillow?tag=ward-21'>A pillow</a>"
    )
    page = f"<h1>Why nobody sleeps enough</h1><p>{links}</p>"

    assert said(page, url="https://www.ward.co.uk/why-nobody-sleeps-enough").tags == ()


@pytest.mark.parametrize("day", ["2023/october/03", "2023/Oct/3", "2023/10/03"])
def test_an_address_tells_which_way_round_a_date_in_digits_is(day: str) -> None:
    page = "<h1>Why nobody sleeps enough</h1><p class='date'>10/03/2023</p>"
    found = said(page, url=f"https://ward.example/{day}/why-nobody-sleeps-enough")

    assert found.published is not None
    assert found.published.iso == "2023-10-03"


def test_an_address_that_only_begins_like_a_date_tells_none() -> None:
    page = "<h1>Why nobody sleeps enough</h1>"

    assert said(page, url="https://ward.example/2023/mar-a-lago/").published is None


@pytest.mark.parametrize(
    ("shown", "title"),
    [
        ("Why nobody sleeps…", "Why nobody sleeps enough"),
        ("Why nobody sleeps...", "Why nobody sleeps enough"),
        ("Why nobody sleeps enough…", "Why nobody sleeps enough…"),
        ("Why nobody naps…", "Why nobody naps…"),
    ],
)
def test_a_heading_that_a_theme_cuts_off_is_told_whole_by_the_head(shown: str, title: str) -> None:
    assert said(f"<h1>{shown}</h1>").title == title


def test_topics_of_cards_of_other_articles_are_not_the_article_s() -> None:
    def card(article: str, topic: str) -> str:
        return (
            f"<div class='post'><p class='post-category'><a href='/category/{topic}/'>{topic}</a></p>"
            f"<h4><a href='{article}'>{article}</a></h4></div>"
        )

    body = (
        "<div class='post single'><p class='post-category'><a href='/category/sleep/'>sleep</a></p>"
        "<h1>Why nobody sleeps enough</h1><div><h4>By <a href='/author/ann/'>Ann Lee</a></h4>"
        "<p class='post-category'><a href='/category/wards/'>wards</a></p></div></div>"
        f"<div class='missed'>{card('/notes/naps/', 'naps')}{card('/notes/lamps/', 'lamps')}</div>"
    )
    assert said(body).categories == ("sleep", "wards")
    assert said(body.replace(card("/notes/naps/", "naps"), card(URL, "naps"))).categories == (
        "sleep",
        "wards",
        "naps",
    )


@pytest.mark.parametrize("changed", ["Updated 2 May 2025", "最后更新时间 2025-05-02"])
def test_a_line_of_the_last_change_gives_way_to_the_day_in_the_address(changed: str) -> None:
    url = "https://ward.example/2024/02/11/why-nobody-sleeps-enough/"
    found = said(f"<h1>Why nobody sleeps enough</h1><p class='date'>{changed}</p>", url=url)
    assert found.published is not None
    assert found.published.iso == "2024-02-11"


@pytest.mark.parametrize(
    ("declared", "tags"),
    [("article:tag' content='Naps", ("Naps",)), ("article:tag' content='#Naps", ("#Naps",))],
)
def test_a_mark_before_a_sole_tag_is_the_theme_s_where_the_page_declares_it_without(
    declared: str, tags: tuple[str, ...]
) -> None:
    head = f"<title>Sleep</title><meta property='{declared}'>"
    shown = "<a rel='tag' href='/tags/naps/'>#Naps</a>"
    assert said(f"<h1>Sleep</h1>{shown}", head).tags == tags


@pytest.mark.parametrize("below", ["index.html", "comments/", "2.html", "print/"])
@pytest.mark.parametrize("title", ["Beds", "Beds – Ward"])
def test_a_title_that_leads_from_below_to_its_article_is_no_sites_name(below, title) -> None:
    address = "https://ward.example/2014/05/beds/"
    heading = f"<h2><a href='{address}'>Beds</a></h2><p>They have wheels.</p>"

    assert said(heading, f"<title>{title}</title>", f"{address}{below}").title == "Beds"


def test_what_is_but_a_date_or_a_version_stays_a_title() -> None:
    for title in ("1.5.10 - release notes", "May 5, 2014 –"):
        assert said(f"<h1>{title}</h1>", "<title>Ward</title>").title == title
