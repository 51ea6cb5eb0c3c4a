"""Files that look alike to a careless reader and declare nothing: words by chance, and other programs' own metadata."""

import json
from collections.abc import Callable

from tests.support.blocks import (
    IPTC_CV,
    ascii_tag,
    c2pa_jpeg,
    c2pa_png,
    chunk,
    generated_store,
    iim_jpeg,
    into_png,
    into_webp,
    manifest,
    store,
    text_png,
    tiff,
    xmp,
    xmp_jpeg,
    xmp_png,
)
from tests.support.paint import avif, gif, jpeg, png, webp
from tests.support.provenance_fixtures import FILES, exif_jpeg, source


def _scan_with_words() -> bytes:
    """A JPEG whose compressed pixels contain the words, as happens by chance."""
    picture = jpeg()
    at = len(picture) - 400
    words = b"c2pa jumb c2pa.created trainedAlgorithmicMedia AIGC parameters Steps: 20, Sampler: a, Seed: 1"
    return picture[:at] + words + picture[at + len(words) :]


def _history(tool: str, *actions: str) -> str:
    """What Adobe's programs note about their own steps."""
    steps = "".join(f'<rdf:li stEvt:action="{action}" stEvt:softwareAgent="{tool}"/>' for action in actions)
    return (
        '<xmpMM:History xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"'
        ' xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#">'
        f"<rdf:Seq>{steps}</rdf:Seq></xmpMM:History>"
    )


def _pantry(kind: str) -> str:
    """The metadata of a picture that was placed in a layout, as copied into the layout's."""
    return (
        f'<xmpMM:{kind} xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"><rdf:Bag><rdf:li><rdf:Description'
        f" {source('trainedAlgorithmicMedia')}/></rdf:li></rdf:Bag></xmpMM:{kind}>"
    )


def _blender() -> bytes:
    notes = {
        "File": "/home/a/steps.blend",
        "Date": "2026/05/01 10:11:12",
        "Frame": "001",
        "Camera": "Camera",
        "Scene": "Scene",
        "RenderTime": "00:12.34",
        "cycles.ViewLayer.samples": "4096",
        "cycles.ViewLayer.total_time": "00:12.30",
    }
    return text_png(**notes)


_DRAWING = {"c2pa.actions.v2": {"actions": [{"action": "c2pa.created"}, {"action": "c2pa.drawing"}]}}

