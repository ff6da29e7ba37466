// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that who builds the program builds no benchmark. SwiftPM fetches all that the program's package
// names, and builds of it only what the products named here need.

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

func product(_ name: String) -> Target.Dependency { .product(name: name, package: "adtally") }

let package = Package(
    name: "adtally-benchmarks",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "adtally-bench", targets: ["AdTallyBench"]),
        .executable(name: "broker-bench", targets: ["BrokerBench"]),
        .executable(name: "micro-bench", targets: ["MicroBench"]),
    ],
    dependencies: [
        .package(name: "adtally", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", exact: "0.2.0"),
    ],
    targets: [
        // The events that all of them count; no dependency, so that what is made of them is all that is measured.
        .target(name: "BenchEvents", swiftSettings: strict),
        // Processes, what the kernel tells of them, and the report.
        .target(
            name: "BenchSupport",
            dependencies: ["BenchEvents", product("Kafka"), .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict),

        // The five rows of DESIGN §10, and what a replay costs as it grows.
        .executableTarget(
            name: "AdTallyBench",
            dependencies: [
                "BenchEvents", "BenchSupport", product("AdCodec"), product("AdModel"), product("Kafka"), arguments,
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        // The embedded broker by itself.
        .executableTarget(
            name: "BrokerBench",
            dependencies: [
                "BenchEvents", "BenchSupport", product("Kafka"), arguments,
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        // Codec and engine, for counting instructions.
        .executableTarget(
            name: "MicroBench",
            dependencies: ["BenchEvents", product("AdCodec"), product("AdModel"), product("Windowing"), arguments],
            swiftSettings: strict),
    ]
)
