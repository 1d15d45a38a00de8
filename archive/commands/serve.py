"""Show the archive as pages for a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from archive.commands import ConfigOption, StorageOption, study_of


def run(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free one.")] = 8765,
    host: Annotated[
        str | None,
        typer.Option(help="A name besides localhost under which this machine is asked."),
    ] = None,
    browse: Annotated[bool, typer.Option("--open", help="Open it in your browser.")] = False,
    storage: StorageOption = None,
    config: ConfigOption = None,
) -> int:
    """Show the archive in a browser: search, articles with their threads, runs, gaps, CSV.

    It listens on this machine only (127.0.0.1) and writes nothing but a note of each CSV taken.
    Comment authors have names on the pages, and pseudonyms in every download. Ctrl-C ends it.

    Example: hcsm serve --open
    """
    import socket

    import uvicorn

    from archive.engine import open_engine
    from archive.errors import WrongUseError
    from archive.identities import Identities
    from archive.web.app import make_app
    from archive.web.site import Site

    study = study_of(config, storage)
    engine = open_engine(study.storage, read_only=True)
    site = Site(
        engine=engine,
        name=study.name,
        files_folder=study.files_folder,
        identities=Identities(study.identities.default),
        log=_log(study.storage),
    )
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()  # before the address is told: who is quick waits, and is answered
    except OSError as error:
        raise WrongUseError(
            f"port {port} is taken ({error.strerror}): name another with --port, or 0 for any"
        ) from error
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    typer.echo(f"{study.name}: {address} (Ctrl-C ends it)")
    if browse:
        import webbrowser

        webbrowser.open(address)
    app = make_app(site, hosts=[host] if host else [])
    settings = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, lifespan="off"
    )
    try:
        uvicorn.Server(settings).run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        engine.dispose()
    return 0


def _log(storage: str) -> str | None:
    """Where downloads are noted; None, and said so, where nothing can be written."""
    from datetime import UTC, datetime

    from archive.errors import BusyError, StorageError
    from archive.exports_log import check_noting

    try:
        check_noting(storage, datetime.now(UTC))
    except BusyError:
        pass  # it can be written: somebody does
    except StorageError as error:
        typer.echo(f"downloads are not noted, so that no erasure can name them: {error}", err=True)
        return None
    return storage