HARMLESS: dict[str, Callable[[], bytes]] = {
    "plain-png": png,
    "plain-jpeg": jpeg,
    "plain-webp": webp,
    "plain-gif": gif,
    "plain-avif": avif,
    "camera": lambda: exif_jpeg(
        ascii_tag(0x010F, "Canon"),
        ascii_tag(0x0110, "EOS R6"),
        ascii_tag(0x0131, "Adobe Photoshop Lightroom 13.0"),
        (0x927C, 7, b"Canon maker note with c2pa and AIGC in it"),
        comment=b"ASCII\0\0\0first steps: seeds and samplers",
    ),
    "photoshop-c2pa": lambda: c2pa_jpeg(generated_store(None, "c2pa.edited")),
    "camera-c2pa": lambda: c2pa_jpeg(generated_store("digitalCapture")),
    "algorithmic-c2pa": lambda: c2pa_png(generated_store("algorithmicMedia")),
    "algorithmic-xmp": lambda: xmp_png(source("algorithmicMedia")),
    "human-xmp": lambda: xmp_jpeg(source("digitalCreation")),
    "other-namespace": lambda: xmp_png(f'xmp:DigitalSourceType="{IPTC_CV}trainedAlgorithmicMedia"'),
    "history-mentions": lambda: xmp_jpeg(inner="<dc:subject>trainedAlgorithmicMedia</dc:subject>"),
    "text-c2pa": lambda: text_png(Comment="c2pa.created trainedAlgorithmicMedia caBX AIGC"),
    "text-steps": lambda: text_png(Description="Steps: I walked 20 miles. Seed: sunflower. Then I drew."),
    "text-steps-number": lambda: text_png(Description="Steps: 20, then rest."),
    "text-parameters": lambda: text_png(parameters="A gouache painting about parameters"),
    "text-prompt": lambda: text_png(prompt="A drawing made for the prompt of week 12", seed="poppy"),
    "json-form": lambda: text_png(Comment=json.dumps({"prompt": "inktober", "model": "my sister", "scale": "1:2"})),
    "json-graph": lambda: text_png(workflow=json.dumps({"nodes": [{"type": "pencil"}], "title": "my workflow"})),
    "json-broken": lambda: text_png(prompt='{"3": {"class_type": "KSampler"'),
    "software-krita": lambda: text_png(Software="Krita 5.2"),
    "software-word": lambda: text_png(Software="Dallery Photo Manager", Title="Midjourney to the west"),
    "title-names": lambda: xmp_jpeg('xmp:CreatorTool="GIMP 2.10" photoshop:Credit="Made with Google Pixel"'),
    "caption-dashes": lambda: iim_jpeg((120, "Sea -- ar first light -- v calm"), (110, "Photo: A. Maker")),
    "aigc-label-none": lambda: text_png(AIGC="Art In Green Colours"),
    "photoshop": lambda: xmp_jpeg(
        'xmp:CreatorTool="Adobe Photoshop 27.0 (Windows)" photoshop:Credit="A. Maker"',
        _history("Adobe Photoshop 27.0 (Windows)", "created", "converted", "saved"),
    ),
    "photoshop-iim": lambda: iim_jpeg((5, "Harbour"), (65, "Adobe Photoshop"), (120, "Steps: 3 layers, 2 colours")),
    "lightroom": lambda: xmp_jpeg(
        'xmp:CreatorTool="Adobe Lightroom Classic 15.0" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"'
        ' crs:Version="18.0" crs:Denoise="AI" crs:Seed="5"',
        _history("Adobe Lightroom Classic 15.0", "derived", "saved"),
    ),
    "krita": lambda: into_png(
        text_png(Software="Krita 5.3.0", Title="Steps: 20", Description="krita brush engine, seed: random"),
        chunk(b"eXIf", tiff([ascii_tag(0x0131, "Krita 5.3.0")])),
    ),
    "procreate": lambda: exif_jpeg(ascii_tag(0x0131, "Procreate 5.4"), ascii_tag(0x010E, "Time-lapse, 1204 strokes")),
    "procreate-c2pa": lambda: c2pa_png(store(manifest("urn:c2pa:1", dict(_DRAWING), "Procreate"))),
    "clip-studio": lambda: exif_jpeg(ascii_tag(0x0131, "CLIP STUDIO PAINT 4.0"), comment=bytes(8) + b"model: 3D"),
    "gimp": lambda: text_png(Comment="Created with GIMP", Software="GIMP 3.0.4"),
    "gimp-jpeg": lambda: jpeg(comment=b"Created with GIMP"),
    "blender": _blender,
    "phone": lambda: exif_jpeg(
        ascii_tag(0x010F, "Apple"),
        ascii_tag(0x0110, "iPhone 17"),
        ascii_tag(0x0131, "26.1"),
        ascii_tag(0x013C, "iPhone 17"),
        (0x927C, 7, b"Apple iOS\0\0\1MM prompt workflow"),
    ),
    "camera-c2pa-signed": (FILES / "c2pa-camera.avif").read_bytes,
    "webp-words": lambda: into_webp(webp(), b"JUNK", b"C2PA parameters Steps: 20, Sampler: a, Seed: 1"),
    "png-words": lambda: into_png(png(), chunk(b"juNk", b"caBX" + generated_store())),
    "pantry": lambda: xmp_jpeg(inner=_pantry("Pantry")),
    "ingredients": lambda: xmp_jpeg(inner=_pantry("Ingredients")),
    "iptc-ai-none": lambda: xmp_jpeg('Iptc4xmpExt:AISystemUsed="None" Iptc4xmpExt:AIPromptInformation="n/a"'),
    "iptc-enhanced": lambda: xmp_jpeg(source("algorithmicallyEnhanced")),
    "aigc-label-zero": lambda: text_png(AIGC='{"Label":"0"}'),
    "aigc-other-namespace": lambda: xmp_jpeg(
        inner='<a:AIGC xmlns:a="https://art.example/gc">{"Label":"1"}</a:AIGC>',
    ),
    "caption-no-ai": lambda: text_png(
        Description="Not made with Midjourney, Stable Diffusion or ChatGPT. Steps: sketch, ink, colour. Seed: none."
    ),
    "caption-settings": lambda: xmp_jpeg(
        inner="<dc:description><rdf:Alt><rdf:li>Model: Ana. Size: 30x40 cm. Version: second. Steps: 12 sittings"
        "</rdf:li></rdf:Alt></dc:description>"
    ),
    "plotter-json": lambda: text_png(Comment=json.dumps({"seed": 5, "steps": 400, "scale": 2, "pen": "0.3 mm"})),
    "xmp-words": lambda: into_webp(webp(xmp=xmp('xmp:Label="AIGC c2pa parameters"')), b"ABCD", b"C2PA"),
    "scan-data": _scan_with_words,
    "after-end": lambda: jpeg() + c2pa_jpeg(generated_store())[2:],
}
