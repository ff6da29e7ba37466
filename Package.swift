// swift-tools-version: 6.2
import PackageDescription

// The targets are listed in the order of the data: model, codec, engine, Kafka, services, command.
// docs/design.md says what each may import, and why heavy packages stay out of the light ones.

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
    name: "adtally",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "adtally", targets: ["adtally"]),
        // for the benchmarks
        .library(name: "AdCodec", targets: ["AdCodec"]),
        .library(name: "AdModel", targets: ["AdModel"]),
        .library(name: "Kafka", targets: ["Kafka"]),
        .library(name: "Windowing", targets: ["Windowing"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", exact: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/swift-server/async-http-client.git", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // C faces of the system libraries.
        //
        // librdkafka allocates each record on one thread and has it freed on another, where glibc's malloc makes the two
        // wait for each other: with jemalloc a consumer reads half as many records again.
        .target(
            name: "CRdKafka",
            linkerSettings: [.linkedLibrary("rdkafka"), .linkedLibrary("jemalloc", .when(platforms: [.linux]))]),
        .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(
            name: "CRecordCodecs",
            linkerSettings: ["isal", "lz4", "snappy", "z", "zstd"].map { .linkedLibrary($0) }),

        // Values, bytes and the pure engine: no I/O, no Foundation.
        .target(name: "AdModel", swiftSettings: strict),
        .target(name: "AdCodec", dependencies: ["AdModel", "CSimdJSON"], swiftSettings: strict),
        .target(name: "Windowing", dependencies: ["AdModel"], swiftSettings: strict),

        // Kafka and the services on it.
        .target(
            name: "Kafka",
            dependencies: ["CRdKafka", "CRecordCodecs", .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict),
        .target(
            name: "Telemetry", dependencies: [.product(name: "Logging", package: "swift-log")], swiftSettings: strict),
        .target(
            name: "TelemetryServer",
            dependencies: [
                "Telemetry",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .target(name: "Traffic", dependencies: ["AdModel"], swiftSettings: strict),
        .target(
            name: "Topics",
            dependencies: ["AdModel", "AdCodec", "Kafka", "Traffic", .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict),
        .target(
            name: "Aggregator",
            dependencies: [
                "AdModel", "AdCodec", "Windowing", "Kafka", "Topics", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .target(
            name: "EmbeddedBroker",
            dependencies: [
                "CRecordCodecs",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .target(
            name: "DashboardModel",
            dependencies: [
                "AdModel", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        // The only one that speaks HTTP as a client.
        .target(
            name: "Webhook",
            dependencies: [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .target(
            name: "Dashboard",
            dependencies: [
                "CRecordCodecs", "DashboardModel", "AdModel", "AdCodec", "Kafka", "Telemetry", "TelemetryServer",
                "Topics",
                "Webhook",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.copy("Resources")],
            swiftSettings: strict),

        // The one executable: wiring only.
        .executableTarget(
            name: "adtally",
            dependencies: [
                "AdModel", "Aggregator", "Dashboard", "DashboardModel", "EmbeddedBroker", "Kafka", "Telemetry",
                "TelemetryServer", "Topics", "Webhook",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // What tests of several targets share.
        .target(
            name: "TestSupport", dependencies: [.product(name: "Logging", package: "swift-log")],
            path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "AdModelTests", dependencies: ["AdModel"], swiftSettings: strict),
        .testTarget(
            name: "AdCodecTests", dependencies: ["AdModel", "AdCodec", "TestSupport"], resources: [.copy("Fixtures")],
            swiftSettings: strict),
        .testTarget(
            name: "WindowingTests", dependencies: ["AdModel", "Windowing", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "AggregatorTests",
            dependencies: [
                "AdModel", "AdCodec", "Windowing", "Kafka", "EmbeddedBroker", "Topics", "Aggregator", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "KafkaTests",
            dependencies: [
                "CRdKafka", "Kafka", "EmbeddedBroker", "TestSupport", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(name: "TelemetryTests", dependencies: ["Telemetry"], swiftSettings: strict),
        .testTarget(
            name: "TelemetryServerTests",
            dependencies: [
                "Telemetry", "TelemetryServer", "TestSupport",
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EmbeddedBrokerTests",
            dependencies: [
                "EmbeddedBroker", "Kafka", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            resources: [.copy("Fixtures")], swiftSettings: strict),
        .testTarget(
            name: "TopicsTests",
            dependencies: [
                "AdModel", "AdCodec", "Kafka", "EmbeddedBroker", "Topics", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(name: "TrafficTests", dependencies: ["AdModel", "Traffic"], swiftSettings: strict),
        .testTarget(
            name: "DashboardModelTests",
            dependencies: ["AdModel", "DashboardModel", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
        .testTarget(
            name: "DashboardTests",
            dependencies: [
                "AdModel", "DashboardModel", "Dashboard", "TelemetryServer", "TestSupport", "Webhook",
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CommandTests", dependencies: ["AdModel", "Aggregator", "Telemetry", "adtally", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "SecurityTests",
            dependencies: [
                "adtally", "EmbeddedBroker", "Kafka", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            resources: [.copy("Fixtures")], swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)
