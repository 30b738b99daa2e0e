"""Documents of Word, Excel, PowerPoint and ODF without the names of those who made them.

Who wrote, changed, printed or commented, at which company, in which folder of which machine: all of
it is written in the file and shown by no page of it. Words, pictures and layout stay as they are;
changes and comments stay too, without their author.
"""

import io
import re
import zipfile

from access.domain.documents import jpeg_without_notes

MOST_PARTS, MOST_BYTES = 5_000, 400 * 1024 * 1024

# Of ISO/IEC 29500 (docProps, comments of spreadsheets) and of ISO/IEC 26300 (meta.xml, notes).
ELEMENTS = re.compile(
    rb"<(dc:creator|dc:contributor|cp:lastModifiedBy|Company|Manager|HyperlinkBase|author"
    rb"|meta:initial-creator|meta:printed-by|meta:user-defined|text:initial-creator|text:creator"
    rb"|text:printed-by|text:sender-[a-z-]+|text:author-[a-z-]+|meta:creator-initials"
    rb"|loext:sender-initials)((?:\s[^>]*)?)(?<!/)>[^<]*</\1>"
)
ATTRIBUTES = re.compile(
    rb"(?<=\s)((?:w|w15|p15|p188|xr|x15ac):(?:author|initials|userId|providerId|url))=\"[^\"]*\""
)
# In lists of people alone; elsewhere a name is one of the document's own.
PEOPLE = re.compile(r"(?:commentAuthors|authors|people|person\d*)\.xml$")
NAMES = re.compile(
    rb"(?<=\s)(name|displayName|initials|userId|providerId|id)=\"[^\"]*[^\"\d{}][^\"]*\""
)
USER = re.compile(rb"(?<=\s)(userName)=\"[^\"]*\"")
TEXTS = re.compile(rb"<(vt:(?:lpw?str|bstr))>[^<]*</\1>")


def without_names(content: bytes) -> bytes:
    """The same document without names. Raises ValueError for what is none, or unpacks too large."""
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(made, "w") as new:
            parts = given.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise ValueError("too large")
            for part in parts:
                # Always the same time: the clock of whoever packed it says something too.
                plain = zipfile.ZipInfo(part.filename)
                plain.compress_type = part.compress_type
                new.writestr(plain, _plain(part.filename, given.read(part)))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, NotImplementedError) as error:
        raise ValueError("not a readable document") from error
    return made.getvalue()


def _plain(name: str, data: bytes) -> bytes:
    """One part of a document."""
    low = name.lower()
    if low.endswith((".jpg", ".jpeg")):
        try:
            return jpeg_without_notes(data)
        except ValueError:
            return data
    if not low.endswith((".xml", ".vml")):
        return data
    data = ELEMENTS.sub(rb"<\1\2></\1>", data)
    data = ATTRIBUTES.sub(rb'\1=""', data)
    data = USER.sub(rb'\1=""', data)
    if PEOPLE.search(name):
        data = NAMES.sub(rb'\1=""', data)
    if low == "docprops/custom.xml":
        data = TEXTS.sub(rb"<\1></\1>", data)
    return data
