"""The chain across periods as it was known at a moment."""

from dataclasses import replace
from datetime import datetime

from objectives.chains import Chain, Link


def chain_known_at(chain: Chain, at: datetime) -> Chain:
    """Without what was carried over later, and without the grades of what ended later."""
    return Chain([known_at(link, at) for link in chain.links if link.is_this or link.thing.created_at <= at])


def known_at(link: Link, at: datetime) -> Link:
    closed_at = link.thing.period.closed_at
    return link if closed_at and closed_at <= at else replace(link, grade=None)
