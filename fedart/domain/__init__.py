"""The nouns and the decisions: plain values, standard library only, no I/O and no clock."""
