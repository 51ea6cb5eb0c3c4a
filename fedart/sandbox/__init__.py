"""Functions that meet hostile bytes run here: in child processes with limits, never in the server (THREATS MED-03).

`pool` is the server's side, `child` the loop inside each process, `frames` the form of what passes between them.
"""

from fedart.sandbox.frames import ProtocolError, expect
from fedart.sandbox.pool import Reason, Sandbox, SandboxFailed

__all__ = ["ProtocolError", "Reason", "Sandbox", "SandboxFailed", "expect"]
