// swift-tools-version: 6.1
import PackageDescription
let package = Package(name: "pipeline", targets: [.target(name: "Diagnostics"), .target(name: "Parameters", dependencies: ["Diagnostics"]), .target(name: "Randomness"), .target(name: "Datasets", dependencies: ["Diagnostics", "Parameters", "Randomness"])])
