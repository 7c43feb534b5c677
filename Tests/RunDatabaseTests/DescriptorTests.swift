import Diagnostics
import Foundation
import RunDatabase
import Testing

/// What is opened is closed: a program that asks often must not run out of descriptors.
@Suite struct DescriptorTests {
    /// Of files in this folder, which no other test uses.
    private func open(in folder: URL) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
            return target?.hasPrefix(folder.path) == true
        }
    }

    @Test func nothingStaysOpen() throws {
        let workspace = try Workspace()
        try populate(try workspace.database())
        #expect(try open(in: workspace.folder) == 0)
        for _ in 0..<3 {
            #expect(try workspace.database(.readOnly).query("SELECT * FROM runs").rows.count == 6)
            #expect(throws: Failure.self) { try workspace.database(.readOnly).query("SELECT * FROM nothing") }
            #expect(throws: Failure.self) { try workspace.database(.readOnly).query("DELETE FROM runs") }
        }
        #expect(try open(in: workspace.folder) == 0)
    }
}
