"""Passwords: argon2id off the event loop, two at a time, as slow for unknown people (THREATS WEB-04)."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fedart.words import say

MIN_LENGTH = 10
MAX_LENGTH = 256

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")


@cache
def _common() -> frozenset[str]:
    text = files("fedart.services").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


@cache
def _nobody() -> str:
    """A hash that nobody's password matches, checked when the user is unknown."""
    return _hasher.hash("nobody has this password")


def problem(password: str) -> str | None:
    """What is wrong with a new password, in words for the person who chose it."""
    if len(password) < MIN_LENGTH:
        return say("Please use at least %(most)s characters. A short sentence is easy to remember.", most=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        return say("Please use at most %(most)s characters.", most=MAX_LENGTH)
    if password.lower() in _common():
        return say("This password is on lists that everybody tries first. Please choose another.")
    return None


async def hashed(password: str) -> str:
    """The argon2id hash of a password, with its parameters inside."""
    return await asyncio.get_running_loop().run_in_executor(_pool(), _hasher.hash, password)


async def matches(stored: str | None, password: str) -> bool:
    """Whether the password is the one that was hashed; takes as long when there is no hash at all."""
    return await asyncio.get_running_loop().run_in_executor(_pool(), _check, stored, password[:MAX_LENGTH])


def _check(stored: str | None, password: str) -> bool:
    try:
        return _hasher.verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
