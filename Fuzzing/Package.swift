// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that libFuzzer's instruments are in no other build. `Scripts/fuzz` builds and runs it.
let package = Package(
    name: "fuzzing",
    dependencies: [.package(name: "pipeline", path: "..")],
    targets: [
        .executableTarget(
            name: "fuzz", dependencies: [.product(name: "FuzzTargets", package: "pipeline")],
            swiftSettings: [.unsafeFlags(["-parse-as-library"])])
    ],
    swiftLanguageModes: [.v6]
)
