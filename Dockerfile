# The server alone; the database is another service, or a SQLite file in /data.
FROM node:20-slim AS assets
WORKDIR /assets
COPY maps/assets/package.json maps/assets/package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim AS build
WORKDIR /app
RUN pip install --no-cache-dir uv
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

FROM python:3.11-slim
RUN useradd --create-home --uid 1000 niangjia && install -d -o niangjia /data
COPY --from=build /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 NIANGJIA_HOST=0.0.0.0 NIANGJIA_PORT=8000
USER niangjia
WORKDIR /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD \
  ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["niangjia", "serve"]
