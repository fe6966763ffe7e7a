# Sightline for production: the packages and the static files are made in the first stage, the second runs them as nobody special.
FROM python:3.13-slim AS build
WORKDIR /sightline
RUN python -m venv /venv
COPY requirements/run.txt requirements/run.txt
RUN /venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/run.txt
COPY . .
# collectstatic needs settings, not services: these values end with this line.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" ALLOWED_HOSTS=build.invalid \
    DATABASE_URL=postgresql://build@build.invalid/build REDIS_URL=redis://build.invalid EMAIL_URL=consolemail:// \
    /venv/bin/python manage.py collectstatic --noinput && /venv/bin/python -m compileall -q .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin sightline
COPY --from=build /venv /venv
COPY --from=build /sightline /sightline
WORKDIR /sightline
USER sightline
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOST=0.0.0.0 PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-m", "okr_site.health"]
CMD ["python", "-m", "gunicorn", "okr_site.wsgi", "--config", "python:okr_site.server", "--worker-tmp-dir", "/dev/shm"]
