"""The comment side of an article's page as WordPress.com prints it: threads, pages of them, the reply form."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from hcsm_scraper.demo.content import BLOG
from hcsm_scraper.demo.theme import address, clock, day

if TYPE_CHECKING:
    from hcsm_scraper.demo.content import DemoArticle, DemoComment

THREADS_PER_PAGE = 6
DEEPEST_REPLY = 4  # answers to these have no "Reply" link
SERVICES = {
    "wordpress": ("WordPress.com", "WordPress.com Logo"),
    "googleplus": ("Google", "Google photo"),
    "twitter": ("Twitter", "Twitter picture"),
    "facebook": ("Facebook", "Facebook photo"),
}


def discussion(article: DemoArticle, number: int | None = None) -> str:
    """Comments and form; `number` is the comment page, None the one that the article itself shows (the newest)."""
    if not article.comments and not article.comments_open:
        return ""
    shown = ""
    if article.comments:
        count = len(article.comments)
        heading = "One thought" if count == 1 else f"{count} thoughts"
        last = pages(article)
        roots = _roots(article)[_slice(number or last)]
        navigation = _navigation(article, number or last, last)
        threads = "\n".join(_comment(article, root, 1) for root in roots)
        shown = f"""<h2 class="comments-title">{heading} on &ldquo;<span>{escape(article.title)}</span>&rdquo;</h2>
{navigation.format(place="above")}
<ol class="comment-list">
{threads}
</ol>
{navigation.format(place="below")}"""
    closing = (
        _form(article)
        if article.comments_open
        else '<p class="no-comments">Comments are closed.</p>'
    )
    return f'<div id="comments" class="comments-area">\n{shown}\n{closing}\n</div>'


def pages(article: DemoArticle) -> int:
    """How many comment pages an article has, at least 1."""
    return max(1, -(-len(_roots(article)) // THREADS_PER_PAGE))


def _slice(number: int) -> slice:
    return slice((number - 1) * THREADS_PER_PAGE, number * THREADS_PER_PAGE)


def _roots(article: DemoArticle) -> list[DemoComment]:
    return [comment for comment in article.comments if comment.parent is None]


def _navigation(article: DemoArticle, number: int, last: int) -> str:
    if last == 1:
        return ""
    links = ""
    if number > 1:
        links += (
            f'<div class="nav-previous"><a href="{address(article)}comment-page-{number - 1}/#comments">'
            "Older Comments</a></div>"
        )
    if number < last:
        links += (
            f'<div class="nav-next"><a href="{address(article)}comment-page-{number + 1}/#comments">'
            "Newer Comments</a></div>"
        )
    return (
        '<nav id="comment-nav-{place}" class="navigation comment-navigation" role="navigation">'
        '<h2 class="screen-reader-text">Comment navigation</h2>'
        f'<div class="nav-links">{links}</div></nav>'
    )


def _comment(article: DemoArticle, comment: DemoComment, depth: int) -> str:
    if comment.pingback:
        return f"""<li id="comment-{comment.id}" class="pingback even thread-even depth-{depth} highlander-comment">
<div class="comment-body">Pingback: <a href="{comment.url}" rel="external nofollow ugc" class="url">{escape(comment.author)}</a></div>
</li>"""
    replies = [c for c in article.comments if c.parent == comment.id]
    children = "\n".join(_comment(article, reply, depth + 1) for reply in replies)
    return f"""<li id="comment-{comment.id}" class="{_classes(article, comment, depth, parent=bool(replies))}">
<article id="div-comment-{comment.id}" class="comment-body">
<footer class="comment-meta">
<div class="comment-author vcard"><img alt="" src="https://1.gravatar.com/avatar/{comment.id:032x}?s=32&#038;d=identicon" class="avatar avatar-32" height="32" width="32" /> <b class="fn">{_name(comment)}</b> <span class="says">says:</span></div>
<div class="comment-metadata"><a href="{address(article)}#comment-{comment.id}"><time datetime="{comment.published.isoformat()}">{day(comment.published)} at {clock(comment.published)}</time></a></div>
</footer>
<div class="comment-content">
{comment.text}
<p id="comment-like-{comment.id}" data-liked="comment-not-liked" class="comment-likes comment-not-liked"><a href="{address(article)}?like_comment={comment.id}&#038;_wpnonce=5f1c0d2a77" class="comment-like-link needs-login" rel="nofollow" data-blog="31415926"><span>Like</span></a><span id="comment-like-count-{comment.id}" class="comment-like-feedback">Like</span></p>
</div>
{_reply_link(article, comment, depth)}</article>
{f'<ol class="children">{chr(10)}{children}{chr(10)}</ol>' if replies else ""}
</li>"""


def _classes(article: DemoArticle, comment: DemoComment, depth: int, *, parent: bool) -> str:
    classes = ["comment"]
    if comment.user:
        classes += ["byuser", f"comment-author-{comment.user}"]
    if comment.user == article.author:
        classes.append("bypostauthor")
    classes.append("odd alt" if comment.id % 2 else "even")
    if depth == 1:
        classes.append("thread-odd thread-alt" if comment.id % 2 else "thread-even")
    classes.append(f"depth-{depth}")
    if parent:
        classes.append("parent")
    return " ".join([*classes, "highlander-comment"])


def _name(comment: DemoComment) -> str:
    name = escape(comment.author)
    if not comment.url:
        return name
    return f'<a href="{comment.url}" rel="external nofollow ugc" class="url">{name}</a>'


def _reply_link(article: DemoArticle, comment: DemoComment, depth: int) -> str:
    if not article.comments_open or depth >= DEEPEST_REPLY:
        return ""
    return (
        f'<div class="reply"><a rel="nofollow" class="comment-reply-link" '
        f'href="{address(article)}?replytocom={comment.id}#respond" data-commentid="{comment.id}" '
        f'data-postid="{article.id}" data-belowelement="div-comment-{comment.id}" '
        f'aria-label="Reply to {escape(comment.author)}">Reply</a></div>\n'
    )


def _form(article: DemoArticle) -> str:
    icons = "".join(
        f'<li><a href="#comment-form-load-service:{label}" id="postas-{key}" class="nascar-signin-link" '
        f'title="Login via {label}"></a></li>'
        for key, (label, _) in SERVICES.items()
    )
    accounts = "\n".join(_account(key, *service) for key, service in SERVICES.items())
    return f"""<div id="respond" class="comment-respond">
