"""A blog in a folder of its host: the folder's pages, and what they name, but not the rest of the host."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

WORDS = "Nurses answer questions about discharge instructions on Twitter every Sunday evening. " * 9
HEAD = '<a href="/">All blogs</a>'


def links(*paths: str) -> str:
    return HEAD + "".join(f'<a href="{path}">x</a>' for path in paths)


def article(site, *paths: str) -> None:
    for path in paths:
        words = f"{HEAD}<article><h1>{path}</h1><p>Of {path}: {WORDS}</p></article>"
        site.page(path, words)


@pytest.fixture
def asked(site, crawl):
    def run(folder: str) -> set[str]:
        blog = SimpleNamespace(url=f"{site.url}{folder}", port=site.port)
        assert "Traceback" not in crawl(blog).output
        return set(site.paths) - {"/robots.txt", "/.well-known/tdmrep.json"}

    return run


@pytest.fixture
def network(site) -> None:
    """Two blogs of a host, and a page that leads to both."""
    site.page("/", links("/ann/", "/bob/"))
    for name in ("ann", "bob"):
        site.page(f"/{name}/", links(f"/{name}/one", f"/{name}/all"))
        site.page(f"/{name}/all", links(f"/{name}/one", f"/{name}/two"))
        article(site, f"/{name}/one", f"/{name}/two")


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("folder", ["ann/", "ann"])
def test_a_blog_is_not_the_other_blogs_of_its_host(site, asked, folder) -> None:
    site.pages[f"/{folder}"] = site.pages["/ann/"]

    assert asked(folder) == {f"/{folder}", "/ann/", "/ann/all", "/ann/one", "/ann/two", "/"}


@pytest.mark.usefixtures("network")
def test_a_blog_at_the_root_of_its_host_is_all_of_it(asked) -> None:
    assert {"/ann/two", "/bob/two"} < asked("")


def test_articles_beside_the_folder_are_kept_that_its_lists_name(site, asked) -> None:
    site.page("/blog/", links("/one", "/blog/page/2/", "/shop"))
    site.page("/blog/page/2/", "<h2><a href='/two'>Two</a></h2>")
    site.page("/shop", links("/shop/lamps", "/shop/beds"))
    site.page("/two", f"{links('/shop')}<article><h1>Two</h1><p>{WORDS}</p></article>")
    article(site, "/one", "/shop/lamps", "/shop/beds")

    found = asked("blog/")

    assert {"/one", "/two"} < found
    assert not {"/shop/lamps", "/shop/beds"} & found


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        (("blog/", "one", "shop"), {"/one", "/shop"}),
        (("blog", "blog/category/x/", "one"), {"/one", "/blog", "/blog/category/x/"}),
        (("blog/one", "shop"), {"/blog/one"}),
    ],
)
def test_a_sitemap_of_the_host_names_what_is_in_the_folder_or_else_all(
    site, asked, listed, found
) -> None:
    rows = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in listed)
    site.page("/robots.txt", f"Sitemap: {site.url}sitemap.xml", **{"Content-Type": "text/plain"})
    site.page("/sitemap.xml", f"<urlset>{rows}</urlset>", **{"Content-Type": "text/xml"})
    site.page("/blog/", "<p>Nothing here.</p>")
    article(site, "/one", "/shop", "/blog/one")

    assert asked("blog/") - {"/", "/sitemap.xml", "/blog/"} == found
