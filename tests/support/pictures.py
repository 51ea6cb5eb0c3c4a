"""Pictures for tests: paintings in every format, and files with each provenance signal or a harmless twin of it.

`with_signal(name)` gives a file that declares to be generated, for each name in SIGNALS; `harmless(name)` gives one
that looks alike to a careless reader but declares nothing, for each name in HARMLESS.
"""

import json
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image

from tests.support.blocks import (
    IPTC_CV,
    ascii_tag,
    c2pa_avif,
    c2pa_jpeg,
    c2pa_png,
    chunk,
    generated_store,
    gif_xmp,
    iim_jpeg,
    into_gif,
    into_jpeg,
    into_png,
    into_webp,
    stealth,
    text_png,
    tiff,
    two_manifests,
    xmp,
    xmp_jpeg,
    xmp_png,
)
from tests.support.paint import animation, avif, cutout, encode, gif, jpeg, painting, png, webp

__all__ = [
    "HARMLESS",
    "SIGNALS",
    "SUGGESTIONS",
    "animation",
    "avif",
    "cutout",
    "encode",
    "gif",
    "harmless",
    "jpeg",
    "painting",
    "png",
    "webp",
    "with_signal",
]

A1111 = (
    "a lighthouse at dusk, oil on canvas\nNegative prompt: blurry\n"
    "Steps: 25, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 1234567, Size: 512x768, Model hash: abcdef12, Model: some"
)
COMFY_PROMPT = json.dumps(
    {
        "3": {"class_type": "KSampler", "inputs": {"seed": 5, "steps": 20, "model": ["4", 0]}},
        "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "x.safetensors"}},
    }
)
COMFY_WORKFLOW = json.dumps(
    {
        "last_node_id": 4,
        "last_link_id": 9,
        "nodes": [{"id": 3, "type": "KSampler"}],
        "links": [[1, 4, 0, 3, 0, "MODEL"]],
    }
)
COMFY_SCALING = json.dumps(
    {
        "1": {"class_type": "LoadImage", "inputs": {"image": "drawing.png"}},
        "2": {"class_type": "ImageScale", "inputs": {"image": ["1", 0]}},
        "3": {"class_type": "SaveImage", "inputs": {"images": ["2", 0]}},
    }
)
JOB = "a castle --ar 3:2 --v 6.1 Job ID: 01234567-89ab-cdef-0123-456789abcdef"
NOVELAI = json.dumps({"prompt": "1girl", "steps": 28, "sampler": "k_euler", "seed": 3, "uc": "lowres", "scale": 5.0})
SETTINGS = json.dumps(
    {"prompt": "a cat", "negative_prompt": "", "seed": "7", "base_model": "jug.safetensors", "sampler": "dpmpp_2m"}
)
DRAW_THINGS = json.dumps(
    {"c": "a cat", "uc": "", "model": "sd.ckpt", "sampler": "Euler A", "scale": 7.5, "seed": 9, "steps": 30}
)


def _exif_jpeg(*entries: tuple[int, int, bytes], comment: bytes = b"") -> bytes:
    return into_jpeg(jpeg(), (0xE1, b"Exif\0\0" + tiff(entries, comment)))


def _unicode(text: str) -> bytes:
    return b"UNICODE\0" + text.encode("utf-16-be")


def _zipped(key: str, text: str) -> bytes:
    return chunk(b"zTXt", key.encode() + b"\0\0" + zlib.compress(text.encode()))


def _raw_profile(kind: str, raw: bytes) -> bytes:
    text = f"\n{kind}\n{len(raw):8}\n{raw.hex()}\n"
    return chunk(b"tEXt", f"Raw profile type {kind}".encode() + b"\0" + text.encode())


def _source(name: str) -> str:
    return f'Iptc4xmpExt:DigitalSourceType="{IPTC_CV}{name}"'


def _scan_with_words() -> bytes:
    """A JPEG whose compressed pixels contain the words, as happens by chance."""
    picture = jpeg()
    at = len(picture) - 400
    words = b"c2pa jumb c2pa.created trainedAlgorithmicMedia AIGC parameters Steps: 20, Sampler: a, Seed: 1"
    return picture[:at] + words + picture[at + len(words) :]


