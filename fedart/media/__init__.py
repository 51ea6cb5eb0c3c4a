"""Bytes: what they are, what is inside them, the renditions made from them, and where they lie."""
