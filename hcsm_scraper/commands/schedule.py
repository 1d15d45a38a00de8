"""When which blog is crawled: a plan, unit files for cron or systemd, a loop in the foreground."""

from __future__ import annotations

import os
import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.commands import ConfigOption, StorageOption, study_of

if TYPE_CHECKING:
    from archive.study import Study


class What(StrEnum):
    PLAN = "plan"
    INSTALL = "install"
    RUN = "run"


def run(
    what: Annotated[What, typer.Argument(help="plan, install or run.")],
    systemd: Annotated[
        bool, typer.Option("--systemd", help="install: systemd's unit files.")
    ] = False,
    cron: Annotated[bool, typer.Option("--cron", help="install: a line for crontab.")] = False,
    storage: StorageOption = None,
    config: ConfigOption = None,
) -> int:
    """plan: next crawls and their requests a day. install: print unit files. run: crawl when due.

    Each only calls `hcsm crawl --due`, which may as well be called by a CI job.

    Example: hcsm schedule plan
    """
    from archive.errors import WrongUseError
    from archive.study import STORAGE_VARIABLE

    study = study_of(config, storage)
    if not study.blogs:
        raise WrongUseError("no blog to schedule: list blogs in hcsm.toml (hcsm init writes one)")
    if what is What.PLAN:
        return _plan(study)
    command = [sys.executable, "-m", "hcsm_scraper", "crawl", "--due"]
    command += ["--config", str(config.absolute())] if config else []
    command += ["--storage", storage] if storage else []
    folder = study.file.parent if study.file else Path.cwd()
    if what is What.RUN:
        from hcsm_scraper.scheduling import crawl_when_due

        def load() -> Study:
            return study_of(config, storage)

        return crawl_when_due(load, command, folder, typer.echo)
    if systemd == cron:
        raise WrongUseError("hcsm schedule install needs one of --systemd and --cron")
    if not storage and STORAGE_VARIABLE in os.environ:
        typer.echo(f"# {STORAGE_VARIABLE} is set in this shell: it must be set there, too")
    said, quoted = shlex.join(command), shlex.quote(str(folder))
    if systemd:
        unit = _SYSTEMD.format(command=said.replace("%", "%%"), folder=str(folder))
        typer.echo(unit, nl=False)
    else:
        typer.echo(_CRON.format(line=f"cd {quoted} && said=$({said} 2>&1)".replace("%", r"\%")))
    return 0


_SYSTEMD = """\
# ~/.config/systemd/user/hcsm.service
[Unit]
Description=HCSM archive: crawl the blogs that are due

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={command}
# 3: done, with gaps; 5: goes on next time
SuccessExitStatus=3 5
TimeoutStopSec=15

# ~/.config/systemd/user/hcsm.timer
[Unit]
Description=HCSM archive: every quarter of an hour

[Timer]
OnCalendar=*:0/15
Persistent=true

[Install]
WantedBy=timers.target

# then: systemctl --user enable --now hcsm.timer
"""


_CRON = """\
# Mails what a crawl says if it fails; done with gaps (3) and goes on next time (5) do not count.
*/15 * * * * {line} || case $? in 3|5) ;; *) echo "$said";; esac"""


def _plan(study: Study) -> int:
    from hcsm_scraper.scheduling import costs

    total = 0.0
    for cost in costs(study):
        due = f"{cost.due:%Y-%m-%d %H:%M} UTC" if cost.due else "now"
        asked = (
            f"requests: {cost.lists} for lists each time, {cost.sweeps:.1f} a day for what no list "
            f"can show, {cost.per_day:.1f} a day in all"
            if cost.is_known
            else "the first crawl asks for each page once, and shows what later ones cost"
        )
        typer.echo(f"{cost.url}\n    {cost.schedule}, next {due}; {asked}")
        total += cost.per_day
    revisit = study.revisit
    typer.echo(
        f"{total:.1f} requests a day without changes. A change that no list shows is found after "
        f"{revisit.sweep_days} days at the latest, of an article with a sign of life in the last "
        f"{revisit.young_days} days after one."
    )
    return 0
