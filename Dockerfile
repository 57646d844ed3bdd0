# The skill as a web service; docs/hosting.md says how to run it.
FROM python:3.13.7-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PYTHONPATH=/srv/lambda:/srv
WORKDIR /srv

COPY constraints.txt ./
COPY lambda/requirements.txt lambda/
COPY service/requirements.txt service/
RUN python -m pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore \
      -r lambda/requirements.txt -r service/requirements.txt -c constraints.txt

COPY lambda lambda
COPY service service
RUN python -m compileall -q lambda service \
 && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin skill
USER 10001

EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["gunicorn", "--config", "python:service.settings", "--bind", "0.0.0.0:8080", "service.wsgi:app"]
