import Diagnostics
import Foundation
import Glibc
import Processes

/// A Chromium on this machine, which turns pages into pictures.
public enum Browser {
    static let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]

    /// Draws an SVG text of this size into a PNG file, twice as fine as the screen's pixels. Throws `missingInput` where no Chromium is
    /// installed, and tells what to do.
    public static func draw(svg: String, width: Double, height: Double, to output: String) throws {
        guard let program = find() else {
            throw Failure(
                .missingInput, "pictures in PNG are drawn by Chromium, which is not installed here",
                hint: "install it (Debian: apt-get install chromium), or write SVG: --output plot.svg")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "pipeline-plot-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let page = folder.appending(path: "plot.html"), picture = folder.appending(path: "plot.png")
        try Data("<!doctype html><meta charset=\"utf-8\"><style>body{margin:0}svg{display:block}</style>\(svg)".utf8).write(to: page)
        var arguments = [
            program, "--headless", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=2", "--no-first-run",
            "--user-data-dir=\(folder.path)/profile", "--window-size=\(Int(width)),\(Int(height))", "--screenshot=\(picture.path)",
        ]
        // Chromium's sandbox refuses the administrator, who draws a page of our own making.
        if getuid() == 0 { arguments.append("--no-sandbox") }
        let said = try HelperProgram.run(arguments + ["file://\(page.path)"], errors: .joined).output.split(separator: "\n").last
        guard let bytes = FileManager.default.contents(atPath: picture.path) else {
            throw Failure(.stageFailed, "\(program) could not draw the picture", hint: said.map { "it says: \($0)" })
        }
        try PageFile.write(bytes, to: output)
    }

    private static func find() -> String? {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        for name in names {
            for folder in path.split(separator: ":") where access("\(folder)/\(name)", X_OK) == 0 { return "\(folder)/\(name)" }
        }
        return nil
    }
}
