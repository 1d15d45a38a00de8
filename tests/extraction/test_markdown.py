"""An element as text and as Markdown."""

from __future__ import annotations

import pytest
from lxml import html

from hcsm_scraper.extraction.blocks import markdown_of, text_of
from hcsm_scraper.extraction.markdown import Writer


@pytest.mark.parametrize(
    ("written", "markdown", "text"),
    [
        ("<p>One <b>two</b></p><p>Three</p>", "One **two**\n\nThree", "One two\nThree"),
        ("<h2>Head</h2><p>Body</p>", "## Head\n\nBody", "Head\nBody"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b", "a\nb"),
        ('<ol start="3"><li>a</li></ol>', "3. a", "a"),
        ("<blockquote><p>q</p></blockquote>", "> q", "q"),
        ("<pre>x = 1\n  y</pre>", "```\nx = 1\n  y\n```", "x = 1\n  y"),
        ('<p><a href="/b">c</a></p>', "[c](https://a.example/b)", "c"),
        (
            "<table><tr><th>Drug</th><th>Dose</th></tr><tr><td>A|B</td><td>5 mg</td></tr></table>",
            "| Drug | Dose |\n| --- | --- |\n| A\\|B | 5 mg |",
            "Drug\tDose\nA|B\t5 mg",
        ),
        (
            "<table><tr><td>Ward</td><td>3</td></tr></table>",
            "|  |  |\n| --- | --- |\n| Ward | 3 |",
            "Ward\t3",
        ),
        (
            "<figure><img src='/i.png' alt='A ward'><figcaption>The ward</figcaption></figure>",
            "![A ward](https://a.example/i.png)\n\nThe ward",
            "The ward",
        ),
        (
            (
                "<p>It was late, and quiet.</p><figure><img src='/i.png' alt='A ward'>"
                "<figcaption><p>The ward</p></figcaption></figure>"
            ),
            "It was late, and quiet.\n\n![A ward](https://a.example/i.png)\n\nThe ward",
            "It was late, and quiet.",
        ),
        (
            (
                "<div class='wp-caption'><img src='/i.png' alt=''><p class='wp-caption-text'>A bed</p></div>"
                "<p>It was late, and quiet.</p>"
            ),
            "![](https://a.example/i.png)\n\nA bed\n\nIt was late, and quiet.",
            "It was late, and quiet.",
        ),
        (
            (
                "<table class='tr-caption-container'><tr><td><img src='/i.png' alt=''></td></tr>"
                "<tr><td class='tr-caption'>A bed</td></tr></table><p>It was late, and quiet.</p>"
            ),
            "![](https://a.example/i.png)\n\nA bed\n\nIt was late, and quiet.",
            "It was late, and quiet.",
        ),
        (
            "<p>The sign © was painted on every bed.</p><p>At night | © A. Name</p>",
            "The sign © was painted on every bed.\n\nAt night | © A. Name",
            "The sign © was painted on every bed.",
        ),
        (
            (
                "<figure><table><tr><th>Ward</th><th>Beds</th></tr><tr><td>3</td><td>12</td></tr></table>"
                "<figcaption>Beds in 2019</figcaption></figure>"
            ),
            "| Ward | Beds |\n| --- | --- |\n| 3 | 12 |\n\nBeds in 2019",
            "Ward\tBeds\n3\t12\nBeds in 2019",
        ),
        ("<p>5 * 3 and _x_</p>", "5 * 3 and \\_x\\_", "5 * 3 and _x_"),
    ],
)
def test_every_form_survives(written: str, markdown: str, text: str) -> None:
    blocks = Writer("https://a.example/").blocks(html.fromstring(f"<div>{written}</div>"))

    assert (markdown_of(blocks), text_of(blocks)) == (markdown, text)
