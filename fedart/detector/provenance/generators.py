"""The marks that generators leave in texts: what each program writes, and how much of it must be there to count.

A word is never enough. Parameters must parse as the program writes them, JSON must be JSON with that program's keys,
names of programs must stand in the field for programs.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping

from fedart.domain.policy import Evidence

_TEXT = 512 * 1024
_EXCERPT = 120

_STEPS = re.compile(r"(?:\A|[\s,.])Steps: {0,2}\d{1,5},")
_PARAMETER = re.compile(r"(?:\A|[\s,])(Sampler|Schedule type|CFG scale|Seed|Size|Model hash|Model|Version): ")
_POSTPROCESS = re.compile(r"\APostprocess [a-z ]{1,40}: ")
_DREAM = re.compile(r"\s-([sSWHCA]) ?[\w.]")
_JOB = re.compile(r"\bJob ID: [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_FLAG = re.compile(r"\s--(ar \d{1,3}:\d|v \d|niji \d|stylize \d|chaos \d|s \d|q [\d.]|style \w)")
_PREFIX = re.compile(r"\A(?:prompt|workflow)\s?:\s*(?=\{)", re.IGNORECASE)

_PROMPTS = frozenset({"prompt", "positive_prompt", "negative_prompt", "full_prompt", "original_prompt", "uc", "c"})
_SETTINGS = frozenset(
    [
        "steps",
        "num_inference_steps",
        "sampler",
        "sampler_name",
        "sampling_method",
        "cfg_scale",
        "guidance_scale",
        "scale",
        "scheduler",
        "base_model",
        "base_model_hash",
        "model",
        "model_name",
        "model_hash",
        "use_stable_diffusion_model",
        "loras",
        "clip_skip",
        "performance",
        "strength",
        "refiner_model",
        "cfg",
        "noise_schedule",
        "uncond_scale",
    ]
)
_INVOKE = frozenset({"positive_prompt", "generation_mode", "app_version", "app_id", "model_weights", "model", "image"})

# Nodes that only move pictures about: a graph of nothing else generates nothing.
_COMFY_PLAIN = re.compile(
    r"\A(?:LoadImage(?:Mask|Output)?|SaveImage\w*|PreviewImage|Image(?:Scale|ScaleBy|ScaleToTotalPixels|Crop|Blur|"
    r"Sharpen|Invert|Batch|PadForOutpaint|UpscaleWithModel|Flip|Rotate|Resize\w*)|UpscaleModelLoader|MaskToImage|"
    r"ImageToMask|Note|MarkdownNote|Reroute|PrimitiveNode)\Z"
)

# Names that stand in fields for programs. Those of tools with which people also draw are no proof: see _SHARED.
_PROGRAMS = [
    "adobe firefly",
    "automatic1111",
    "bing image creator",
    "chatgpt",
    "civitai",
    "comfyui",
    "dall-e",
    "dall·e",
    "dalle",
    "diffusionbee",
    "draw things",
    "dreamstudio",
    "easy diffusion",
    "fooocus",
    "forge webui",
    "gpt-image",
    "ideogram",
    "image creator from designer",
    "invokeai",
    "invoke ai",
    "leonardo.ai",
    "midjourney",
    "mochi diffusion",
    "niji journey",
    "nijijourney",
    "nightcafe",
    "novelai",
    "openai",
    "pixai",
    "sd.next",
    "sdnext",
    "seaart",
    "stability ai",
    "stable diffusion",
    "stable-diffusion",
    "stablediffusion",
    "swarmui",
    "tensor.art",
    "wombo dream",
]
_SHARED = ("krea", "recraft", "canva magic media", "playground")

Fields = Mapping[str, object]


def software(value: str, signal: str) -> Iterator[Evidence]:
    """The name of a program, from a field that holds such names."""
    name = value.strip().casefold()
    for known, certain in (*((p, True) for p in _PROGRAMS), *((p, False) for p in _SHARED)):
        if name.startswith(known) and not name[len(known) : len(known) + 1].isalnum():
            yield Evidence("software", signal, excerpt(value), certain)
            return


def text(value: str, signal: str) -> Iterator[Evidence]:
    """A free text: parameters, JSON, captions, comments."""
    value = _PREFIX.sub("", value[:_TEXT].strip(), count=1)
    if value.startswith("{"):
        fields = _json(value)
        if fields is not None:
            yield from json_fields(fields, signal)
            return
    for rule in _TEXT_RULES:
        found = rule(value, signal)
        if found is not None:
            yield found
            return


def keyed(key: str, value: str, signal: str) -> Iterator[Evidence]:
    """A text under a name, as in PNG: the name may tell how to read it."""
    if key in ("Software", "CreatorTool", "Creator Tool", "Source", "Generator", "software"):
        yield from software(value, signal)
    elif key == "Dream" and len({match[1] for match in _DREAM.finditer(value[:_TEXT])}) >= 2:
        yield Evidence("generator", signal, f"InvokeAI: {excerpt(value)}")
    elif key in ("sd-metadata", "invokeai_metadata"):
        fields = _json(value[:_TEXT]) or {}
        if _INVOKE & fields.keys():
            yield Evidence("generator", signal, f"InvokeAI: {excerpt(value)}")
    elif key == "AIGC":
        yield from aigc(value, signal)
    else:
        yield from text(value, signal)


def together(texts: Mapping[str, str], signal: str) -> Iterator[Evidence]:
    """Texts that mean something only side by side: Easy Diffusion writes one setting under each name."""
    found = _settings(texts)
    if found is not None:
        yield Evidence("generator", signal, found)


def json_fields(fields: Fields, signal: str) -> Iterator[Evidence]:
    """A JSON object as one of the programs writes it."""
    graph = _comfy_nodes(fields)
    inner = fields.get("sui_image_params")
    if isinstance(inner, dict):
        yield Evidence("generator", signal, f"SwarmUI: {excerpt(json.dumps(inner, ensure_ascii=False))}")
    elif graph:
        certain = not all(_COMFY_PLAIN.match(name) for name in graph)
        yield Evidence("generator", signal, f"ComfyUI: {excerpt(', '.join(sorted(graph)))}", certain)
    elif "AIGC" in fields:
        yield from aigc(json.dumps(fields["AIGC"]), signal)
    else:
        found = _settings(fields)
        if found is not None:
            yield Evidence("generator", signal, found)


def aigc(value: str, signal: str) -> Iterator[Evidence]:
    """The label of GB 45438-2025: `Label` 1 is generated, 2 possibly, 3 suspected."""
    fields = _json(value)
    label = str(fields.get("Label", "")) if fields is not None else ""
    if label in ("1", "2", "3"):
        yield Evidence("iptc", signal, f"AIGC label {label}", label == "1")


def excerpt(value: str) -> str:
    """A short readable piece, on one line."""
    line = " ".join(value[: 4 * _EXCERPT].split())
    line = "".join(c if c.isprintable() else "\ufffd" for c in line)
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…"


def _parameters(value: str, signal: str) -> Evidence | None:
    """`Steps: 20, Sampler: Euler a, CFG scale: 7, ...` as A1111, Forge and SD.Next write it, after the prompt."""
    for match in list(_STEPS.finditer(value))[-4:]:
        tail = value[match.start() : match.start() + 2_000]
        if len(set(_PARAMETER.findall(tail))) >= 2:
            return Evidence("generator", signal, excerpt(tail))
    return None


def _postprocess(value: str, signal: str) -> Evidence | None:
    """The same program's page for enlarging pictures, which takes pictures from anywhere."""
    return Evidence("generator", signal, excerpt(value), certain=False) if _POSTPROCESS.match(value) else None


