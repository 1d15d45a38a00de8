"""What is cut before the body is read: comments, forms, sharing bars, related links and the like.

Known by the words that themes and plugins put into class, id and role. A word alone never cuts what
holds most of the page's text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from hcsm_scraper.names import without_numbers

if TYPE_CHECKING:
    from lxml.html import HtmlElement

DEAD = (
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "object",
    "embed",
    "link",
    "svg",
    "dialog",
)
FORM_PARTS = frozenset("button input select textarea option datalist".split())
_NEVER = frozenset("html body main head table tbody tr td th em strong h1".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_LINES = frozenset("p em strong b i u li dd".split())
_SLUG_WORDS = 4  # an id of so many words is a heading's own text
_PROSE = 400  # letters outside links: more than a slogan and its button


class Verdict(IntEnum):
    KEEP = 0
    SOFT = 1  # cut unless it holds prose
    DOUBT = 2  # cut unless it holds a good part of the text
    CUT = 3  # cut unless it holds the article itself


KEEP, SOFT, DOUBT, CUT = Verdict  # to ask an enum for a member takes as long as to judge one


# Names are asked with 0 for each number: "a2a_kit" as "a0a_kit".
_EDGE_L, _EDGE_R = r"(?:^|[\s_:/-])", r"(?=$|[\s_:/-])"
_CERTAIN = (
    r"comments?(?:[_-]?(?:area|section|list|wrap(?:per)?|form|respond|reply|template|holder|container|box|thread|"
    r"block|body|content|policy|rules|guidelines|disclosure|disclaimer|notes|title|heading|count|link|links|num|number|navigation|nav|pagination|off))|commentlist|"
    r"commentform|commentarea|disqus[_-]thread|disqus|fb-comments|respond|reply-title|"
    r"wp-block-(?:post-)?comments?(?:-[a-z-]+)?|trackbacks?|pingbacks?|pinglist|"
    r"sharedaddy|jp-post-flair|jp-relatedposts|jetpack-likes-widget-wrapper|sd-(?:block|sharing|like)|"
    r"addtoany[a-z_]*|a0a_kit|addthis[a-z_]*|shareaholic[a-z-]*|heateor[a-z_]*|shariff|mashsb[a-z-]*|essb[a-z_]*|"
    r"swp_social_panel|swp-(?:buttons|share|content-locator)[a-z-]*|dpsp[a-z-]*|ssba[a-z-]*|sfsi[a-z_]*|sharethis[a-z-]*|st-btns|wpsso[a-z-]*|et_social[a-z_]*|"
    r"novashare[a-z-]*|scriptlesssocialsharing|simplesocialbuttons|"
    r"yarpp[a-z-]*|crp_related|wp_rp[a-z_]*|rp0wp[a-z-]*|outbrain|taboola[a-z-]*|zergnet|"
    r"saboxplugin-wrap|abh_box|molongui[a-z-]*|pp-multiple-authors[a-z-]*|m-a-box[a-z-]*|"
    r"post-navigation|nav-links|nav-previous|nav-next|nav-single|nav-below|nav-above|post-nav|"
    r"post-edit-link|edit-link|screen-reader-text|skip-link|sr-only|visually-?hidden|hide-text|"
    r"ez-toc[a-z-]*|toc_container|lwptoc[a-z_]*|rank-math-toc|wp-block-table-of-contents|"
    r"cookie-(?:notice|law-info|consent|banner|bar)[a-z-]*|cookie[a-z]*(?:banner|consent|notice)|cmplz[a-z-]*|cky-[a-z-]+|"
    r"cli-(?:modal|bar|tab|wrapper|settings)[a-z-]*|moove[-_]gdpr[a-z_-]*|borlabscookie|onetrust[a-z-]*|iubenda[a-z-]*|didomi[a-z-]*|"
    r"usercentrics[a-z-]*|gdpr[a-z_-]*|adsbygoogle|mc0wp-form[a-z-]*|mc_embed_signup|ml-form[a-z-]*|hs-cta[a-z-]*|"
    r"paywall-(?:header|footer|login|notice|message|box|prompt|banner|cta|offer|teaser)|subscription-widget[a-z-]*|subscribe-widget|printfriendly|pf-content-button|kk-star-ratings|post-ratings|wp-post-ratings|"
    r"wprm-recipe-(?:pin|print|jump|rating|rate|snippet)[a-z-]*|tasty-recipes-(?:print|jump)[a-z-]*|wp-embedded-content|post-views|wpulike[a-z-]*|edit-post-link|wp-block-jetpack-subscriptions[a-z_-]*|jetpack_subscription_widget"
)
# Words that make a part doubtful wherever they stand in a name ("post-share-bar", "relatedArticles") …
_WORDS = (
    r"shar(?:e|es|ing|er|eable)|sharebar|sharebox|sharebuttons?|social|socials|socialmedia|followus|"
    r"related|relatedposts?|relatedlinks?|relatedarticles?|similar|recommended|recommendations?|recirc|trending|newsletters?|subscribe|subscription|subscriptions|"
    r"optin|signup|regwall|retweets?|mailchimp|convertkit|leadmagnet|popup|modal|lightbox|"
    r"bread-?crumbs?|pagination|pager|authorbox|aboutauthor|biography|bio|byline|postmeta|postinfo|"
    r"sidebar[0-9]?|cookies?|consent|advert[a-z]*|adsense|sponsors?|sponsored|login|donate|donation|"
    r"buymeacoffee|patreon|tagcloud|taglist|tweet-?this|clicktotweet|noprint|backtotop|masthead|colophon|"
    r"komment[a-z]*|commentaires?|reacties|comentarios|commenti"
)
# … pairs that say so together …
_PAIRS = (
    r"author-?(?:box|bio|info|about|card|profile|description|details|meta|avatar|block|area|wrap|wrapper|section|name|image|"
    r"data|header|footer|content|container|links?|by|line|list|byline|intro|desc|text|title|row|photo|img|pic|date)|"
    r"(?:post|entry|article|about|single|blog|guest|meta|by)-(?:the-)?authors?|"
    r"(?:entry|post|article|blog|single|page|news)-?(?:meta|footer|foot|tags?|cats?|category|categories|info|details|date|utility|data|"
    r"terms|taxonomy|taxonomies|labels|share|nav|navi|navigation|banner|actions|tools|utils|toolbar|views|rating|time|pagination|"
    r"navbar|likes?|options|links|buttons|stats|recommend|copyright|licens(?:e|ing))|"
    r"licen[cs]e-?(?:box|info|wrap|wrapper)|"
    r"meta-?(?:info|data|bar|box|wrap|wrapper|container|top|bottom|author|date|tags|cat)|"
    r"posted-?(?:on|in|by)|filed-?(?:under|in)|cat-links|tags?-?links?|tags?-?(?:list|cloud|wrap|wrapper|container|box)|"
    r"lee-tambien[a-z-]*|le-puede-interesar|te-puede-interesar|a-lire-aussi|lire-aussi|leia-(?:tambem|mais)|leggi-anche|lees-ook|lesen-sie-auch|photo-?credits?|image-?credits?|(?:read|up|whats|what-s)-?next|more-(?:posts|articles|stories|from|news|reading)|also-like|you-may|read-(?:also|more-posts)|"
    r"(?:latest|recent|popular|featured|top|other|previous|trending)-?(?:posts?|articles|stories|news|entries)|most-read|"
    r"sign-up|sign-in|register-?wall|tweet-(?:date|footer|ufi)|mailing-?list|lead-magnet|call-?to-?action|opt-in|email-?(?:form|capture|signup)|"
    r"page-?(?:links|nav|navi|navigation|numbers?)|prev-?next|next-?prev|adjacent-?posts?|"
    r"jump-?(?:to|links)|anchor-?(?:links|nav)|"
    r"widget-?area|widget-(?:title|content)-social|site-(?:header|footer|navigation|branding|info|nav)|"
    r"footer-(?:widgets?|nav|menu|top|bottom|content|inner|links|area|columns?|container|wrap|wrapper)|"
    r"ad-(?:container|slot|wrapper|unit|block|space|banner|box|area|zone|label|inserter)|affiliate-?(?:disclosure|disclaimer|notice)|"
    r"like-?(?:button|box|bar|count|this)|reading-?time|read-?time|views?-count|back-to-top|scroll-to-top|"
    r"search-?(?:form|box|bar)|feed-?links|print-?(?:only|button|link)|follow-?(?:us|me|buttons?)|"
    r"comments?-?(?:section|area|count|link|wrap|list|box|form|block|meta|popup|bubble)|"
    r"audio-?player|listen-(?:button|to)|skip-(?:to|link)|nav-?(?:bar|menu|links|wrap|wrapper|container|main)|"
    r"(?:main|primary|secondary|top|mobile|header|footer|site|sub)-?(?:nav|navigation|menu)|robots-nocontent"
)
# … those that do only as a whole name, for they are parts of honest ones ("elementor-widget") …
_WHOLE = re.compile(
    r"nav|navbar|navigation|menu|meta|metadata|tags?|categories|category|labels|ads?|adv|ad-?[0-9]|buttons|likes?|ratings?|"
    r"author|authors|vcard|comments?|login|date|right-?(?:col|column|rail)|rail|copyright|follow|tools|toolbar"
)
# … and those that also name a layout: what they hold decides.
_SOFT = re.compile(
    r"(?:^|[_:/-])(?:toc|table-?of-?contents|cta[0-9]?|promo|promos|promotion|disclosure|overlay|text-to-speech|content-?list-nav)(?=$|[_:/-])"
)
_SOFT_WHOLE = re.compile(
    r"widgets?|widget-[a-z-]+|footer|header-?(?:top|bar|menu)|banner|teasers?|aside|credits?|disclaimer|utility|info"
)
# "has-sidebar", "no-toc", "sidebar-enabled": settings of a layout, not parts of it
_SETTINGS = re.compile(
    r"(?:no|has|with|without|non|is|hide|show)-.|sidebar-(?:grid|layout)"
    r"|.*-(?:enabled|disabled|true|false|active)"
)
_HOLDS_ARTICLE = re.compile(
    r"(?:^|[\s_-])(?:(?:entry|post|article|blog|single|story|td-post|page|main)[_-]?(?:content|body|text|entry)|articlebody|"
    r"hentry|h-entry|e-content|available-content|body-markup|post-outer|blogpost)(?=$|[\s_-])",
    re.IGNORECASE,
)
_ROLES = frozenset(
    "navigation banner contentinfo search dialog alertdialog menu menubar toolbar complementary".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _by_letter(alternatives: str) -> re.Pattern[str]:
    """A pattern that finds the same in half of the time: what begins with one letter is tried only
    where that stands. Each alternative begins with a letter, or with a choice of plain words."""
    groups: dict[str, list[str]] = defaultdict(list)
    for one in _ALTERNATIVE.findall(alternatives):
        opened = _OPENING.match(one)
        for each in [f"{x}{opened[2]}" for x in opened[1].split("|")] if opened else [one]:
            groups[each[0]].append(each[1:])
    grouped = "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in groups.items())
    return re.compile(f"{_EDGE_L}(?:{grouped}){_EDGE_R}")


_ALTERNATIVE = re.compile(r"(?:[^|()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+")
_OPENING = re.compile(r"\(\?:([^()]*)\)(.+)")
_CUT, _DOUBTFUL = _by_letter(_CERTAIN), _by_letter(f"{_WORDS}|{_PAIRS}")
SHARE_OF_TEXT = 0.25  # an element in doubt that holds more than this is kept


def cut(tree: HtmlElement) -> None:
    """Removes noise from a private copy, in place; never an element that holds most of the text."""
    cut_and_count(tree)


def cut_and_count(tree: HtmlElement) -> dict[HtmlElement, int]:
    """`cut`, and the letters outside links that each remaining element holds (0 is left out)."""
    drop_dead(tree)
    doubtful: list[tuple[HtmlElement, Verdict]] = []
    certain: list[HtmlElement] = []
    for element in tree.iter("*"):
        found = verdict(element)
        if found is KEEP:
            continue
        if found is CUT:
            certain.append(element)
        elif element is not tree:
            doubtful.append((element, found))
    for element in certain:
        if element is not tree and not _holds_article(element):
            drop(element)
    counts = letters_by_element(tree)
    _drop_doubtful(tree, doubtful, counts)
    return counts


def letters_by_element(tree: HtmlElement) -> dict[HtmlElement, int]:
    """Letters outside links, counted for each element and all that it stands in."""
    counts: dict[HtmlElement, int] = {}
    for element in reversed(list(tree.iter("*"))):
        held, text, tail = counts.get(element, 0), element.text, element.tail
        if text and not text.isspace():
            held += len(text)
        if held:
            counts[element] = held
        if element is tree:
            break
        beyond = 0 if element.tag == "a" else held
        if tail and not tail.isspace():
            beyond += len(tail)
        if beyond:
            parent = element.getparent()
            counts[parent] = counts.get(parent, 0) + beyond
    return counts


def drop_dead(tree: HtmlElement) -> None:
    """Removes what is never read: scripts, styles, frames, comments of the markup; text in <noscript> stays."""
    for element in list(tree.iter("noscript")):
        if element.find(".//p") is not None and len(element.text_content()) > _PROSE:
            element.tag = "div"
    etree.strip_elements(tree, *DEAD, etree.Comment, etree.ProcessingInstruction, with_tail=False)


def drop(element: HtmlElement) -> None:
    """Takes an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is None:
            parent.text = (parent.text or "") + element.tail
        else:
            previous.tail = (previous.tail or "") + element.tail
    parent.remove(element)


