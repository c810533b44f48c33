// swift-tools-version: 6.2
import PackageDescription

// The rooms stand in the order the data flows; README's Architecture section says what each is for
// and what it may import, and Tests/HouseTests holds that table against the sources.

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A domain target: pure values, no I/O.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
}

let package = Package(
  name: "freshet",
  products: [.executable(name: "freshet", targets: ["freshet"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // The C doors.
    .systemLibrary(name: "CRdKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CXGBoost", providers: [.apt(["libxgboost-dev"])]),
    .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),

    // The domain.
    room("Statistics"),
    room("Records", ["Statistics", "CSimdJSON"]),
    room("Features", ["Records", "Statistics"]),
    room("Models", ["Records", "Statistics", .product(name: "Crypto", package: "swift-crypto")]),
    room("Drift", ["Records", "Statistics"]),
    room("Training", ["Models", "Records", "Statistics", "COpenBLAS", "CXGBoost"]),
    room(
      "Pipeline",
      [
        "Statistics", "Records", "Features", "Models", "Drift", "Training", .product(name: "Yams", package: "Yams"),
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    room("Simulation", ["Statistics", "Records", "Features", "Models", "Drift", "Training", "Pipeline"]),

    // The adapters and the drivers.
    room("Kafka", ["CRdKafka", "Pipeline", "Records"]),
    room("Registry", ["Records", .product(name: "GRDB", package: "GRDB.swift")]),
    room(
      "Service",
      [
        "Statistics", "Records", "Features", "Models", "Drift", "Training", "Pipeline", "Simulation", "Kafka",
        "Registry",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]),
    .executableTarget(
      name: "freshet",
      dependencies: [
        "CRdKafka", "Statistics", "Records", "Features", "Models", "Drift", "Training", "Pipeline", "Simulation",
        "Kafka",
        "Registry",
        "Service",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      // topics/demo.yaml, so that `freshet demo` runs from anywhere.
      resources: [.embedInCode("Resources/demo.yaml")],
      swiftSettings: strict),

    // The proofs.
    tests("StatisticsTests", ["Statistics"]),
    tests("RecordsTests", ["Records", "Statistics"]),
    tests("FeaturesTests", ["Features", "Records", "Statistics"]),
    tests("ModelsTests", ["Models", "Records", "Statistics"]),
    // Interposes malloc in the test program: it proves that hot paths allocate nothing.
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    tests("DriftTests", ["CAllocationCounter", "Drift", "Records", "Statistics"]),
    tests("TrainingTests", ["Training", "Models", "Records", "Statistics"], exclude: ["Golden"]),
    tests(
      "PipelineTests", ["Pipeline", "Training", "Models", "Features", "Drift", "Records", "Statistics", "Simulation"]),
    tests("SimulationTests", ["Simulation", "Pipeline", "Training", "Models", "Drift", "Records", "Statistics"]),
    tests("KafkaTests", ["Kafka", "Pipeline", "Records"]),
    tests("RegistryTests", ["Registry", "Records", .product(name: "GRDB", package: "GRDB.swift")]),
    tests(
      "ServiceTests",
      [
        "Service", "Kafka", "Registry", "Simulation", "Pipeline", "Models", "Features", "Records", "Statistics",
        .product(name: "Logging", package: "swift-log"),
      ]),
    tests(
      "FreshetTests",
      ["freshet", "Service", "Simulation", "Pipeline", "Records", .product(name: "Logging", package: "swift-log")]),
    tests("HouseTests", []),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
