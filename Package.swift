// swift-tools-version: 6.1
import Foundation
import PackageDescription

// Arrows go downwards only; `Scripts/check-layers` holds the sources to these lines.

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

// Swift's own libraries go into the executable: looking up their symbols at each start took as long as all else it does. Tests need the
// shared ones, so no test may depend on the executable's target; `swift build --build-tests` builds it beside them.
let staticLibraries: [LinkerSetting] = {
    let libraries = [
        "Foundation", "FoundationInternationalization", "FoundationEssentials", "_FoundationICU", "CoreFoundation", "_FoundationCShims",
        "_FoundationCollections", "dispatch", "BlocksRuntime", "swiftDispatch", "swiftSynchronization",
    ]
    let group = ["--start-group"] + libraries.map { "-l" + $0 } + ["--end-group"]
    return [
        .unsafeFlags(
            ["-static-stdlib", "-use-ld=lld"] + (["--strip-debug"] + group).flatMap { ["-Xlinker", $0] },
            .when(platforms: [.linux], configuration: .release))
    ]
}()

let package = Package(
    name: "pipeline",
    products: [
        .executable(name: "pipeline", targets: ["pipeline"]),
        // For the package in `Fuzzing`, which builds it with a sanitizer.
        .library(name: "FuzzTargets", targets: ["FuzzTargets"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // Words that every part shares.
        .target(name: "Diagnostics"),
        .target(name: "Parameters", dependencies: ["Diagnostics"]),
        .target(name: "Randomness"),
        .target(name: "Quantities"),
        .target(name: "Threads", dependencies: ["Diagnostics"]),
        .target(name: "JSON", dependencies: ["Diagnostics", "Parameters"]),
        .target(name: "Console", dependencies: ["Diagnostics", "JSON", "Quantities", "Threads"]),
        .target(name: "Charts", dependencies: ["Console", "JSON", "Quantities"]),

        // Numbers.
        .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3", "-ffp-contract=off"])]),
        // OpenBLAS, loaded when it is needed, with kernels that fit the processor.
        .target(name: "CBLAS"),
        .target(
            name: "CSentencePiece", linkerSettings: [.linkedLibrary("sentencepiece"), .linkedLibrary("sentencepiece_train")]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "Safetensors", dependencies: ["Diagnostics"]),
        .target(name: "Tensor", dependencies: ["CKernels", "CBLAS"]),
        .target(name: "Layers", dependencies: ["CKernels", "Tensor", "Parameters", "Randomness", "Threads"]),
        .target(name: "Metrics", dependencies: ["Diagnostics", "Parameters"]),
        .target(name: "Transformers", dependencies: ["CKernels", "Diagnostics", "JSON", "Safetensors", "Tensor", "Threads"]),

        // Data and models.
        .target(name: "Datasets", dependencies: ["CZlib", "CZstd", "Diagnostics", "Parameters", "Processes", "Randomness", "Safetensors"]),
        .target(
            name: "Text",
            dependencies: ["Diagnostics", "Parameters", "JSON", "Randomness", "Safetensors", "Datasets", "Transformers", "CSentencePiece"]),
        .target(
            name: "Evaluation", dependencies: ["CKernels", "Diagnostics", "Parameters", "Randomness", "Threads", "Metrics", "Datasets"]),
        .target(name: "Models", dependencies: ["Diagnostics", "Parameters", "Randomness", "Tensor", "Layers", "Datasets", "Threads"]),

        // Spaces, samplers and pruners of sweeps: pure, no files, no models.
        .target(name: "Search", dependencies: ["CKernels", "Diagnostics", "Parameters", "Quantities", "Randomness", "Threads"]),

        // Significance tests, intervals and effect sizes: pure.
        .target(name: "Statistics", dependencies: ["Randomness"]),

        // The machinery, which knows no machine learning.
        .target(name: "Spec", dependencies: ["Diagnostics", "Parameters", "JSON", "Quantities", yams]),
        .target(name: "Hub", dependencies: ["Diagnostics", "JSON", "Processes", "Threads"]),
        .target(name: "Files", dependencies: ["Diagnostics", "Quantities", "Threads"]),
        // A twin of the system's files that fails, dies and forgets: for tests, linked into nothing else.
        .target(name: "FaultyFiles", dependencies: ["Files", "Threads"]),
        // Starting programs, as far as Swift's import of the C library lacks it.
        .target(name: "CSpawn"),
        .target(name: "Processes", dependencies: ["CSpawn", "Diagnostics", "Files", "Threads"]),
        .target(name: "Store", dependencies: ["Diagnostics", "Files", "Parameters", "Processes", "Threads", crypto]),
        .target(
            name: "Engine", dependencies: ["Diagnostics", "Files", "JSON", "Parameters", "Processes", "Quantities", "Store", "Threads"]),
        // Checksums of the pages of SQLite's files.
        .target(name: "CDatabasePages", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(
            name: "RunDatabase",
            dependencies: [
                "CDatabasePages", "Diagnostics", "Files", "JSON", "Parameters", "Processes", "Threads", crypto, grdb,
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),

        // The product.
        .target(
            name: "Stages",
            dependencies: [
                "Diagnostics", "Parameters", "Randomness", "Safetensors", "Metrics", "Datasets", "Transformers", "Text", "Evaluation",
                "Models",
                "Spec", "Store", "Engine",
            ]),
        .target(
            name: "Orchestrator",
            dependencies: [
                "Diagnostics", "Files", "Parameters", "JSON", "Tensor", "Search", "Spec", "Store", "Engine", "RunDatabase", "Stages",
                "Console", "Processes", "Quantities", "Threads",
            ]),
        .target(
            name: "Recommendations",
            dependencies: [
                "Diagnostics", "Files", "JSON", "Datasets", "Models", "Evaluation", "Store", "RunDatabase", "Stages", "Orchestrator",
            ]),
        .target(
            name: "Exports",
            dependencies: ["Diagnostics", "Files", "JSON", "Console", "Store", "RunDatabase", "Orchestrator"]),
        .target(
            name: "Comparison",
            dependencies: [
                "Diagnostics", "Statistics", "Metrics", "Quantities", "RunDatabase", "Stages", "Orchestrator", "Threads",
            ]),
        .target(
            name: "Sweeps",
            dependencies: [
                "Diagnostics", "Parameters", "Processes", "JSON", "Console", "Metrics", "Search", "Spec", "Engine", "RunDatabase",
                "Orchestrator", "Quantities", "Stages", "Store", "Threads",
            ]),
        // Pages and pictures about runs and sweeps.
        .target(
            name: "Reports",
            dependencies: [
                "Diagnostics", "Files", "Parameters", "JSON", "Console", "Charts", "Statistics", "Datasets", "Search",
                "RunDatabase", "Orchestrator", "Processes", "Comparison", "Quantities", "Sweeps",
            ]),
        .executableTarget(
            name: "pipeline",
            dependencies: [
                "Charts", "Reports", "Diagnostics", "Files", "Parameters", "JSON", "Console", "Hub", "Metrics", "Models", "Spec", "Store",
                "Engine",
                "RunDatabase", "Stages",
                "Search", "Orchestrator", "Comparison", "Statistics", "Sweeps", "Recommendations", "Exports", "Quantities", "Threads",
                argumentParser,
            ],
            linkerSettings: staticLibraries),

        // Every reader of what strangers may have written, ready for fuzzing: for tests and the package in `Fuzzing`, linked into nothing else.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Datasets", "Diagnostics", "Exports", "JSON", "Orchestrator", "Parameters", "RunDatabase", "Safetensors", "Spec", "Store",
                "Text", "Transformers",
            ]),

        // What `Scripts/bench` fills run databases with.
        .executableTarget(name: "database-load", dependencies: ["Diagnostics", "Parameters", "Randomness", "RunDatabase"]),
    ]
        + [
            "Diagnostics", "Parameters", "JSON", "Quantities", "Randomness", "Console", "Charts", "Safetensors", "Tensor", "Layers",
            "Metrics",
            "Datasets",
            "Text", "Evaluation", "Models", "Spec", "Files", "Processes", "Store", "Engine", "RunDatabase", "Search", "Stages",
            "Statistics", "Threads", "Transformers", "Hub",
        ].map { tested($0) }
        + [
            .testTarget(
                name: "OrchestratorTests",
                dependencies: ["Orchestrator", "Diagnostics", "Parameters", "RunDatabase", "Store", "Engine", "Models", "Spec"]),
            .testTarget(name: "ComparisonTests", dependencies: ["Comparison", "Statistics", "Orchestrator", "Parameters", "RunDatabase"]),
            .testTarget(
                name: "ReportsTests", dependencies: ["Reports", "Charts", "Datasets", "Orchestrator", "Parameters", "RunDatabase"]),
            .testTarget(
                name: "ExportsTests", dependencies: ["Exports", "Diagnostics", "Parameters", "JSON", "RunDatabase", "Orchestrator"],
                exclude: ["Fixtures"]),
            .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets"], exclude: ["Corpus"]),
            .testTarget(name: "CommandTests", dependencies: ["Diagnostics", "Processes"], exclude: ["Golden", "Fixtures"]),
        ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

/// Tests may look at whatever their target may look at.
func tested(_ name: String) -> Target {
    let below: [String: [Target.Dependency]] = [
        "Parameters": ["Diagnostics"], "Console": ["Diagnostics", "JSON", "Threads"], "Charts": ["Console", "JSON"],
        "JSON": ["Diagnostics", "Parameters"],
        "Hub": ["Diagnostics"], "Threads": ["Diagnostics"], "Safetensors": ["Diagnostics"],
        "Tensor": ["CKernels", "CBLAS"], "Layers": ["Tensor", "Parameters", "Randomness"],
        "Metrics": ["Diagnostics", "Parameters"], "Datasets": ["Diagnostics", "Parameters", "Randomness", "Safetensors"],
        "Text": ["Diagnostics", "FuzzTargets", "Parameters", "Randomness", "Safetensors", "Datasets", "Transformers"],
        "Transformers": ["Diagnostics", "Safetensors"],
        "Evaluation": ["Diagnostics", "Parameters", "Randomness", "Threads", "Metrics", "Datasets"],
        "Models": ["Diagnostics", "Parameters", "Randomness", "Safetensors", "Layers", "Tensor", "Datasets"],
        "Spec": ["Diagnostics", "Parameters"], "Files": ["Diagnostics", "FaultyFiles"],
        "Processes": ["Diagnostics", "Files"],
        "Store": ["Diagnostics", "Files", "FaultyFiles", "Parameters", "Processes"],
        "Engine": ["Diagnostics", "Files", "FaultyFiles", "Parameters", "Processes", "Store", "Threads"],
        "RunDatabase": ["Diagnostics", "Files", "Parameters", "Processes", "Randomness", .product(name: "GRDB", package: "GRDB.swift")],
        "Search": ["CKernels", "Diagnostics", "Parameters"], "Statistics": ["Randomness"],
        "Stages": ["Diagnostics", "Parameters", "Datasets", "Engine", "Store", "Models", "Metrics", "Evaluation", "Text"],
    ]
    // Tests find their fixtures beside themselves, by #filePath.
    let files = ["Fixtures", "Golden", "reference.py"].filter {
        FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/Tests/\(name)Tests/\($0)")
    }
    return .testTarget(name: name + "Tests", dependencies: [.target(name: name)] + (below[name] ?? []), exclude: files)
}

// PIPELINE_TESTS=EngineTests,StoreTests: these tests alone and what they need, for builds that are made beside the usual one
// (`Scripts/sanitize`).
if let chosen = Context.environment["PIPELINE_TESTS"] {
    var needed = Set(chosen.split(separator: ",").map(String.init)), checked: Set<String> = []
    while let name = needed.subtracting(checked).first {
        checked.insert(name)
        for dependency in package.targets.first(where: { $0.name == name })?.dependencies ?? [] {
            switch dependency {
            case .targetItem(let name, _), .byNameItem(let name, _): needed.insert(name)
            default: break
            }
        }
    }
    package.products = []
    package.targets.removeAll { !needed.contains($0.name) }
}
