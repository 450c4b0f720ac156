"""The JSON API under `/api/v1`: what the pages show, for programs. One file a noun; `routers.py` lists them."""
