"""The errors of the whole package, one small tree.

    FedartError
      Malformed        400  what arrived cannot be understood
      Unauthenticated  401  a signature or a sign-in is missing or wrong
      Forbidden        403  we know who it is, and it may not
      NotFound         404  it does not exist, or must look as if it did not
      Gone             410  it existed and was deleted
      TooLarge         413  over a size limit
      WrongType        415  a content type or encoding we do not take
      Invalid          422  a form with mistakes, each named by field
      TooFast          429  come back after `retry_after` seconds
      Unavailable      503  our own trouble, or a peer's that will pass
      ConfigError       --  the operator's configuration; names the setting

Each knows three things: what we log (`str(error)`), what a stranger may see (`public`),
and whether trying again can help (`retry`). The sentences of the classes are English; whoever shows one says it.
"""

from collections.abc import Mapping

from fedart.words import later


class FedartError(Exception):
    """Root of the tree. `detail` is for the log; `public` replaces the class's sentence for strangers."""

    status = 500
    retry = False
    public = later("Something went wrong on our side.")

    def __init__(self, detail: str = "", *, public: str | None = None, rule: str = "") -> None:
        super().__init__(detail or self.public)
        self.rule = rule
        if public is not None:
            self.public = public


class Malformed(FedartError):
    status = 400
    public = later("The request could not be understood.")


class Unauthenticated(FedartError):
    status = 401
    public = later("A valid signature or sign-in is required.")


class Forbidden(FedartError):
    status = 403
    public = later("This is not allowed.")


class NotFound(FedartError):
    status = 404
    public = later("There is nothing here.")


class Gone(FedartError):
    status = 410
    public = later("This was deleted.")


class TooLarge(FedartError):
    status = 413
    public = later("This is too large.")


class WrongType(FedartError):
    status = 415
    public = later("This type of content is not accepted here.")


class Invalid(FedartError):
    """A form with mistakes. `fields` maps a field's name to the sentence shown under it."""

    status = 422
    public = later("Some fields need a change.")

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {text}" for name, text in fields.items()))
        self.fields = dict(fields)


class TooFast(FedartError):
    """`retry_after` is in seconds."""

    status = 429
    retry = True
    public = later("Too many requests. Please wait a little.")

    def __init__(self, detail: str = "", *, retry_after: int = 60, rule: str = "") -> None:
        super().__init__(detail, rule=rule)
        self.retry_after = retry_after


class Unavailable(FedartError):
    """`retry_after` is in seconds."""

    status = 503
    retry = True
    public = later("This is not available at the moment. Please try again soon.")

    def __init__(self, detail: str = "", *, retry_after: int = 30, rule: str = "") -> None:
        super().__init__(detail, rule=rule)
        self.retry_after = retry_after


class ConfigError(FedartError):
    public = "The server's configuration is not valid."