<h3 id="reply-title" class="comment-reply-title">Leave a Reply <small><a rel="nofollow" id="cancel-comment-reply-link" href="{article.path}#respond" style="display:none;">Cancel reply</a></small></h3>
<form action="{BLOG}/wp-comments-post.php" method="post" id="commentform" class="comment-form">
<input type="hidden" id="highlander_comment_nonce" name="highlander_comment_nonce" value="a1b2c3d4e5" />
<input type="hidden" name="hc_post_as" id="hc_post_as" value="guest" />
<div class="comment-form-field comment-textarea"><label for="comment">Enter your comment here...</label>
<div id="comment-form-comment"><textarea id="comment" name="comment" title="Enter your comment here..."></textarea></div></div>
<div id="comment-form-identity">
<div id="comment-form-nascar"><p>Fill in your details below or click an icon to log in:</p><ul><li class="selected" style="display:none;"><a href="#comment-form-guest" id="postas-guest" class="nascar-signin-link" title="Login via Guest"></a></li>{icons}</ul></div>
<div id="comment-form-guest" class="comment-form-service selected"><div class="comment-form-padder">
<div class="comment-form-avatar"><a href="https://gravatar.com/site/signup/" target="_blank"><img src="https://1.gravatar.com/avatar/?s=25" alt="Gravatar" width="25" class="no-grav" /></a></div>
<div class="comment-form-fields">
<div class="comment-form-field comment-form-email"><label for="email">Email <span class="required">(required)</span> <span class="nopublish">(Address never made public)</span></label><div class="comment-form-input"><input id="email" name="email" type="email" value="" /></div></div>
<div class="comment-form-field comment-form-author"><label for="author">Name <span class="required">(required)</span></label><div class="comment-form-input"><input id="author" name="author" type="text" value="" /></div></div>
<div class="comment-form-field comment-form-url"><label for="url">Website</label><div class="comment-form-input"><input id="url" name="url" type="url" value="" /></div></div>
</div></div></div>
{accounts}
<div id="comment-form-load-service" class="comment-form-service"><div class="comment-form-posting-as-cancel"><a href="javascript:HighlanderComments.cancelExternalWindow();">Cancel</a></div><p>Connecting to %s</p></div>
</div>
<div id="comment-form-subscribe"><p class="comment-subscription-form"><input type="checkbox" name="subscribe" id="subscribe" value="subscribe" /> <label class="subscribe-label" for="subscribe">Notify me of new comments via email.</label></p><p class="post-subscription-form"><input type="checkbox" name="subscribe_blog" id="subscribe_blog" value="subscribe" /> <label class="subscribe-label" for="subscribe_blog">Notify me of new posts via email.</label></p></div>
<p class="form-submit"><input name="submit" type="submit" id="comment-submit" class="submit" value="Post Comment" /> <input type='hidden' name='comment_post_ID' value='{article.id}' id='comment_post_ID' /><input type='hidden' name='comment_parent' id='comment_parent' value='0' /></p>
</form>
</div>"""


def _account(key: str, label: str, picture: str) -> str:
    return f"""<div id="comment-form-{key}" class="comment-form-service"><div class="comment-form-padder"><div class="comment-form-avatar"><img src="https://1.gravatar.com/avatar/?s=25" alt="{picture}" width="25" class="no-grav" /></div>
<div class="comment-form-fields"><input type="hidden" name="{key}_avatar" class="comment-meta-{key}" value="" /><p class="comment-form-posting-as pa-{key}"><strong></strong> You are commenting using your {label} account. <span class="comment-form-log-out">(&nbsp;<a href="javascript:HighlanderComments.doExternalLogout( '{key}' );">Log&nbsp;Out</a>&nbsp;/&nbsp;<a href="#" onclick="javascript:HighlanderComments.switchAccount();return false;">Change</a>&nbsp;)</span></p></div></div></div>"""
