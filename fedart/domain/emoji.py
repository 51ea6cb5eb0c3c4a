"""Custom emojis: the names they have in texts."""

CODE = r"[A-Za-z0-9_+-]{1,60}"
"""What may stand between two colons, as a pattern."""

SIDE = 512
"""Pixels: a larger picture is none of the size of a letter."""

FILE_BYTES = 256 * 1024
