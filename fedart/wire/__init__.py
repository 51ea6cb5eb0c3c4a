"""ActivityStreams documents to domain values and back; no network, no database."""
