"""The detector's process, but some files do to it what hostile input or a bad model might."""

import os
import threading
from collections.abc import Sequence

from fedart.detector import child
from fedart.sandbox.child import Handler, serve

Answer = tuple[dict[str, object], list[bytes]]


def prepare(arguments: Sequence[str]) -> Handler:
    examine = child.prepare(arguments)

    def moody(job: dict[str, object], blobs: list[bytes]) -> Answer:
        match blobs[0]:
            case b"crash":
                os._exit(3)
            case b"stall":
                threading.Event().wait()
            case b"memory":
                return {"size": len(bytearray(8 * 2**30))}, []
            case b"burn":
                while True:
                    pass
            case b"bug":
                raise KeyError("unforeseen")
        return examine(job, blobs)

    return moody


if __name__ == "__main__":
    serve(prepare)
