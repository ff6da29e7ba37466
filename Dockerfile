# The one image of producer, flink-job and dashboard: built with the Swift compiler, run without it.

FROM swift:6.3-bookworm AS build
RUN export DEBIAN_FRONTEND=noninteractive \
 && apt-get -q update \
 && apt-get -q install -y --no-install-recommends librdkafka-dev libsimdjson-dev libsqlite3-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# Fetched anew only when the manifest changes. The tests stay out, but the manifest names their folders.
COPY Package.swift ./
RUN swift package resolve
COPY Sources Sources
RUN grep -oE '"[A-Za-z]+Tests"' Package.swift | tr -d '"' | sort -u | sed 's,^,Tests/,' | xargs -r mkdir -p \
 && swift build -c release --product adtally --static-swift-stdlib \
 && mkdir /out \
 && cp -R .build/release/adtally .build/release/*.resources /out/

FROM debian:bookworm-slim
RUN export DEBIAN_FRONTEND=noninteractive \
 && apt-get -q update \
 && apt-get -q install -y --no-install-recommends \
    ca-certificates libjs-chart.js librdkafka1 libsimdjson14 libsqlite3-0 libstdc++6 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin adtally \
 && install -d -o adtally /data
# The resources are looked for beside the binary.
COPY --from=build /out/ /opt/adtally/
COPY scripts/healthy /opt/adtally/healthy
ENV PATH=/opt/adtally:$PATH
USER adtally
WORKDIR /tmp
ENTRYPOINT ["adtally"]
CMD ["--help"]
