"""What a picture file declares about its own making: C2PA, IPTC, generators' texts. Parsed, never searched.

Runs in the sandbox (THREATS MED-08). No signature is checked and no network used: a declaration can be forged, which
is why a person can always appeal.
"""

from fedart.detector.provenance.evidence import declared, practise

__all__ = ["declared", "practise"]
