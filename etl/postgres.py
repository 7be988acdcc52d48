"""The address of a PostgreSQL: what it looks like, and what of it is told."""

import re
from urllib.parse import parse_qs, unquote

from etl.errors import EtlError

FORM = re.compile(
    r"postgres(ql)?://([^\s:@/?#\[\]]*(:(?P<password>[^\s@/?#\[\]]*))?@)?"
    r"(?P<place>[^\s@/?#]*/[^\s@/?#]+)(\?(?P<options>[^\s#]*))?"
)
# libpq takes a list of words too: nothing else may take one for the name of a file, which is told
WORDS = re.compile(r"(^|\s)(host|hostaddr|port|dbname|user|password|passfile|service|sslmode)\s*=", re.IGNORECASE)


def is_address(url: str) -> bool:
    """Whether it begins as one, also mistyped, or is libpq's list of words."""
    return bool(re.match(r"postgres(ql)?[:/]|[^/\s]*:[^/\s]*@", url, re.IGNORECASE) or WORDS.search(url))


def checked(url: str, told_by: str) -> str:
    """The address as it is. Raises EtlError, which quotes nothing of it, where a part could be taken for another."""
    if not FORM.fullmatch(url):
        raise EtlError(
            f"{told_by}: expected postgresql://user@host/database, found another form. In a password : / ? # @ [ ] and "
            "spaces are written as %3A %2F %3F %23 %40 %5B %5D %20; better it stands in ~/.pgpass."
        )
    return url


def name(url: str) -> str:
    """Host and database, without user, password and options."""
    found = FORM.fullmatch(url)
    return found["place"] if found else "postgresql"


def without_secrets(text: str, url: str) -> str:
    """A text, such as an error, in which the password of this address is not readable."""
    found = FORM.fullmatch(url)
    options = parse_qs(found["options"] or "") if found else {}
    given = [found["password"] if found else None, *options.get("password", [])]
    secrets = [url, *(form for one in given if one for form in (one, unquote(one)))]
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text
