# Two stages: the image that runs holds no compiler, no package installer and no build tools.
# locks/install.sh does the installing; tests/test_install.py runs the same script.
FROM python:3.11-slim AS build
WORKDIR /build
COPY locks locks
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY locales locales
COPY bot bot
RUN sh locks/install.sh /venv

FROM python:3.11-slim
# uid 10001 owns nothing but the four volumes; the root file system may be mounted read-only.
RUN python -m pip uninstall --yes --quiet setuptools wheel pip \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin rinnalla \
 && mkdir /data /keys /mirror /backups \
 && chown 10001:10001 /data /keys /mirror /backups \
 && chmod 700 /data /keys /mirror /backups
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    RINNALLA_DATA=/data \
    RINNALLA_KEY_FILE=/keys/rinnalla.key \
    RINNALLA_KEY_MIRROR=/mirror \
    RINNALLA_BACKUPS=/backups \
    RINNALLA_LISTEN=0.0.0.0:8080
USER 10001:10001
WORKDIR /data
VOLUME ["/data", "/keys", "/mirror", "/backups"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health', timeout=4)"]
ENTRYPOINT ["rinnalla"]
CMD ["run"]
