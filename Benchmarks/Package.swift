// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that who builds the program builds no benchmark. SwiftPM fetches all that the program's package
// names, and builds of it only what the product `Kafka` needs.

let package = Package(
    name: "adtally-benchmarks",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "broker-bench", targets: ["BrokerBench"])],
    dependencies: [
        .package(name: "adtally", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    ],
    targets: [
        .executableTarget(
            name: "BrokerBench",
            dependencies: [
                .product(name: "Kafka", package: "adtally"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: [.treatAllWarnings(as: .error)])
    ]
)
