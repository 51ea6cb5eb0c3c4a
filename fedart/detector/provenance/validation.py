"""What the C2PA project's own library says about a file's signatures, where it is installed (`fedart[c2pa]`).

It adds a few words to what `c2pa` has read, and changes nothing else: a statement of generation counts whatever
becomes of its signature, for certificates expire and most signers are on nobody's list. The library is given only
files that make such a statement, runs in the sandbox, and is told to fetch nothing: no manifests from elsewhere, no
revocation, no identities, no lists of trusted signers (THREATS MED-08).
"""

import io
import json
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec

UNVERIFIED = "signature unverified"
VALID = "signature valid, signer not checked"
NOT_VALID = "signature not valid"

OFFLINE = {
    "version": 1,
    "core": {"decode_identity_assertions": False, "allowed_network_hosts": []},
    "verify": {
        "verify_after_reading": True,
        "remote_manifest_fetch": False,
        "ocsp_fetch": False,
        "verify_trust": False,
        "verify_timestamp_trust": False,
    },
}
"""The library's settings, by its own names."""

_LIBRARY = "c2pa"
_CODE = 50


@cache
def reader() -> Callable[[bytes], str] | None:
    """A function that gives the library's report about a file, as JSON; None where the library is not installed."""
    if find_spec(_LIBRARY) is None:
        return None
    try:
        library = import_module(_LIBRARY)
        context: object = library.Context.from_dict(OFFLINE)
    except (ImportError, OSError, RuntimeError, AttributeError):
        # Installed, but not for this machine, or of a version that we do not know.
        return None

    def report(data: bytes) -> str:
        try:
            with library.Reader(None, io.BytesIO(data), None, context) as opened:
                return str(opened.json())
        except library.C2paError:
            return ""

    return report


def state(data: bytes, report: Callable[[bytes], str] | None) -> str:
    """What can be said about the signatures in a file, in a few words. `report` as `reader` gives it."""
    if report is None:
        return UNVERIFIED
    try:
        found = json.loads(report(data) or "{}")
    except (ValueError, RecursionError):
        found = {}
    found = found if isinstance(found, dict) else {}
    if found.get("validation_state") in ("Valid", "Trusted"):
        return VALID
    code = _failure(found.get("validation_results"))
    return f"{NOT_VALID} ({code})" if code else NOT_VALID


def _failure(results: object) -> str:
    """The first reason of the active manifest, as the standard names it: `assertion.dataHash.mismatch`."""
    active = results.get("activeManifest") if isinstance(results, dict) else None
    failures = active.get("failure") if isinstance(active, dict) else None
    first = failures[0] if isinstance(failures, list) and failures else None
    code = first.get("code") if isinstance(first, dict) else None
    return code[:_CODE] if isinstance(code, str) and code.isprintable() else ""
