"""Commands that need the network or a reader; two options that those with network share."""

from __future__ import annotations

from typing import Annotated

import typer

DelayOption = Annotated[
    float | None, typer.Option(min=0, max=3600, help="Seconds between two requests to one host.")
]
AllowAddressOption = Annotated[
    list[str] | None,
    typer.Option(help="HOST:PORT on this machine or a private network that may be asked."),
]
