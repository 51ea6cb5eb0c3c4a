"""A server that does nothing, for scale: uvicorn as `fedart serve` runs it, with an answer from memory.

Started as `python -m tests.bench.bare HOST PORT`.
"""

import sys

import uvicorn
from starlette.types import Receive, Scope, Send

BODY = b"x" * 20_000
HEADERS = [(b"content-type", b"text/html"), (b"content-length", str(len(BODY)).encode())]


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """The same 20 KB for every request."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": BODY})


if __name__ == "__main__":
    uvicorn.run(
        app, host=sys.argv[1], port=int(sys.argv[2]), http="httptools", ws="none", lifespan="off", log_config=None
    )
