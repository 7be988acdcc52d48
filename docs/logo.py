"""Draws dashboard/static/logo.png and icon.png from the program's name: `.venv/bin/python docs/logo.py [chromium]`.

The letters are the app's own headings (Source Serif, as Streamlit brings it); the mark is three gusts that carry a
dot. Both stand on light and on dark, so every colour has a contrast of 3 or more to either side bar.
"""

import base64
import shutil
import sys
from pathlib import Path

import streamlit
import yaml
from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
STATIC = PROJECT / "dashboard" / "static"
HEIGHT = 64  # pixels; st.logo shows it at 24 and at twice that on a dense screen
BLUE, ORANGE, TEXT = "#3a86b4", "#d8670f", "#5f7d8c"
MARK = f"""
<svg width="64" height="64" viewBox="0 0 64 64" fill="none" stroke="{BLUE}" stroke-width="7" stroke-linecap="round">
<path d="M6 20 C 18 13, 26 25, 40 17"/><path d="M6 36 C 17 29, 24 41, 34 34"/><path d="M6 52 C 18 45, 26 57, 40 49"/>
<circle cx="51" cy="34" r="9.5" fill="{ORANGE}" stroke="none"/></svg>"""


def page(content: str) -> str:
    """The drawing as a page without a background."""
    (font,) = (Path(streamlit.__file__).parent / "static").glob("**/SourceSerifVariable-Roman*.woff2")
    data = base64.b64encode(font.read_bytes()).decode()
    return f"""<style>
@font-face {{font-family: Letters; src: url(data:font/woff2;base64,{data}); font-weight: 200 900}}
body {{margin: 0; background: transparent}}
main {{display: inline-flex; align-items: center; height: {HEIGHT}px; color: {TEXT}; padding-right: 2px}}
b {{font: 700 55px/64px Letters; margin: -6px 0 0 18px}}
</style><main>{content}</main>"""


def draw(chromium: str | None) -> None:
    """Writes both pictures."""
    name = yaml.safe_load((PROJECT / "data" / "reference" / "program.yml").read_text(encoding="utf-8"))["name"]
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        sheet = browser.new_page(viewport={"width": 900, "height": 100})
        for file, content in {"logo.png": f"{MARK}<b>{name}</b>", "icon.png": MARK}.items():
            sheet.set_content(page(content))
            sheet.evaluate("document.fonts.ready")
            part = sheet.locator("svg" if file == "icon.png" else "main")
            part.screenshot(path=STATIC / file, omit_background=True)
        browser.close()


if __name__ == "__main__":
    draw(sys.argv[1] if len(sys.argv) > 1 else shutil.which("chromium"))
