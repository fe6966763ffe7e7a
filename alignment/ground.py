"""Where the objectives of a tree are looked for: what there is now, or what stood at a moment."""

from alignment.ground_now import Present
from alignment.ground_then import Past
from alignment.site import Site

Ground = Present | Past


def ground_of(site: Site) -> Ground:
    return Past(site, site.standing) if site.standing else Present(site)
