"""Every URL of the server."""
