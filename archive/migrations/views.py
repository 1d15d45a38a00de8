"""Views for people who open the database with other tools: titles and names beside the ids.

They hold what an export holds, without the text of HTTP heads; authors of comments stay plain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

VIEWS = {
    "kept_articles": """
        SELECT a.id, coalesce(b.name, b.title, b.url) AS blog, a.kind, a.title, a.authors,
               a.published, a.categories, a.tags, a.language, a.word_count, a.comment_count,
               a.continued_at, a.truncated, a.url, a.text
        FROM articles a JOIN blogs b ON b.id = a.blog_id WHERE a.vanished_at IS NULL""",
    "kept_comments": """
        SELECT c.id, a.title AS article, c.author, c.published, c.depth, c.position, c.kind,
               c.parent_key, c.parent_state, c.permalink, c.text, c.article_id
        FROM comments c JOIN articles a ON a.id = c.article_id
        WHERE c.vanished_at IS NULL AND a.vanished_at IS NULL""",
    "open_gaps": """
        SELECT coalesce(b.name, b.title, b.url) AS blog, g.reason, g.url, g.detail, g.tries,
               g.opened_at
        FROM gaps g JOIN blogs b ON b.id = g.blog_id WHERE g.closed_at IS NULL""",
    "label_counts": """
        SELECT l.kind, l.value, count(*) AS articles
        FROM labels l JOIN articles a ON a.number = l.article_number
        WHERE a.vanished_at IS NULL GROUP BY l.kind, l.value""",
}


def create(connection: Connection) -> None:
    for name, select in VIEWS.items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {select}")
