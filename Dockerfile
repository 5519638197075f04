# Two stages: what builds stays behind. Give an image by its digest with --build-arg PYTHON=python@sha256:…
ARG PYTHON=python:3.13.9-slim-bookworm

FROM ${PYTHON} AS build
WORKDIR /build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.lock requirements-runtime.lock ./
RUN pip install --no-deps --require-hashes --requirement requirements.lock \
  && python -m venv --without-pip /opt/graphsvc \
  && pip --python /opt/graphsvc/bin/python install --no-deps --require-hashes --requirement requirements-runtime.lock \
  && apt-get update && apt-get install --yes --no-install-recommends binutils
COPY maintenance/slim.py maintenance/slim.py
RUN python maintenance/slim.py /opt/graphsvc
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY graphsvc graphsvc
COPY schema schema
COPY seeds seeds
RUN python -m hatchling build -t wheel \
  && pip --python /opt/graphsvc/bin/python install --no-deps dist/graphsvc-*.whl

FROM ${PYTHON}
COPY --from=build /opt/graphsvc /opt/graphsvc
RUN useradd --create-home graphsvc && install --directory --owner graphsvc --mode 700 /data
USER graphsvc
ENTRYPOINT ["/opt/graphsvc/bin/graphsvc"]
