# The service in a container. It needs one secret, for which there is no default:
#   docker run -e SCREENING_BOOTSTRAP_KEY=… -p 127.0.0.1:8000:8000 -v screening:/data screening
# Any other command of `screening` runs likewise: docker run … screening lists refresh

FROM python:3.11-slim AS builder
WORKDIR /source
COPY . .
RUN python -m venv --without-pip /opt/screening \
 && pip --python /opt/screening/bin/python install --no-cache-dir ".[pdf,postgres,sso]"

FROM python:3.11-slim
# What PDF files are made with, and letters for every script that names come in.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --create-home screening
COPY --from=builder /opt/screening /opt/screening
ENV PATH=/opt/screening/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SCREENING_DATABASE_URL=sqlite:////data/screening.db \
    SCREENING_DATA_DIR=/data
USER screening
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["screening"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
