"""Speaking HTTP with other servers: one guarded client, signatures, fetching, delivering, discovery."""
