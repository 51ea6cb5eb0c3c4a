"""The demo's main pages with real pictures: which they are, and where."""

import json
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Demo:
    """A served demo instance."""

    origin: str
    config: Path

    def page(self, path: str) -> str:
        """The text of a page."""
        request = urllib.request.Request(urllib.parse.urljoin(self.origin, path), headers={"Accept": "text/html"})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            return str(answer.read().decode())

    def works(self, name: str) -> Mapping[str, str]:
        """The paths of somebody's works by their titles."""
        command = [sys.executable, "-m", "fedart", "works", "list", "--as", name, "--limit", "200"]
        command += ["--config", str(self.config), "--json"]
        answer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        return {each["title"]: urllib.parse.urlsplit(each["url"]).path for each in answer["works"] if each["title"]}

    def album(self, name: str) -> str:
        """The path of somebody's first album."""
        found = re.search(r'href="(/albums/\w+)"', self.page(f"/@{name}/albums"))
        if found is None:
            raise LookupError(f"{name} has no albums: was the demo filled?")
        return found[1]


def pages(demo: Demo) -> dict[str, str]:
    """Each page's path by its name. Raises LookupError or KeyError for an instance that was not filled."""
    paintings, photographs, drawn = (demo.works(name) for name in ("lordbob", "aitzol", "plasma"))
    land = paintings["A New Land"]
    return {
        "front": "/",
        "works": "/works",
        "artists": "/artists",
        "artist-rows": "/@lordbob",
        "artist-masonry": "/@plasma",
        "artist-squares": "/@kitty",
        "artist-column": "/@ristosaukonpaa",
        "artist-slides": "/@blarumyrran",
        "artist-albums": "/@mate/albums",
        "artist-about": "/@lordbob/about",
        "work": land,
        "work-upright": photographs["friends"],
        "work-transparent": paintings["Drogan"],
        "work-several": drawn["Altai"],
        "closer": f"{land}/view/1",
        "album": demo.album("mate"),
        "tag": "/tags/wesnoth",
        "search": "/search?q=mountains",
        "about": "/about",
        "credits": "/@demo_curator/about",
    }
