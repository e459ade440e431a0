# Built in two stages so that the image that runs holds no compiler, no pip cache, no lock tools.
# The same install steps are run by tests/test_install.py in a fresh virtual environment.
FROM python:3.11-slim AS build
WORKDIR /build
RUN python -m venv /venv
COPY locks/run.txt locks/run.txt
RUN /venv/bin/python -m pip install --no-cache-dir --require-hashes -r locks/run.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY locales locales
COPY bot bot
RUN rm -rf bot/rehearsal \
 && /venv/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /venv/bin/python -m pip uninstall --yes --quiet hatchling editables trove-classifiers pathspec pluggy \
 && /venv/bin/python -m pip uninstall --yes --quiet pip setuptools || true

FROM python:3.11-slim
# uid 10001 owns nothing but the volume; the root file system can be mounted read-only.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin rinnalla \
 && mkdir /data /keys && chown 10001:10001 /data /keys && chmod 700 /data /keys
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    RINNALLA_DATA=/data \
    RINNALLA_KEY_FILE=/keys/rinnalla.key \
    RINNALLA_LISTEN=0.0.0.0:8080
USER 10001:10001
WORKDIR /data
VOLUME ["/data", "/keys"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health', timeout=4)"]
ENTRYPOINT ["rinnalla"]
CMD ["run"]
