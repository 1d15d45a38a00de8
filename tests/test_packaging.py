"""What a stranger gets: the wheel, pinned versions, and files that name no machine of ours."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the wheel's files."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*command, "--directory", folder], cwd=ROOT, check=True, capture_output=True)
    with ZipFile(next(folder.glob("*.whl"))) as built:
        return set(built.namelist())


def pinned(lock: Path) -> dict[str, str]:
    """Each pinned name with its line and its hashes."""
    blocks = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
    return {spelled(re.split(r"[=\[ ]", block)[0]): block for block in blocks}


def spelled(name: str) -> str:
    """A distribution's name as lock files spell it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_wheel_holds_every_module_and_the_demo_blog(wheel: set[str]) -> None:
    for package in ("archive", "hcsm_scraper"):
        for path in (ROOT / package).rglob("*"):
            if path.suffix in {
                ".py",
                ".toml",
                ".typed",
                ".mako",
                ".html",
                ".xml",
                ".txt",
                ".css",
                ".svg",
            }:
                assert str(path.relative_to(ROOT)) in wheel


def test_the_wheel_holds_nothing_else(wheel: set[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel}

    assert tops == {"archive", "hcsm_scraper", f"hcsm_scraper-{PROJECT['version']}.dist-info"}


def test_the_wheel_brings_its_licence(wheel: set[str]) -> None:
    assert any(name.endswith("/licenses/LICENSE") for name in wheel)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_pinned_version_has_a_hash(lock: Path) -> None:
    for block in pinned(lock).values():
        assert "==" in block
        assert "--hash=sha256:" in block


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_no_lock_names_an_address(lock: Path) -> None:
    assert "://" not in lock.read_text(encoding="utf-8")


def test_every_dependency_is_pinned_for_the_demo() -> None:
    declared = {spelled(re.split(r"[<>=\[ ;]", d)[0]) for d in PROJECT["dependencies"]}

    assert declared <= set(pinned(ROOT / "requirements" / "run.txt"))


def test_tests_run_on_the_versions_of_the_demo() -> None:
    run, dev = (pinned(ROOT / "requirements" / f"{name}.txt") for name in ("run", "dev"))

    assert {name: block.split()[0] for name, block in run.items()}.items() <= {
        name: block.split()[0] for name, block in dev.items()
    }.items()


def test_the_citation_names_this_version() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")

    assert f"\nversion: {PROJECT['version']}\n" in citation
    for key in ("cff-version: 1.2.0", "message:", "title:", "authors:"):
        assert f"\n{key}" in f"\n{citation}"


def test_no_file_names_a_machine_of_ours() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    machine = re.compile(r"(?<![\w.@-])/(?:work|root|home/\w+)/")
    named = [
        name
        for name in listed.stdout.splitlines()
        if (path := ROOT / name).is_file() and machine.search(path.read_text("utf-8", "replace"))
    ]

    assert named == []
