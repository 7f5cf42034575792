"""All addresses below /admin."""

from fastapi import APIRouter

from api.pages.admin import accounts, audit

router = APIRouter()
for part in (accounts, audit):
    router.include_router(part.router)
