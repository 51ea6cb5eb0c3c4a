"""Every limit on what strangers send, in one table (THREATS PAR-02 and PAR-05).

CUT fields are shortened to the limit; everything else over its limit is refused as Malformed.
"""

from typing import Final

# the whole document: over the limit means refused
BODY_BYTES: Final = 1024 * 1024
DEPTH: Final = 32
NODES: Final = 20_000
STRING_BYTES: Final = 512 * 1024
LIST_ITEMS: Final = 1_000
INTEGER: Final = 2**53
URI_LENGTH: Final = 2_048
KEY_BYTES: Final = 16 * 1024

# CUT: lists of a document
ATTACHMENTS: Final = 32
TAGS: Final = 128
RECIPIENTS: Final = 1_000
PROFILE_FIELDS: Final = 50
POLL_OPTIONS: Final = 20
EMOJIS: Final = 64
MENTIONS: Final = 50

# CUT: texts, in characters
NAME: Final = 100
TITLE: Final = 200
WARNING: Final = 500
ALT: Final = 10_000
EMOJI: Final = 64
FIELD_NAME: Final = 255
REPORT: Final = 5_000

# CUT: HTML before it is sanitised, in characters
CONTENT: Final = 64 * 1024
SUMMARY: Final = 20 * 1024
FIELD_VALUE: Final = 2_048

# user names: refused above
USERNAME: Final = 2_048

# JSON-LD processing is for small, flat documents only (THREATS PAR-06, SIG-12)
PROCESSED_NODES: Final = 1_000
PROCESSED_DEPTH: Final = 12
CONTEXT_ENTRIES: Final = 16
CONTEXT_TERMS: Final = 200

# times, in epoch milliseconds
DAY: Final = 86_400_000
LATEST: Final = 253_402_300_799_999
"""The last millisecond of the year 9999."""

# what we send: an activity stays below what the strictest peer reads (guide section 1, rule 6)
SENT_BYTES: Final = 48_000
SENT_DEPTH: Final = 6
SENT_SIDE: Final = 5_000
PREVIEWED_PICTURES: Final = 4


def sensible_time(stamp: int | None, now: int) -> int:
    """A stranger's time as we keep it: `now` when it is missing, before 1970 or over a day ahead (THREATS PAR-02)."""
    if stamp is None or not 0 <= stamp <= now + DAY:
        return now
    return stamp
