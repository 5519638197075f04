FROM python:3.13-slim
WORKDIR /srv
COPY requirements.lock pyproject.toml README.md ./
RUN pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.lock
COPY graphsvc graphsvc
COPY schema schema
COPY seeds seeds
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
  && useradd --create-home graphsvc && install --directory --owner graphsvc --mode 700 /data
USER graphsvc
ENTRYPOINT ["graphsvc"]
