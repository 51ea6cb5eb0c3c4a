"""The application: routes, middleware and the lifespan that opens the instance. Nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from fedart import instance
from fedart.config import Config
from fedart.domain.work import MAX_PICTURES
from fedart.instance import Instance
from fedart.services import board, local_actors
from fedart.tasks import runner
from fedart.web import errors, languages, middleware, routes, shelf


def build(source: Config | Instance, *, worker: bool = True) -> Starlette:
    """The server as an ASGI application.

    A Config is opened when the application starts and closed when it stops; an Instance stays its owner's.
    With `worker` the tasks run in this process too (ARCHITECTURE, concurrency).
    """
    config = source if isinstance(source, Config) else source.config

    def opened() -> AbstractAsyncContextManager[Instance]:
        return instance.opened(source) if isinstance(source, Config) else nullcontext(source)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with opened() as it:
            app.state.instance = it
            await local_actors.ensure_instance_actor(it)
            await board.ensure(it)
            if not worker:
                yield
                return
            stop = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                group.create_task(runner.run(it, stop), name="worker")
                try:
                    yield
                finally:
                    stop.set()
                    it.wake.set()

    app = Starlette(
        routes=routes.all_routes(),
        middleware=middleware_of(config),
        exception_handlers={HTTPException: errors.from_router},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    if isinstance(source, Instance):
        app.state.instance = source
    return app


def middleware_of(config: Config) -> list[Middleware]:
    """The layers around every route, outermost first."""
    return [
        Middleware(languages.Speak, languages=languages.load(), default=config.instance.language),
        Middleware(shelf.Shelf),
        Middleware(middleware.Headers, https=config.https),
        Middleware(middleware.Log),
        Middleware(middleware.Errors, answers=(errors.answer, errors.plain)),
        Middleware(middleware.Guard, origin=config.instance.origin),
        Middleware(middleware.Limits, config=config, max_files=MAX_PICTURES),
    ]