def _midjourney(value: str, signal: str) -> Evidence | None:
    """A prompt with the job's number. Flags alone may be a quotation."""
    if _JOB.search(value):
        return Evidence("generator", signal, f"Midjourney: {excerpt(value)}")
    if len({match.split()[0] for match in _FLAG.findall(value)}) >= 2:
        return Evidence("generator", signal, f"Midjourney: {excerpt(value)}", certain=False)
    return None


def _dalle(value: str, signal: str) -> Evidence | None:
    return Evidence("generator", signal, excerpt(value)) if value.startswith("Made with OpenAI Labs") else None


_TEXT_RULES: tuple[Callable[[str, str], Evidence | None], ...] = (_parameters, _postprocess, _midjourney, _dalle)


def _json(value: str) -> Fields | None:
    try:
        loaded = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return loaded if isinstance(loaded, dict) else None


def _comfy_nodes(fields: Fields) -> set[str]:
    """The kinds of node of a ComfyUI prompt (by `class_type`) or workflow (a list of nodes with `type`)."""
    nodes = [node for node in fields.values() if isinstance(node, dict) and isinstance(node.get("inputs"), dict)]
    found = {str(node["class_type"]) for node in nodes if isinstance(node.get("class_type"), str)}
    listed = fields.get("nodes")
    if isinstance(listed, list) and ("links" in fields or "last_node_id" in fields):
        found |= {str(n["type"]) for n in listed if isinstance(n, dict) and isinstance(n.get("type"), str)}
    return found


def _settings(fields: Fields) -> str | None:
    """An excerpt when a prompt, a seed and two more settings of a sampler stand together, however they are spelt."""
    known = {name.strip().lower().replace(" ", "_"): value for name, value in fields.items()}
    if not _PROMPTS & known.keys() or "seed" not in known or len(_SETTINGS & known.keys()) < 2:
        return None
    program = next((known[name] for name in ("software", "version", "app") if isinstance(known.get(name), str)), "")
    prompt = next((known[name] for name in ("prompt", "positive_prompt", "c", "uc") if name in known), "")
    return excerpt(f"{program}: {prompt}" if program else str(prompt)) or "settings of a generator"
