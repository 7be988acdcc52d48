"""Pictures of a document as images: each is whole XML, has its name, and nothing else of the document is touched."""

from __future__ import annotations

import base64
import re
from xml.dom import minidom

from dashboard.ui.paper.pictures import as_images

SVG = '<svg class="rw-map" role="img" aria-label="Kaart &lt;Noord&gt;" viewBox="0 0 4 4"{}><text>a &lt; b</text></svg>'


def test_each_picture_is_an_image_with_its_name_and_its_bytes():
    document = f"<p>voor</p>{SVG.format('')}<p>na</p>"
    image = r'<img class="rw-picture rw-map" alt="(.*?)" src="data:image/svg\+xml;base64,(.*?)">'
    found = re.fullmatch(f"<p>voor</p>{image}<p>na</p>", as_images(document))
    assert found
    assert found[1] == "Kaart &lt;Noord&gt;"
    picture = minidom.parseString(base64.b64decode(found[2]))
    assert picture.documentElement.getAttribute("viewBox") == "0 0 4 4"
    assert picture.getElementsByTagName("text")[0].firstChild.data == "a < b"


def test_a_mark_that_stands_there_twice_is_written_once():
    image = as_images(SVG.format(' class="marks"'))
    picture = base64.b64decode(image.split("base64,")[1].split('"')[0]).decode()
    assert minidom.parseString(picture).documentElement.getAttribute("class") == "rw-map"
