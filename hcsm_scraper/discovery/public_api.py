"""WordPress.com answers for all of its blogs on one host, under the name of the blog's own."""

from __future__ import annotations

from archive.records import LeadRole
from archive.urls import host_key

PUBLIC_API = "public-api.wordpress.com"


def is_for_all_blogs(url: str, role: LeadRole) -> bool:
    """Whether it is a list on the host where a platform answers for all of its blogs."""
    return role is LeadRole.REST and host_key(url) == PUBLIC_API
