"""Durable work: claimed with a lease, retried with jitter, dead-lettered with a reason."""
