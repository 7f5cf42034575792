"""The server that bench/http.py asks: our app, an empty route, and a route that asks PostGIS."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
import psycopg
import uvicorn
from fastapi import FastAPI, Request, Response
from psycopg.rows import dict_row

from api.app import create_app
from api.settings import Settings
from bench.postgis_peer import NEAREST

CONNECTIONS = 8
MINUTE = 2 * 1440 + 18 * 60 + 30
REACH_M = 60 * 80 / 1.3


def build(url: str, postgis_url: str) -> FastAPI:
    """Add the two peers to our app."""
    app = create_app(Settings(database_url=url))
    pool: asyncio.Queue[psycopg.AsyncConnection] = asyncio.Queue()
    ours = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        for _ in range(CONNECTIONS):
            pool.put_nowait(
                await psycopg.AsyncConnection.connect(
                    postgis_url.replace("+psycopg", ""), autocommit=True, row_factory=dict_row
                )
            )
        async with ours(app):
            yield

    app.router.lifespan_context = lifespan

    @app.get("/empty")
    async def empty() -> dict[str, str]:
        return {}

    @app.get("/postgis")
    async def postgis(request: Request) -> Response:
        asked = {
            "service": request.query_params["service"],
            "lon": float(request.query_params["lon"]),
            "lat": float(request.query_params["lat"]),
            "minute": MINUTE,
            "reach_m": REACH_M,
        }
        connection = await pool.get()
        try:
            rows = await (await connection.execute(NEAREST, asked, prepare=True)).fetchall()
        finally:
            pool.put_nowait(connection)
        return Response(orjson.dumps({"results": rows}), media_type="application/json")

    return app


if __name__ == "__main__":
    uvicorn.run(
        build(sys.argv[1], sys.argv[2]), port=int(sys.argv[3]), access_log=False, log_level="error"
    )
