"""Papers for the demo volume: invented from the first word to the last, composed always alike.

Every town, body, number and work cited is invented. Each paper has what a real one has: sections,
numbered paragraphs, notes, a table, a figure, a box, references to other chapters and to sources.
"""

import io
import json
import random
import re
from importlib.resources import files
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw, ImageFont
from wagtail.images import get_image_model

from publications.engine import fonts

Block = tuple[str, Any]
SENTENCE = re.compile(r"(^|[.!?]\s|\^\[)([a-z])")
PLUM, TURMERIC, INK, LINE = "#5E1D4B", "#F4B83A", "#211A22", "#CFC4CB"


def papers() -> list[dict[str, Any]]:
    """The papers as chapters: title, subtitle, lede and blocks."""
    bank = json.loads(files("publications").joinpath("data/demo_papers.json").read_text("utf-8"))
    return [_paper(topic, bank, number) for number, topic in enumerate(bank["topics"])]


def _paper(topic: dict[str, Any], bank: dict[str, Any], number: int) -> dict[str, Any]:
    chance = random.Random(number)  # noqa: S311  a composition, not a secret
    body: list[Block] = []
    for place, section in enumerate(bank["sections"]):
        body.append(("heading", {"text": section["heading"].format(**topic), "is_inner": False}))
        paragraphs = section["paragraphs"][:]
        chance.shuffle(paragraphs)
        for index, text in enumerate(paragraphs[: section["take"]]):
            filled = _filled(text, topic, bank, chance)
            body.append(("text", f"<p>{filled}</p>"))
            if place == 1 and index == 1:
                body.append(("figure", _figure(topic, number)))
            if place == 2 and index == 1:
                body.append(("table", _table(topic, chance)))
            if place == 3 and index == 0:
                body.append(("box", {"heading": topic["box"][0], "text": topic["box"][1]}))
            if place == 3 and index == 2:
                quotation = chance.choice(bank["quotations"]).format(**topic)
                body.append(("quotation", {"text": quotation, "source": bank["said_by"]}))
        if "list" in section:
            items = "".join(f"<li>{item.format(**topic)}</li>" for item in section["list"])
            body.append(("text", f"<ul>{items}</ul>"))
    body.append(("heading", {"text": "References", "is_inner": False}))
    cited = chance.sample(bank["works"], 6) + [work.format(**topic) for work in bank["own_works"]]
    body.append(("references", {"rows": "\n".join(cited)}))
    return {
        "title": topic["title"],
        "subtitle": "Paper submitted to the workshop",
        "lede": topic["lede"],
        "slug": topic["slug"],
        "body": body,
    }


def _filled(text: str, topic: dict[str, Any], bank: dict[str, Any], chance: random.Random) -> str:
    values = {key: value for key, value in topic.items() if isinstance(value, str)}
    values["town"] = chance.choice(bank["towns"])
    values["other"] = chance.choice(bank["others"])
    values["n"] = str(chance.randint(11, 58))
    values["m"] = str(chance.randint(3, 9))
    filled = text.format(**values)
    return SENTENCE.sub(lambda match: match[1] + match[2].upper(), filled)


def _table(topic: dict[str, Any], chance: random.Random) -> dict[str, str]:
    rows = ["What was asked | Offices asked | Answered in time | Answered late | Not answered"]
    for kind in topic["kinds"]:
        asked = chance.randint(18, 64)
        late = chance.randint(3, asked // 4)
        none = chance.randint(1, asked // 4)
        rows.append(f"{kind} | {asked} | {asked - late - none} | {late} | {none}")
    return {
        "caption": f"Requests on {topic['short']}, by kind and answer (invented)",
        "rows": "\n".join(rows),
        "source": "Invented survey of offices in seven towns, 2026.",
    }


def _figure(topic: dict[str, Any], number: int) -> dict[str, Any]:
    values = topic["bars"]
    years = [str(2020 + place) for place in range(len(values))]
    told = ", ".join(f"{year}: {value}" for year, value in zip(years, values, strict=True))
    return {
        "image": picture(f"Demo figure {number + 1}", years, values),
        "alt": f"A bar for each year with the days until an answer came. {told}.",
        "caption": f"Days until a request on {topic['short']} was answered, 2020 to 2025.",
        "source": "Invented figures.",
    }


def picture(title: str, labels: list[str], values: list[int]) -> Any:
    """A bar chart as an image of the library; the same title is the same image."""
    model = get_image_model()
    found = model.objects.filter(title=title).first()
    if found is not None:
        return found
    data = io.BytesIO(chart(labels, values))
    name = f"{title.lower().replace(' ', '-')}.png"
    return model.objects.create(title=title, file=ImageFile(data, name))


def chart(labels: list[str], values: list[int]) -> bytes:
    """A bar chart as PNG, 1,600 x 640 pixels, in the colours of the page."""
    face = next(face for face in fonts.FACES if face.key == "sans").path
    font = ImageFont.truetype(str(face), 40)
    image = Image.new("RGB", (1_600, 640), "white")
    draw = ImageDraw.Draw(image)
    top, foot, left = 70, 540, 20
    step = (1_600 - 2 * left) / len(values)
    highest = max(values)
    for part in range(5):
        y = foot - (foot - top) * part / 4
        draw.line([(left, y), (1_600 - left, y)], fill=LINE if part else INK, width=3)
    for place, (label, value) in enumerate(zip(labels, values, strict=True)):
        x = left + step * (place + 0.5)
        y = foot - (foot - top) * value / highest
        colour = TURMERIC if value == min(values) else PLUM
        draw.rectangle([(x - step * 0.27, y), (x + step * 0.27, foot)], fill=colour)
        draw.text((x, y - 10), str(value), font=font, fill=INK, anchor="ms")
        draw.text((x, foot + 20), label, font=font, fill=INK, anchor="mt")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
