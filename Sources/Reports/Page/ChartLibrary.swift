import Diagnostics
import Foundation
import Glibc

/// plotly.js, which makes the charts of a page explorable. It is fetched by `make charts`, not part of this program: without it a page has
/// the same charts as still pictures.
public struct ChartLibrary: Sendable {
    public static let fileName = "plotly.min.js"
    public static let hint = "'make charts' fetches it (5 MB); then make the page again"

    /// The script.
    public let source: String

    /// From `PIPELINE_CHARTS`, beside the program, `share/pipeline` of where it is installed, or the build folder. Nil where it is in none
    /// of these; throws `missingInput` where `PIPELINE_CHARTS` names what is not there.
    public static func find() throws(Failure) -> ChartLibrary? {
        if let named = getenv("PIPELINE_CHARTS").map({ String(cString: $0) }), !named.isEmpty {
            guard let library = ChartLibrary(path: named) else {
                throw Failure(.missingInput, "PIPELINE_CHARTS names '\(named)', which is not plotly.js", hint: hint)
            }
            return library
        }
        return candidates.lazy.compactMap(ChartLibrary.init(path:)).first
    }

    /// The build folder is two or three levels above the program: `.build/release/pipeline`.
    private static var candidates: [String] {
        guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return [] }
        let folder = program.split(separator: "/").dropLast()
        func place(up levels: Int, _ rest: String) -> String { "/" + folder.dropLast(levels).joined(separator: "/") + "/" + rest }
        return [
            place(up: 0, fileName), place(up: 1, "share/pipeline/\(fileName)"), place(up: 1, "charts/\(fileName)"),
            place(up: 2, "charts/\(fileName)"),
        ]
    }

    private init?(path: String) {
        guard let data = FileManager.default.contents(atPath: path), data.count > 100_000 else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        // It is put between <script> and </script>.
        guard text.contains("plotly.js"), !text.contains("</script") else { return nil }
        source = text
    }
}
