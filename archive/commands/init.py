"""Begin a study: a folder with a commented hcsm.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archive.errors import StorageError, WrongUseError

TEMPLATE = """\
# A study of HCSM archive. Every hcsm command finds this file in its folder or above.

# Name of the study, as methods sections will give it.
name = "My study"

# Who can be asked about the crawl: an e-mail or web address. It is part of the User-Agent that
# blogs see, so that their owners can reach you.
# contact = "you@university.example"

# Where the archive is: a folder, or a database such as "postgresql://user@host/name". A database
# URL with a password belongs into the variable HCSM_STORAGE instead.
storage = "./hcsm-data"

# Folder of the raw captures and of the pseudonyms' key, where the storage is a database.
# folder = "./hcsm-data"

# How often `hcsm crawl --due` and `hcsm schedule` crawl: an interval, or a cron expression in UTC.
# A blog may have its own.
schedule = "1d"

# Servers on this machine or a private network that may be asked; none by default.
# allow_addresses = ["127.0.0.1:8880"]

[politeness]
# Seconds between two requests to one host. Slow hosts are given more by themselves.
delay = 1.0
# Requests per blog and crawl; without it, no limit.
# max_pages = 5000
# Requests per blog and day; what is left waits for the next day.
# daily_requests = 2000

[revisit]
# Days until a change is found, at the latest, that no list of a blog (REST, sitemap, feed) shows.
# sweep_days = 7
# Articles with a sign of life in so many days are looked at every day there.
# young_days = 14

[identities]
# How exports name the people who commented: "pseudonym", "plain" or "drop".
default = "pseudonym"
# How exports name the authors of articles: "plain" or "pseudonym".
# article_authors = "plain"

[rights]
# Pages that say one of these (robots meta, X-Robots-Tag, TDM-Reservation, tdmrep.json) are not
# captured, so that no byte of them is written; or not kept as articles; or kept and not exported:
# "noindex", "noarchive", "noai", "tdm-reservation" ... WordPress says noindex with each list of its
# REST: not_captured = ["noindex"] does without them, not_kept = ["noindex"] does not.
not_captured = []
not_kept = []
not_exported = []

# One table for each blog. Scope is optional: articles outside of it are not kept.
# [[blog]]
# url = "https://blog.example.org/"
# name = "Example blog"
# categories = ["#HCSM"]   # filed under one of these
# tags = []                # or tagged with one of these
# since = 2012-01-01       # published on this day or later
# until = 2020-12-31
# schedule = "30 4 * * 1"  # Mondays at 04:30 UTC
"""


def run(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the study.")] = Path(),
) -> int:
    """Write a commented hcsm.toml into a folder; an existing one is never touched.

    Example: hcsm init my-study
    """
    from archive.study import FILE_NAME

    file = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as opened:
            opened.write(TEMPLATE)
    except FileExistsError:
        raise WrongUseError(f"{file} is there already; edit it, or name another folder") from None
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror}") from error
    typer.echo(f"{file} written: add your contact and your blogs, then run hcsm crawl there")
    return 0
