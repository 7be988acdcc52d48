"""How a vintage is asked from its publisher: one closed record per kind of `fetch` in a source's YAML.

The parameters of services are lists of names that we know: a server leaves out a name that it does not know, and
answers with all years.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias
from urllib.parse import urlsplit

import pydantic
from pydantic import AfterValidator

from etl.declared.closed_records import Declared, Line, Text, Whole


def _https(url: str) -> str:
    if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
        raise ValueError(f"expected an https address, found {url!r}")
    return url


Url = Annotated[Text, AfterValidator(_https)]
Page = Annotated[Whole, pydantic.Field(gt=0)]
ODataParams = Mapping[Literal["$filter", "$select", "$orderby"], Text]


class FileFetch(Declared):
    """One file at one address."""

    kind: Literal["file"]
    url: Url


class ZipFetch(Declared):
    """One zip, with the names that must be in it."""

    kind: Literal["zip"]
    url: Url
    members: tuple[Text, ...] = ()


class CkanFileFetch(Declared):
    """The file of a CKAN resource, found by the names of its package and of itself."""

    kind: Literal["ckan_file"]
    package: Text
    resource: Text


class CkanDatastoreFetch(Declared):
    """The records of a CKAN resource; `filters` chooses rows by the publisher's own columns."""

    kind: Literal["ckan_datastore"]
    package: Text
    resource: Text
    filters: Mapping[Text, Line] = {}
    page: Page | None = None


class ODataV3Fetch(Declared):
    """The records of a CBS OData v3 table."""

    kind: Literal["odata_v3"]
    url: Url
    params: ODataParams = pydantic.Field(default={})


class ODataV4Fetch(Declared):
    """The records of a CBS OData v4 table."""

    kind: Literal["odata_v4"]
    url: Url
    params: ODataParams = pydantic.Field(default={})


class OgcFetch(Declared):
    """The features of an OGC API collection; `url` is that of its items."""

    kind: Literal["ogc"]
    url: Url
    params: Mapping[Literal["jaarcode", "bbox", "datetime"], Text] = {}
    page: Page | None = None


class WfsFetch(Declared):
    """The features of a WFS type."""

    kind: Literal["wfs"]
    url: Url
    type: Text
    params: Mapping[Literal["cql_filter", "propertyName"], Text] = {}
    page: Page | None = None


Single = FileFetch | ZipFetch | CkanFileFetch | CkanDatastoreFetch | ODataV3Fetch | ODataV4Fetch | OgcFetch | WfsFetch


class BundleFetch(Declared):
    """Several fetches in one zip: member name -> its own fetch."""

    kind: Literal["bundle"]
    parts: Mapping[Text, Annotated[Single, pydantic.Field(discriminator="kind")]]


Fetch: TypeAlias = Annotated[Single | BundleFetch, pydantic.Field(discriminator="kind")]


def urls(fetch: Single | BundleFetch) -> list[str]:
    """The addresses that a fetch names itself."""
    if isinstance(fetch, BundleFetch):
        return [url for part in fetch.parts.values() for url in urls(part)]
    return [] if isinstance(fetch, CkanFileFetch | CkanDatastoreFetch) else [fetch.url]
