"""The time zones that one may choose, grouped by region."""

import zoneinfo
from functools import cache

Choices = list[tuple[str, list[tuple[str, str]]]]

# All others hold old names alone, such as US/Eastern for America/New_York.
REGIONS = {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}


@cache
def time_zone_choices() -> Choices:
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zoneinfo.available_timezones()):
        region, _, place = name.partition("/")
        if place and region in REGIONS:
            regions.setdefault(region, []).append((name, place.replace("_", " ").replace("/", ", ")))
    return [*regions.items(), ("Other", [("UTC", "UTC")])]