def verdict(element: HtmlElement) -> Verdict:
    """What an element's tag, class, id and role say about it, before its text is looked at."""
    tag = element.tag
    if tag in _NEVER:
        return KEEP
    if tag in FORM_PARTS:
        return KEEP if tag == "button" and _names_section(element) else CUT
    said = element.get
    words, name = said("class"), said("id")
    found = _said(words) if words else KEEP
    if name and found is not CUT and tag not in _HEADINGS and name.count("-") < _SLUG_WORDS:
        found = max(found, _said(name))
    if (found is SOFT and tag in _HEADINGS) or (KEEP < found < CUT and _is_in_a_line(element)):
        found = KEEP
    if found > SOFT:
        return found
    if tag in ("nav", "form") or said("hidden") is not None or said("role") in _ROLES:
        return DOUBT
    if said("itemprop") == "keywords":
        return DOUBT
    if (style := said("style")) and _HIDDEN.search(style):
        return DOUBT
    return SOFT if tag in ("aside", "footer") else found


def _is_in_a_line(element: HtmlElement) -> bool:
    """A link of a sentence may be named after what it opens ("popup"), or after what it is for."""
    parent = element.getparent()
    return element.tag == "a" and parent is not None and parent.tag in _LINES


def _names_section(button: HtmlElement) -> bool:
    """Accordions put a section's heading into a button."""
    parent = button.getparent()
    return parent is not None and parent.tag in _HEADINGS


