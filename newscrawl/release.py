"""The release: the version of newscrawl that runs, installed or as an egg."""

from importlib.metadata import PackageNotFoundError, distributions, version

_NAME = "newscrawl"


def own_version() -> str:
    """Give the version from the metadata of the package."""
    try:
        return version(_NAME)
    except PackageNotFoundError:
        # scrapyd gives an egg a name of its own, so that only what is in it tells what it is.
        own = (one for one in distributions() if one.metadata["Name"] == _NAME)
        return next((one.version for one in own), "0")
