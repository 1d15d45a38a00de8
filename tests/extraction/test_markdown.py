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
        ("<p>5 * 3 and _x_</p>", "5 * 3 and \\_x\\_", "5 * 3 and _x_"),
    ],
)
def test_every_form_survives(written: str, markdown: str, text: str) -> None:
    blocks = Writer("https://a.example/").blocks(html.fromstring(f"<div>{written}</div>"))

    assert (markdown_of(blocks), text_of(blocks)) == (markdown, text)
