"""Evidence as JSON text and back, exactly. What is not said is left out."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from archive.records import (
    ArticleKind,
    Claim,
    Comment,
    CommentKind,
    Evidence,
    Link,
    Moment,
    ParentState,
    Route,
)


def evidence_to_json(evidence: Evidence) -> str:
    said = {key: value for key, value in asdict(evidence).items() if value not in (None, (), {})}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def evidence_from_json(payload: str) -> Evidence:
    said: dict[str, Any] = json.loads(payload)
    said["route"] = Route(said["route"])
    said["kind"] = ArticleKind(said["kind"])
    for name in ("published", "modified"):
        if name in said:
            said[name] = Moment(said[name]["iso"])
    for name in ("authors", "categories", "tags"):
        if name in said:
            said[name] = tuple(said[name])
    said["links"] = tuple(Link(**link) for link in said.get("links", ()))
    said["claims"] = tuple(Claim(**claim) for claim in said.get("claims", ()))
    said["comments"] = tuple(_comment(comment) for comment in said.get("comments", ()))
    return Evidence(**said)


def _comment(said: dict[str, Any]) -> Comment:
    moment = said["published"]
    return Comment(
        **{
            **said,
            "parent_state": ParentState(said["parent_state"]),
            "kind": CommentKind(said["kind"]),
            "published": Moment(moment["iso"]) if moment else None,
        }
    )
