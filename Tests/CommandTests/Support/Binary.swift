import Foundation

/// The program under test and the repository that it comes from.
enum Binary {
    static let repository = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// `PIPELINE_BINARY`; else the one that was built with these tests; else the release build of the repository.
    static let path: String = {
        let beside = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")).map {
            URL(fileURLWithPath: $0).deletingLastPathComponent().appending(path: "pipeline").path
        }
        let places = [ProcessInfo.processInfo.environment["PIPELINE_BINARY"], beside].compactMap { $0 }
        return places.first { FileManager.default.isExecutableFile(atPath: $0) }
            ?? repository.appending(path: ".build/release/pipeline").path
    }()

    /// The environment of this process without what would change the program's behaviour.
    static let environment = ProcessInfo.processInfo.environment.filter { name, _ in
        !name.hasPrefix("PIPELINE_") && !["COLUMNS", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "DATA"].contains(name)
    }
}