SIGNALS: dict[str, Callable[[], bytes]] = {
    "c2pa-png": lambda: c2pa_png(generated_store()),
    "c2pa-jpeg": lambda: c2pa_jpeg(generated_store()),
    "c2pa-jpeg-packets": lambda: c2pa_jpeg(generated_store(), 100),
    "c2pa-webp": lambda: into_webp(webp(), b"C2PA", generated_store()),
    "c2pa-avif": lambda: c2pa_avif(generated_store()),
    "c2pa-gif": lambda: into_gif(gif(), 0xFF, b"C2PA_GIF\x01\0\0", generated_store()[:200], generated_store()[200:]),
    "c2pa-composite": lambda: c2pa_png(generated_store("compositeWithTrainedAlgorithmicMedia", "c2pa.edited")),
    "c2pa-parent": lambda: c2pa_jpeg(two_manifests("parentOf")),
    "iptc-png": lambda: xmp_png(_source("trainedAlgorithmicMedia")),
    "iptc-jpeg": lambda: xmp_jpeg(_source("compositeWithTrainedAlgorithmicMedia")),
    "iptc-webp": lambda: webp(xmp=xmp(_source("trainedAlgorithmicMedia"))),
    "iptc-avif": lambda: avif(xmp=xmp(_source("trainedAlgorithmicMedia"))),
    "iptc-gif": lambda: gif_xmp(xmp(_source("trainedAlgorithmicMedia"))),
    "iptc-element": lambda: xmp_png(
        inner=f"<Iptc4xmpExt:DigitalSourceType>{IPTC_CV}trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>"
    ),
    "iptc-resource": lambda: xmp_png(
        inner=f'<Iptc4xmpExt:DigitalSourceType rdf:resource="{IPTC_CV}trainedAlgorithmicMedia"/>'
    ),
    "iptc-raw-profile": lambda: into_png(png(), _raw_profile("xmp", xmp(_source("trainedAlgorithmicMedia")))),
    "iptc-ai-system": lambda: xmp_jpeg('Iptc4xmpExt:AISystemUsed="Some Image Model 3"'),
    "iptc-ai-prompt": lambda: xmp_jpeg('Iptc4xmpExt:AIPromptInformation="a cat"'),
    "google-credit-xmp": lambda: xmp_jpeg('photoshop:Credit="Made with Google AI"'),
    "google-credit-iim": lambda: iim_jpeg((110, "Made with Google AI")),
    "aigc-png": lambda: text_png(AIGC='{"Label":"1","ContentProducer":"x"}'),
    "aigc-xmp": lambda: xmp_jpeg(
        inner='<TC260:AIGC>{"Label":"1","ContentProducer":"001191"}</TC260:AIGC>',
    ),
    "aigc-exif": lambda: _exif_jpeg(comment=b"ASCII\0\0\0" + b'{"AIGC":{"Label":"1"}}'),
    "a1111-png": lambda: text_png(parameters=A1111),
    "a1111-zipped": lambda: into_png(png(), _zipped("parameters", A1111)),
    "a1111-jpeg": lambda: _exif_jpeg(comment=_unicode(A1111)),
    "a1111-webp": lambda: webp(exif=b"Exif\0\0" + tiff((), _unicode(A1111))),
    "a1111-avif": lambda: avif(exif=tiff((), _unicode(A1111))),
    "a1111-raw-profile": lambda: into_png(png(), _raw_profile("exif", b"Exif\0\0" + tiff((), _unicode(A1111)))),
    "a1111-gif": lambda: gif(comment=A1111.encode()),
    "comfy-prompt": lambda: text_png(prompt=COMFY_PROMPT),
    "comfy-workflow": lambda: text_png(workflow=COMFY_WORKFLOW),
    "comfy-webp": lambda: webp(
        exif=tiff([ascii_tag(0x010F, "workflow:" + COMFY_WORKFLOW), ascii_tag(0x0110, "prompt:" + COMFY_PROMPT)])
    ),
    "swarm": lambda: text_png(parameters=json.dumps({"sui_image_params": {"prompt": "a cat", "model": "x"}})),
    "invoke-dream": lambda: text_png(Dream='"a cat" -s 50 -S 3405123 -W 512 -H 512 -C 7.5 -A k_lms'),
    "invoke-sd-metadata": lambda: text_png(**{"sd-metadata": json.dumps({"model": "stable diffusion", "image": {}})}),
    "invoke-metadata": lambda: text_png(invokeai_metadata=json.dumps({"generation_mode": "sdxl_txt2img"})),
    "easy-diffusion": lambda: text_png(
        **{"Prompt": "a cat", "Negative Prompt": "dog", "Seed": "5", "Steps": "25", "Guidance Scale": "7.5"}
    ),
    "easy-diffusion-jpeg": lambda: _exif_jpeg(
        comment=_unicode('{"prompt":"a cat","negative_prompt":"","seed":5,"num_inference_steps":25,"guidance_scale":7}')
    ),
    "fooocus-png": lambda: text_png(fooocus_scheme="fooocus", parameters=SETTINGS),
    "fooocus-jpeg": lambda: jpeg(comment=SETTINGS.encode()),
    "draw-things": lambda: xmp_png(
        inner='<exif:UserComment><rdf:Alt><rdf:li xml:lang="x-default">'
        + DRAW_THINGS
        + "</rdf:li></rdf:Alt></exif:UserComment>"
    ),
    "novelai-software": lambda: text_png(Software="NovelAI"),
    "novelai-comment": lambda: text_png(Comment=NOVELAI),
    "novelai-stealth-alpha": lambda: png(stealth("stealth_pngcomp", NOVELAI)),
    "novelai-stealth-rgb": lambda: png(stealth("stealth_rgbcomp", NOVELAI)),
    "stealth-plain-alpha": lambda: png(stealth("stealth_pnginfo", A1111)),
    "stealth-plain-rgb": lambda: png(stealth("stealth_rgbinfo", A1111)),
    "stealth-webp": lambda: webp(stealth("stealth_rgbcomp", A1111), lossless=True),
    "midjourney-iim": lambda: iim_jpeg((5, "castle"), (120, JOB)),
    "midjourney-png": lambda: text_png(Description=JOB),
    "midjourney-xmp": lambda: xmp_jpeg(
        inner=f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{JOB}</rdf:li></rdf:Alt></dc:description>'
    ),
    "dalle-maker-note": lambda: _exif_jpeg((0x927C, 7, b"OpenAI--ImageGeneration--abc")),
    "dalle-comment": lambda: _exif_jpeg(comment=b"ASCII\0\0\0Made with OpenAI Labs"),
    "software-exif": lambda: _exif_jpeg(ascii_tag(0x0131, "Stable Diffusion XL")),
    "software-xmp": lambda: xmp_png('xmp:CreatorTool="Adobe Firefly 2.0"'),
    "software-iim": lambda: iim_jpeg((65, "ComfyUI")),
}

