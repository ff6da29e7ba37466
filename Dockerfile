# The one image of producer, flink-job and dashboard: built with the Swift compiler, run without it.

FROM swift:6.3-bookworm AS build
RUN export DEBIAN_FRONTEND=noninteractive \
 && apt-get -q update \
 && apt-get -q install -y --no-install-recommends \
    libisal-dev libjemalloc-dev liblz4-dev librdkafka-dev libsimdjson-dev libsnappy-dev libsqlite3-dev libzstd-dev \
    zlib1g-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Package.swift ./
COPY Sources Sources
# The build folder is kept from one build to the next, outside the image: a changed source costs its own compilation, not
# that of all packages. The tests stay out, but the manifest names their folders.
RUN --mount=type=cache,id=adtally-swift-6.3,target=/src/.build,sharing=locked \
    grep -oE '"([A-Za-z]+Tests|TestSupport)"' Package.swift | tr -d '"' | sort -u | sed 's,^,Tests/,' | xargs -r mkdir -p \
 && swift build -c release --product adtally --static-swift-stdlib \
 && mkdir /out \
 && cp -R .build/release/adtally .build/release/*.resources /out/ \
 && strip --strip-debug /out/adtally

FROM debian:bookworm-slim
RUN export DEBIAN_FRONTEND=noninteractive \
 && apt-get -q update \
 && apt-get -q install -y --no-install-recommends \
    ca-certificates libisal2 libjemalloc2 libjs-chart.js liblz4-1 librdkafka1 libsimdjson14 libsnappy1v5 libsqlite3-0 \
    libstdc++6 libzstd1 zlib1g \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin adtally \
 && install -d -o adtally -g adtally /data
# The resources are looked for beside the binary.
COPY --from=build /out/ /opt/adtally/
COPY scripts/healthy /opt/adtally/healthy
ENV PATH=/opt/adtally:$PATH
USER adtally
WORKDIR /tmp
ENTRYPOINT ["adtally"]
CMD ["--help"]
