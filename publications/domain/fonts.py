"""Whether every script of the region has a typeface on this machine."""

from publications.engine import fonts


def missing_scripts() -> list[str]:
    """The scripts that could not be printed, each with the package that brings its typeface."""
    return fonts.missing()