# Uncertain: they are reported, and do not by themselves withhold a picture.
SUGGESTIONS: dict[str, Callable[[], bytes]] = {
    "c2pa-part": lambda: c2pa_png(two_manifests("componentOf")),
    "c2pa-placed": lambda: c2pa_png(generated_store(action="c2pa.placed")),
    "composite-synthetic": lambda: xmp_jpeg(_source("compositeSynthetic")),
    "google-edited": lambda: xmp_jpeg('photoshop:Credit="Edited with Google AI"'),
    "comfy-scaling-only": lambda: text_png(prompt=COMFY_SCALING),
    "a1111-extras": lambda: text_png(parameters="Postprocess upscale by: 4, Postprocess upscaler: ESRGAN_4x"),
    "midjourney-flags": lambda: text_png(Description="a castle --ar 3:2 --v 6.1"),
    "aigc-suspected": lambda: text_png(AIGC='{"Label":"3"}'),
    "stealth-damaged": lambda: png(_damaged(stealth("stealth_pngcomp", NOVELAI))),
    "shared-software": lambda: text_png(Software="Recraft"),
}

HARMLESS: dict[str, Callable[[], bytes]] = {
    "plain-png": png,
    "plain-jpeg": jpeg,
    "plain-webp": webp,
    "plain-gif": gif,
    "plain-avif": avif,
    "camera": lambda: _exif_jpeg(
        ascii_tag(0x010F, "Canon"),
        ascii_tag(0x0110, "EOS R6"),
        ascii_tag(0x0131, "Adobe Photoshop Lightroom 13.0"),
        (0x927C, 7, b"Canon maker note with c2pa and AIGC in it"),
        comment=b"ASCII\0\0\0first steps: seeds and samplers",
    ),
    "photoshop-c2pa": lambda: c2pa_jpeg(generated_store(None, "c2pa.edited")),
    "camera-c2pa": lambda: c2pa_jpeg(generated_store("digitalCapture")),
    "algorithmic-c2pa": lambda: c2pa_png(generated_store("algorithmicMedia")),
    "algorithmic-xmp": lambda: xmp_png(_source("algorithmicMedia")),
    "human-xmp": lambda: xmp_jpeg(_source("digitalCreation")),
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
    "scan-data": _scan_with_words,
    "after-end": lambda: jpeg() + c2pa_jpeg(generated_store())[2:],
}


def with_signal(name: str) -> bytes:
    """A real picture file that declares to be generated in the way of that name."""
    return SIGNALS[name]()


def harmless(name: str) -> bytes:
    """A real picture file that declares nothing of the kind."""
    return HARMLESS[name]()


def _damaged(picture: Image.Image) -> Image.Image:
    """A few pixels painted over, behind the mark."""
    pixels = np.asarray(picture).copy()
    pixels[:, 2:4, 3] = 255
    return Image.fromarray(pixels)
