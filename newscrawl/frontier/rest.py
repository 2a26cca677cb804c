"""REST: the one list of all posts that WordPress and Ghost give to programs, told by its URL."""

import re

WORDPRESS_POSTS = r"(?:/wp-json|rest_route=)(?:/|%2f)wp(?:/|%2f)v2(?:/|%2f)posts/?(?=[?&]|$)"
_LIST = re.compile(
    rf"{WORDPRESS_POSTS}|/ghost/api/(?:[\w.]{{1,10}}/)?content/posts/?(?=\?|$)", re.IGNORECASE
)
_FIRST = re.compile(r"[?&]page=1(?:&|$)")


def is_rest_list(url: str) -> bool:
    """Tell whether a URL gives a page of such a list."""
    return _LIST.search(url) is not None


def is_first_page(url: str) -> bool:
    """Tell whether a page of such a list is its first, with the newest posts."""
    return _FIRST.search(url) is not None
