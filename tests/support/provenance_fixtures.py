"""A file for each way to declare that a picture was generated, and for each way to suggest it.

Made anew from paintings and blocks written by hand, the same bytes every time. Only the signed files are kept: see
`signed_pictures`. docs/provenance.md names every one of them; a test compares.
"""

import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from tests.support.blocks import (
    IPTC_CV,
    actions,
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
    manifest,
    stealth,
    store,
    text_png,
    tiff,
    two_manifests,
    xmp,
    xmp_jpeg,
    xmp_png,
)
from tests.support.paint import avif, gif, jpeg, painting, png, webp
from tests.support.watermarks import watermarked

FILES = Path(__file__).parent.parent / "detector" / "files"

A1111 = (
    "a lighthouse at dusk, oil on canvas\nNegative prompt: blurry\n"
    "Steps: 25, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 1234567, Size: 512x768, Model hash: abcdef12, Model: some"
)
SDNEXT = (
    "a harbour\nNegative prompt: text\nSteps: 20, Size: 1024x1024, Sampler: DEIS, Seed: 77, CFG scale: 6, "
    "App: SD.Next, Version: 0f1e2d3, Pipeline: StableDiffusionXLPipeline"
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


def exif_jpeg(*entries: tuple[int, int, bytes], comment: bytes = b"") -> bytes:
    """A JPEG with these EXIF entries."""
    return into_jpeg(jpeg(), (0xE1, b"Exif\0\0" + tiff(entries, comment)))


def _unicode(text: str) -> bytes:
    return b"UNICODE\0" + text.encode("utf-16-be")


def _zipped(key: str, text: str) -> bytes:
    return chunk(b"zTXt", key.encode() + b"\0\0" + zlib.compress(text.encode()))


def _raw_profile(kind: str, raw: bytes) -> bytes:
    text = f"\n{kind}\n{len(raw):8}\n{raw.hex()}\n"
    return chunk(b"tEXt", f"Raw profile type {kind}".encode() + b"\0" + text.encode())


def source(name: str) -> str:
    """A digital source type, as an attribute."""
    return f'Iptc4xmpExt:DigitalSourceType="{IPTC_CV}{name}"'


def _asserting(name: str, value: object) -> bytes:
    return store(manifest("urn:c2pa:1", {name: value}, "Test Generator/1.0"))


def _packets(jumbf_store: bytes, size: int = 150, *, long: bool = False) -> list[tuple[int, bytes]]:
    """APP11 segments; `long`: with the box's length in eight bytes."""
    head, body = jumbf_store[:8], jumbf_store[8:]
    if long:
        head = b"\0\0\0\1jumb" + struct.pack(">Q", len(body) + 16)
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return [(0xEB, b"JP\2\x11" + struct.pack(">I", n + 1) + head + piece) for n, piece in enumerate(pieces)]


def _damaged(picture: Image.Image) -> Image.Image:
    """A few pixels painted over, behind the mark."""
    pixels = np.asarray(picture).copy()
    pixels[:, 2:4, 3] = 255
    return Image.fromarray(pixels)


SIGNALS: dict[str, Callable[[], bytes]] = {
    "c2pa-png": lambda: c2pa_png(generated_store()),
    "c2pa-jpeg": lambda: c2pa_jpeg(generated_store()),
    "c2pa-jpeg-packets": lambda: c2pa_jpeg(generated_store(), 100),
    "c2pa-webp": lambda: into_webp(webp(), b"C2PA", generated_store()),
    "c2pa-avif": lambda: c2pa_avif(generated_store()),
    "c2pa-gif": lambda: into_gif(gif(), 0xFF, b"C2PA_GIF\x01\0\0", generated_store()[:200], generated_store()[200:]),
    "c2pa-composite": lambda: c2pa_png(generated_store("compositeWithTrainedAlgorithmicMedia", "c2pa.edited")),
    "c2pa-actions-v2": lambda: c2pa_png(_asserting("c2pa.actions.v2", actions("trainedAlgorithmicMedia"))),
    "c2pa-more-actions": lambda: c2pa_png(
        store(
            manifest(
                "urn:uuid:1",
                {"c2pa.actions": actions(None), "c2pa.actions__1": actions("trainedAlgorithmicMedia", "c2pa.edited")},
            )
        )
    ),
    "c2pa-metadata": lambda: c2pa_png(
        _asserting("c2pa.metadata", {"Iptc4xmpExt:DigitalSourceType": IPTC_CV + "trainedAlgorithmicMedia"})
    ),
    "c2pa-iptc": lambda: c2pa_png(
        _asserting("stds.iptc", {"Iptc4xmpExt:DigitalSourceType": IPTC_CV + "compositeWithTrainedAlgorithmicMedia"})
    ),
    "c2pa-jpeg-shuffled": lambda: into_jpeg(jpeg(), *reversed(_packets(generated_store()))),
    "c2pa-jpeg-long-box": lambda: into_jpeg(jpeg(), *_packets(generated_store(), long=True)),
    "c2pa-signed-png": (FILES / "c2pa-signed.png").read_bytes,
    "c2pa-signed-jpeg": (FILES / "c2pa-signed.jpg").read_bytes,
    "c2pa-signed-webp": (FILES / "c2pa-signed.webp").read_bytes,
    "c2pa-signed-avif": (FILES / "c2pa-generated.avif").read_bytes,
    "c2pa-signed-parent": (FILES / "c2pa-parent.avif").read_bytes,
    "c2pa-parent": lambda: c2pa_jpeg(two_manifests("parentOf")),
    "iptc-png": lambda: xmp_png(source("trainedAlgorithmicMedia")),
    "iptc-jpeg": lambda: xmp_jpeg(source("compositeWithTrainedAlgorithmicMedia")),
    "iptc-webp": lambda: webp(xmp=xmp(source("trainedAlgorithmicMedia"))),
    "iptc-avif": lambda: avif(xmp=xmp(source("trainedAlgorithmicMedia"))),
    "iptc-gif": lambda: gif_xmp(xmp(source("trainedAlgorithmicMedia"))),
    "iptc-element": lambda: xmp_png(
        inner=f"<Iptc4xmpExt:DigitalSourceType>{IPTC_CV}trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>"
    ),
    "iptc-resource": lambda: xmp_png(
        inner=f'<Iptc4xmpExt:DigitalSourceType rdf:resource="{IPTC_CV}trainedAlgorithmicMedia"/>'
    ),
    "iptc-short": lambda: xmp_jpeg('Iptc4xmpExt:DigitalSourceType="trainedAlgorithmicMedia"'),
    "iptc-https": lambda: xmp_jpeg(source("trainedAlgorithmicMedia").replace("http:", "https:")),
    "iptc-raw-profile": lambda: into_png(png(), _raw_profile("xmp", xmp(source("trainedAlgorithmicMedia")))),
    "iptc-ai-system": lambda: xmp_jpeg('Iptc4xmpExt:AISystemUsed="Some Image Model 3"'),
    "iptc-ai-version": lambda: xmp_jpeg('Iptc4xmpExt:AISystemVersionUsed="3.5 turbo"'),
    "iptc-ai-writer": lambda: xmp_jpeg('Iptc4xmpExt:AIPromptWriterName="A. Writer"'),
    "iptc-ai-prompt": lambda: xmp_jpeg('Iptc4xmpExt:AIPromptInformation="a cat"'),
    "google-credit-xmp": lambda: xmp_jpeg('photoshop:Credit="Made with Google AI"'),
    "google-credit-iim": lambda: iim_jpeg((110, "Made with Google AI")),
    "aigc-png": lambda: text_png(AIGC='{"Label":"1","ContentProducer":"x"}'),
    "aigc-xmp": lambda: xmp_jpeg(
        inner='<TC260:AIGC>{"Label":"1","ContentProducer":"001191"}</TC260:AIGC>',
    ),
    "aigc-attribute": lambda: xmp_png("TC260:AIGC='{&quot;Label&quot;:&quot;1&quot;}'"),
    "aigc-jpeg-comment": lambda: jpeg(comment=b'{"AIGC":{"Label":"1","ContentProducer":"x"}}'),
    "aigc-exif": lambda: exif_jpeg(comment=b"ASCII\0\0\0" + b'{"AIGC":{"Label":"1"}}'),
    "a1111-png": lambda: text_png(parameters=A1111),
    "a1111-zipped": lambda: into_png(png(), _zipped("parameters", A1111)),
    "a1111-jpeg": lambda: exif_jpeg(comment=_unicode(A1111)),
    "a1111-little-endian": lambda: exif_jpeg(comment=b"UNICODE\0" + A1111.encode("utf-16-le")),
    "a1111-ascii": lambda: exif_jpeg(comment=b"ASCII\0\0\0" + A1111.encode()),
    "forge-png": lambda: text_png(parameters=A1111 + ", Version: f2.0.1v1.10.1-previous, Module 1: ae"),
    "sdnext-png": lambda: text_png(parameters=SDNEXT),
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
    "swarm-jpeg": lambda: exif_jpeg(comment=_unicode(json.dumps({"sui_image_params": {"prompt": "a", "seed": 1}}))),
    "invoke-dream": lambda: text_png(Dream='"a cat" -s 50 -S 3405123 -W 512 -H 512 -C 7.5 -A k_lms'),
    "invoke-sd-metadata": lambda: text_png(**{"sd-metadata": json.dumps({"model": "stable diffusion", "image": {}})}),
    "invoke-metadata": lambda: text_png(invokeai_metadata=json.dumps({"generation_mode": "sdxl_txt2img"})),
    "easy-diffusion": lambda: text_png(
        **{"Prompt": "a cat", "Negative Prompt": "dog", "Seed": "5", "Steps": "25", "Guidance Scale": "7.5"}
    ),
    "easy-diffusion-jpeg": lambda: exif_jpeg(
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
    "midjourney-source": lambda: xmp_png(
        source("trainedAlgorithmicMedia"), f"<dc:description><rdf:Alt><rdf:li>{JOB}</rdf:li></rdf:Alt></dc:description>"
    ),
    "dalle-maker-note": lambda: exif_jpeg((0x927C, 7, b"OpenAI--ImageGeneration--abc")),
    "dalle-comment": lambda: exif_jpeg(comment=b"ASCII\0\0\0Made with OpenAI Labs"),
    "software-exif": lambda: exif_jpeg(ascii_tag(0x0131, "Stable Diffusion XL")),
    "software-xmp": lambda: xmp_png('xmp:CreatorTool="Adobe Firefly 2.0"'),
    "software-iim": lambda: iim_jpeg((65, "ComfyUI")),
    "watermark-sd1": lambda: png(watermarked("StableDiffusionV1", painting(2, (512, 512)))),
    "watermark-sd2": lambda: png(watermarked("SDV2", painting(2, (320, 256)))),
    "watermark-sdxl": lambda: png(watermarked("Stable Diffusion XL", painting(2, (320, 256)))),
    "watermark-flux": lambda: png(watermarked("FLUX", painting(2, (320, 256)))),
    "watermark-webp": lambda: webp(watermarked("SDV2", painting(4, (320, 256))), lossless=True),
}

# Uncertain: they are reported, and do not by themselves withhold a picture.
SUGGESTIONS: dict[str, Callable[[], bytes]] = {
    "c2pa-part": lambda: c2pa_png(two_manifests("componentOf")),
    "c2pa-placed": lambda: c2pa_png(generated_store(action="c2pa.placed")),
    "c2pa-input": lambda: c2pa_png(two_manifests("inputTo")),
    "c2pa-signed-part": (FILES / "c2pa-part.avif").read_bytes,
    "c2pa-composite-synthetic": lambda: c2pa_png(generated_store("compositeSynthetic")),
    "composite-synthetic": lambda: xmp_jpeg(source("compositeSynthetic")),
    "google-edited": lambda: xmp_jpeg('photoshop:Credit="Edited with Google AI"'),
    "comfy-scaling-only": lambda: text_png(prompt=COMFY_SCALING),
    "a1111-extras": lambda: text_png(postprocessing="Postprocess upscale by: 4, Postprocess upscaler: ESRGAN_4x"),
    "midjourney-flags": lambda: text_png(Description="a castle --ar 3:2 --v 6.1"),
    "google-edited-iim": lambda: iim_jpeg((110, "Edited with Google AI")),
    "aigc-possible": lambda: xmp_jpeg(inner='<TC260:AIGC>{"Label":"2"}</TC260:AIGC>'),
    "aigc-suspected": lambda: text_png(AIGC='{"Label":"3"}'),
    "stealth-damaged": lambda: png(_damaged(stealth("stealth_pngcomp", NOVELAI))),
    "shared-software": lambda: text_png(Software="Recraft"),
}
