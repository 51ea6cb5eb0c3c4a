"""Where a page of a list begins: the last id of the page before, from `?before=`."""

from starlette.requests import Request

from fedart.domain.ids import is_id
from fedart.storage.views import NEWEST


def before(request: Request) -> str:
    """The cursor that was asked for; anything that is no id counts as the first page."""
    given = request.query_params.get("before", "")
    return given if is_id(given) else NEWEST
