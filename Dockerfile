# The server alone; the database is another service, or a SQLite file in /data.
# `make image-check` runs these steps without a Docker engine: see .ci/image-steps.
FROM node:20.19-bookworm-slim AS assets
WORKDIR /assets
COPY maps/assets/package.json maps/assets/package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim-bookworm AS build
WORKDIR /app
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
ENV UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project
COPY README.md LICENSE ./
COPY geo geo
COPY planner planner
COPY maps maps
COPY --from=assets /assets/node_modules maps/assets/node_modules
COPY data data
COPY api api
RUN uv sync --frozen --compile-bytecode --no-dev --no-editable

FROM python:3.11-slim-bookworm
RUN useradd --uid 1000 --no-create-home --home-dir /data --shell /usr/sbin/nologin niangjia \
  && install -d -o niangjia -g niangjia -m 700 /data
COPY --from=build /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
  NIANGJIA_HOST=0.0.0.0 NIANGJIA_PORT=8000
USER 1000:1000
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
# Not /readyz: without its database a server still answers from memory, and starting it anew would end that.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as http; http.urlopen('http://127.0.0.1:' + os.environ['NIANGJIA_PORT'] + '/healthz', timeout=4)"]
CMD ["niangjia", "serve"]
