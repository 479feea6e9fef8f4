"""What a resident's browser sends and gets: pages read back, forms filled in as they stand."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

if TYPE_CHECKING:
    from django.test import Client

VOID = {"input", "br", "img", "meta", "link", "hr"}
EXIF_MAKE, EXIF_GPS = 271, 34853


@dataclass
class Page(HTMLParser):
    """A page as a reader meets it: title, texts by id, links, fields of the main form with their values."""

    title: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)
    text: str = ""
    focused: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, dict[str, str]]] = []
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note fields, links and ids."""
        known = {name: value or "" for name, value in attrs}
        self.ids.add(known.get("id", ""))
        self.classes |= set(known.get("class", "").split())
        if "autofocus" in known and not self.focused:
            self.focused = known.get("class", "") or tag
        if tag == "a":
            self.links.append(known.get("href", ""))
        if tag == "input" and self._in_main():
            self._note_input(known)
        if tag == "textarea":
            self._area = known.get("name", "")
            self.fields[self._area] = ""
        if tag not in VOID:
            self._open.append((tag, known))

    def _in_main(self) -> bool:
        return any(tag == "main" for tag, _known in self._open)

    def _note_input(self, known: dict[str, str]) -> None:
        kind, name = known.get("type", "text"), known.get("name", "")
        if kind == "file" or (kind in {"radio", "checkbox"} and "checked" not in known):
            return
        self.fields[name] = known.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened."""
        while self._open:
            last, _known = self._open.pop()
            if last == tag:
                break
        if tag == "textarea":
            self.fields[self._area] = self.fields[self._area].removeprefix("\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        """Gather texts by the ids they stand in."""
        if self._area:
            self.fields[self._area] += data
            return
        self.text += data
        for tag, known in self._open:
            if tag == "title":
                self.title += data
            if identity := known.get("id"):
                self.texts[identity] = self.texts.get(identity, "") + data


def read(response: Any) -> Page:
    """Read a page."""
    page = Page()
    page.feed(response.content.decode())
    page.title = " ".join(page.title.split())
    page.text = " ".join(page.text.split())
    return page


def opened(client: Client, path: str = "/report") -> Page:
    """Open a page that must be there."""
    response = client.get(path)
    assert response.status_code == 200
    return read(response)


def sent(client: Client, path: str = "/report", *, page: Page | None = None, **given: Any) -> Any:
    """Fill in the form of a page as it stands, with what is given, and send it."""
    form = page or opened(client, path)
    return client.post(path, form.fields | given)


def photo(name: str = "lift.jpg", *, size: tuple[int, int] = (64, 48)) -> SimpleUploadedFile:
    """Return a photograph that tells where and by what it was taken."""
    picture = Image.new("RGB", size, (120, 60, 30))
    exif = picture.getexif()
    exif[EXIF_MAKE] = "Spion GmbH"
    exif.get_ifd(EXIF_GPS)[1] = "N"
    kept = io.BytesIO()
    picture.save(kept, "JPEG", exif=exif)
    return SimpleUploadedFile(name, kept.getvalue(), content_type="image/jpeg")
