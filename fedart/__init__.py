"""fedart: a federated ActivityPub server for artist portfolios."""

__version__ = "0.1.0"