@lru_cache(maxsize=16384)
def _said(words: str) -> Verdict:
    names = without_numbers(words).split()
    return max(map(_name_said, names), default=KEEP)


@lru_cache(maxsize=16384)
def _name_said(name: str) -> Verdict:
    if _CUT.search(name.lower()):
        return CUT
    name = name if name.islower() else _CAMEL.sub("-", name).lower()
    spaced = name.replace("_", "-")
    part = name.rpartition("__")[2]  # block__element of BEM
    if _WHOLE.fullmatch(part):
        return DOUBT
    if "-" in spaced and _SETTINGS.match(spaced):
        return KEEP
    if _DOUBTFUL.search(spaced):
        return DOUBT
    return SOFT if _SOFT_WHOLE.fullmatch(spaced) or _SOFT.search(spaced) else KEEP


def _holds_article(element: HtmlElement) -> bool:
    for inner in element.iter("article", "main", "div", "section", "h1"):
        if inner.tag in ("h1", "main"):
            return True
        if inner is not element and _is_container(inner):
            return True
    return False


def _is_container(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return element.get("itemprop") == "articleBody" or bool(_HOLDS_ARTICLE.search(names))


def _drop_doubtful(
    tree: HtmlElement, doubtful: list[tuple[HtmlElement, Verdict]], counts: dict[HtmlElement, int]
) -> None:
    """Outer elements first: what is dropped takes its inner ones along."""
    total = counts.get(tree, 0)
    gone: set[HtmlElement] = set()
    for element, found in doubtful:
        above = list(element.iterancestors())
        if not gone.isdisjoint(above) or (
            above and above[-1].getparent() is None and tree not in above
        ):
            continue
        letters = counts.get(element, 0)
        if letters > SHARE_OF_TEXT * total or (found is SOFT and letters > _PROSE):
            continue
        drop(element)
        gone.add(element)
        for up in above:
            if up in counts:
                counts[up] -= letters
