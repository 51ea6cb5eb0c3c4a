"""What our copies say of themselves: an XMP packet with author, rights and the data-mining code, and nothing else.

Adobe XMP part 1 (ISO 16684-1) for the packet, IPTC Photo Metadata for the fields, the PLUS vocabulary for the code.
"""

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

DATA_MINING = "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING"
"""The artist reserves the use for training of machine learning (PLUS, IPTC 2023.1)."""

_TEXT_LIMIT = 300
_BEGIN, _END = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>', '<?xpacket end="r"?>'
_SPACES = (
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("xmpRights", "http://ns.adobe.com/xap/1.0/rights/"),
    ("plus", "http://ns.useplus.org/ldf/xmp/1.0/"),
)


@dataclass(frozen=True, slots=True)
class Credit:
    """Who made a picture and what may be done with it. `statement` is the address of a licence.

    Empty texts are left out.
    """

    creator: str = ""
    rights: str = ""
    statement: str = ""
    data_mining: str = DATA_MINING


def packet(credit: Credit) -> str:
    """The XMP packet of a picture."""
    namespaces = " ".join(f'xmlns:{name}="{address}"' for name, address in _SPACES)
    fields = "".join(_fields(credit))
    body = (
        f'<rdf:RDF {namespaces}><rdf:Description rdf:about=""{_attributes(credit)}>{fields}</rdf:Description></rdf:RDF>'
    )
    return f'{_BEGIN}<x:xmpmeta xmlns:x="adobe:ns:meta/">{body}</x:xmpmeta>{_END}'


def _attributes(credit: Credit) -> str:
    found = ""
    if credit.data_mining:
        found += f" plus:DataMining={quoteattr(_plain(credit.data_mining))}"
    if credit.statement:
        found += f" xmpRights:WebStatement={quoteattr(_plain(credit.statement))}"
    return found


def _fields(credit: Credit) -> list[str]:
    found = []
    if creator := _plain(credit.creator):
        found.append(f"<dc:creator><rdf:Seq><rdf:li>{escape(creator)}</rdf:li></rdf:Seq></dc:creator>")
    if rights := _plain(credit.rights):
        line = f'<rdf:li xml:lang="x-default">{escape(rights)}</rdf:li>'
        found.append(f"<dc:rights><rdf:Alt>{line}</rdf:Alt></dc:rights>")
    return found


def _plain(text: str) -> str:
    """One short line without what XML forbids."""
    return "".join(c if c.isprintable() else " " for c in text).strip()[:_TEXT_LIMIT]
