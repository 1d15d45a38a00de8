"""What is cut before the body is read: comments, forms, sharing bars, related links and the like.

Known by the words that themes and plugins put into class, id and role. A word alone never cuts what
holds most of the page's text.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

DEAD = ("script", "style", "noscript", "template", "iframe", "object", "embed", "link", "svg", "dialog")
FORM_PARTS = frozenset("button input select textarea option datalist".split())
_NEVER = frozenset("html body main head table tbody tr td th p em strong h1".split())
_TEXTUAL = frozenset("p li blockquote pre h2 h3 h4 td dd figcaption".split())


class Verdict(IntEnum):
    KEEP = 0
    DOUBT = 1  # cut unless it holds a good part of the text
    CUT = 2  # cut unless it holds the article itself


_EDGE_L, _EDGE_R = r"(?:^|[\s_:/-])", r"(?=$|[\s_:/-])"
_CUT = re.compile(
    _EDGE_L
    + r"(?:comments?(?:[_-]?(?:area|section|list|wrap(?:per)?|form|respond|reply|template|holder|container|box|thread|"
    r"block|body|content|policy|notes|title|heading|count|link|links|num|number|navigation|nav|pagination|off))|commentlist|"
    r"commentform|commentarea|disqus[_-]thread|disqus|fb-comments|respond|reply-title|"
    r"wp-block-(?:post-)?comments?(?:-[a-z-]+)?|trackbacks?|pingbacks?|pinglist|"
    r"sharedaddy|jp-post-flair|jp-relatedposts|jetpack-likes-widget-wrapper|sd-(?:block|sharing|like)|"
    r"addtoany[a-z_]*|a2a_kit|addthis[a-z_]*|shareaholic[a-z-]*|heateor[a-z_]*|shariff|mashsb[a-z-]*|essb[a-z_]*|"
    r"swp_social_panel|swp[_-][a-z_-]+|dpsp[a-z-]*|ssba[a-z-]*|sfsi[a-z_]*|sharethis[a-z-]*|st-btns|wpsso[a-z-]*|et_social[a-z_]*|"
    r"novashare[a-z-]*|scriptlesssocialsharing|simplesocialbuttons|"
    r"yarpp[a-z-]*|crp_related|wp_rp[a-z_]*|rp4wp[a-z-]*|outbrain|taboola[a-z-]*|zergnet|"
    r"saboxplugin-wrap|abh_box|molongui[a-z-]*|pp-multiple-authors[a-z-]*|m-a-box[a-z-]*|"
    r"post-navigation|nav-links|nav-previous|nav-next|nav-single|nav-below|nav-above|post-nav|"
    r"post-edit-link|edit-link|screen-reader-text|skip-link|sr-only|visually-?hidden|"
    r"ez-toc[a-z-]*|toc_container|lwptoc[a-z_]*|rank-math-toc|wp-block-table-of-contents|"
    r"cookie-(?:notice|law-info|consent|banner|bar)[a-z-]*|cookie[a-z]*(?:banner|consent|notice)|cmplz[a-z-]*|cky-[a-z-]+|"
    r"cli-(?:modal|bar|tab|wrapper|settings)[a-z-]*|moove[-_]gdpr[a-z_-]*|borlabscookie|onetrust[a-z-]*|iubenda[a-z-]*|didomi[a-z-]*|"
    r"usercentrics[a-z-]*|gdpr[a-z_-]*|adsbygoogle|mc4wp-form[a-z-]*|mc_embed_signup|ml-form[a-z-]*|hs-cta[a-z-]*|"
    r"subscription-widget[a-z-]*|subscribe-widget|printfriendly|pf-content-button|kk-star-ratings|post-ratings|wp-post-ratings|"
    r"post-views|wpulike[a-z-]*|edit-post-link|wp-block-jetpack-subscriptions[a-z_-]*|jetpack_subscription_widget)"
    + _EDGE_R,
    re.IGNORECASE,
)
# Words that make a part doubtful wherever they stand in a name ("post-share-bar", "relatedArticles") …
_WORDS = re.compile(
    r"(?:^|[\s_:/-])(?:shar(?:e|es|ing|er|eable)|sharebar|sharebox|sharebuttons?|social|socials|socialmedia|followus|"
    r"related|relatedposts?|similar|recommended|recommendations?|recirc|trending|newsletters?|subscribe|subscription|subscriptions|"
    r"optin|signup|mailchimp|convertkit|leadmagnet|cta|promo|promos|promotion|popup|modal|lightbox|overlay|"
    r"bread-?crumbs?|pagination|pager|toc|authorbox|aboutauthor|biography|bio|byline|postmeta|postinfo|"
    r"sidebar[0-9]?|cookies?|consent|disclosure|advert[a-z]*|adsense|sponsors?|sponsored|login|donate|donation|"
    r"buymeacoffee|patreon|tagcloud|taglist|tweet-?this|clicktotweet|noprint|backtotop|masthead|colophon|"
    r"komment[a-z]*|commentaires?|reacties|comentarios|commenti)(?=$|[\s_:/-])",
)
# … pairs that say so together …
_PAIRS = re.compile(
    r"(?:^|[\s_:/-])(?:"
    r"author-?(?:box|bio|info|about|card|profile|description|details|meta|avatar|block|area|wrap|wrapper|section|name|image|"
    r"data|header|footer|content|container|links?|by|line|list|byline|intro|desc|text|title|row|photo|img|pic|date)|"
    r"(?:post|entry|article|about|single|blog|guest|meta|by)-(?:the-)?authors?|"
    r"(?:entry|post|article|blog|single|page|news)-?(?:meta|footer|foot|tags?|cats?|category|categories|info|details|date|utility|data|"
    r"terms|taxonomy|taxonomies|labels|share|nav|navi|navigation|banner|actions|tools|utils|toolbar|views|rating|time|pagination|"
    r"navbar|likes?|options|links|buttons|stats|recommend)|"
    r"meta-?(?:info|data|bar|box|wrap|wrapper|container|top|bottom|author|date|tags|cat)|"
    r"posted-?(?:on|in|by)|filed-?(?:under|in)|cat-links|tags?-?links?|tags?-?(?:list|cloud|wrap|wrapper|container|box)|"
    r"(?:read|up|whats|what-s)-?next|more-(?:posts|articles|stories|from|news|reading)|also-like|you-may|read-(?:also|more-posts)|"
    r"(?:latest|recent|popular|featured|top|other|previous|trending)-?(?:posts?|articles|stories|news|entries)|most-read|"
    r"sign-up|mailing-?list|lead-magnet|call-?to-?action|opt-in|email-?(?:form|capture|signup)|"
    r"page-?(?:links|nav|navi|navigation|numbers?)|prev-?next|next-?prev|adjacent-?posts?|"
    r"table-?of-?contents|content-?list-nav|jump-?(?:to|links)|anchor-?(?:links|nav)|"
    r"widget-?area|widget-(?:title|content)-social|site-(?:header|footer|navigation|branding|info|nav)|"
    r"footer-(?:widgets?|nav|menu|top|bottom|content|inner|links|area|columns?|container|wrap|wrapper)|"
    r"ad-(?:container|slot|wrapper|unit|block|space|banner|box|area|zone|label|inserter)|affiliate-?(?:disclosure|disclaimer|notice)|"
    r"like-?(?:button|box|bar|count|this)|reading-?time|read-?time|views?-count|back-to-top|scroll-to-top|"
    r"search-?(?:form|box|bar)|feed-?links|print-?(?:only|button|link)|follow-?(?:us|me|buttons?)|"
    r"comments?-?(?:section|area|count|link|wrap|list|box|form|block|meta|popup|bubble)|"
    r"audio-?player|listen-(?:button|to)|text-to-speech|skip-(?:to|link)|nav-?(?:bar|menu|links|wrap|wrapper|container|main)|"
    r"(?:main|primary|secondary|top|mobile|header|footer|site|sub)-?(?:nav|navigation|menu)|robots-nocontent"
    r")(?=$|[\s_:/-])",
)
# … and those that do only as a whole name, for they are parts of honest ones ("elementor-widget").
_WHOLE = re.compile(
    r"(?:^|\s)(?:widgets?|widget_[a-z_-]+|nav|navbar|navigation|menu|meta|metadata|footer|header-?(?:top|bar|menu)|tags?|categories|"
    r"category|labels|ads?|adv|ad-?[0-9]|banner|buttons|likes?|ratings?|author|authors|vcard|comments?|teasers?|login|date|"
    r"right-?(?:col|column|rail)|rail|aside|credits?|copyright|disclaimer|follow|tools|toolbar|utility|info)(?=$|\s)",
)
_HOLDS_ARTICLE = re.compile(
    r"(?:^|[\s_-])(?:(?:entry|post|article|blog|single|story|td-post|page|main)[_-]?(?:content|body|text|entry)|articlebody|"
    r"hentry|h-entry|e-content|available-content|body-markup|post-outer|blogpost)(?=$|[\s_-])",
    re.IGNORECASE,
)
_ROLES = frozenset("navigation banner contentinfo search dialog alertdialog menu menubar toolbar complementary".split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DIGITS = re.compile(r"\d+")
SHARE_OF_TEXT = 0.25  # an element in doubt that holds more than this is kept


def cut(tree: HtmlElement) -> None:
    """Removes noise from a private copy, in place; never an element that holds most of the text."""
    drop_dead(tree)
    doubtful: list[HtmlElement] = []
    certain: list[HtmlElement] = []
    for element in tree.iter("*"):
        found = verdict(element)
        if found is Verdict.CUT:
            certain.append(element)
        elif found is Verdict.DOUBT:
            doubtful.append(element)
    for element in certain:
        if not _holds_article(element):
            drop(element)
    _drop_doubtful(tree, doubtful)


def drop_dead(tree: HtmlElement) -> None:
    """Removes what is never read: scripts, styles, frames, comments of the markup."""
    from lxml import etree  # noqa: PLC0415

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
        return Verdict.KEEP
    if tag in FORM_PARTS:
        return Verdict.CUT
    names = element.get("class"), element.get("id")
    found = max(_words_say(names[0]), _words_say(names[1])) if any(names) else Verdict.KEEP
    if found is Verdict.CUT:
        return found
    if tag in ("nav", "form", "aside", "footer") or element.get("role") in _ROLES:
        return Verdict.DOUBT
    style = element.get("style")
    if style and _HIDDEN.search(style) or element.get("hidden") is not None:
        return Verdict.DOUBT
    return found


def _words_say(words: str | None) -> Verdict:
    return _said(_DIGITS.sub("0", words)) if words else Verdict.KEEP


@lru_cache(maxsize=16384)
def _said(words: str) -> Verdict:
    if _CUT.search(words):
        return Verdict.CUT
    spaced = _CAMEL.sub("-", words).lower().replace("_", "-")
    doubtful = _WORDS.search(spaced) or _PAIRS.search(spaced) or _WHOLE.search(spaced)
    return Verdict.DOUBT if doubtful else Verdict.KEEP


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


def prose_length(element: HtmlElement) -> int:
    """Letters in paragraphs, items and the like that are not inside links."""
    total = 0
    for part in element.iter("p", "li", "blockquote", "pre", "h2", "h3", "h4", "td", "dd"):
        total += len((part.text or "").strip())
        total += sum(len((child.tail or "").strip()) for child in part)
        total += sum(len(child.text or "") for child in part if child.tag in ("em", "strong", "b", "i", "span"))
    return total


def _drop_doubtful(tree: HtmlElement, doubtful: list[HtmlElement]) -> None:
    """Outer elements first: what is dropped takes its inner ones along."""
    total = prose_length(tree)
    gone: set[HtmlElement] = set()
    for element in doubtful:
        parent = element.getparent()
        if parent is None or parent in gone:
            gone.add(element)
            continue
        if _holds_title(element) or prose_length(element) > SHARE_OF_TEXT * total:
            continue
        drop(element)
        gone.add(element)


def _holds_title(element: HtmlElement) -> bool:
    return False
