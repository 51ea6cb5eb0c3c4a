"""What a command says: an object on standard output with `--json`, else lines for people."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass

import orjson


@dataclass(frozen=True, slots=True)
class Output:
    as_json: bool

    def done(self, text: str, **values: object) -> int:
        """Report success; `text` is for people, `values` for scripts. Returns 0."""
        if self.as_json:
            sys.stdout.buffer.write(orjson.dumps({"ok": True, **values}) + b"\n")
            sys.stdout.flush()
        elif text:
            print(text, flush=True)
        return 0

    def refuse(self, reason: str, *, fields: Mapping[str, str] | None = None, **values: object) -> int:
        """Report a refusal with what to do about it. Returns 1."""
        if self.as_json:
            found = {"ok": False, "error": reason, **({"fields": dict(fields)} if fields else {}), **values}
            sys.stdout.buffer.write(orjson.dumps(found) + b"\n")
            sys.stdout.flush()
        print(reason, file=sys.stderr, flush=True)
        return 1

    def note(self, text: str) -> None:
        """A message beside the result, on standard error."""
        print(text, file=sys.stderr, flush=True)
