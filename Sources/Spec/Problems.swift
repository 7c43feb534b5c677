import Diagnostics

/// Gathers everything that is wrong with a spec, so that a person sees it at once, and holds the texts it was found in.
final class Problems {
    private(set) var sources: [SourceText] = []
    private var found: [(place: Place?, diagnostic: Diagnostic)] = []
    private var uncounted = 0
    /// Places of values that are not known because they hold a mistake that was reported; what follows from it is not.
    private var broken: Set<Place> = []
    private(set) var code = ExitCode.invalidInput
    /// More than a person reads; the rest is counted.
    private let limit = 200

    /// All that is known, to go on from several times.
    struct Snapshot: Sendable {
        fileprivate var sources: [SourceText]
        fileprivate var found: [(place: Place?, diagnostic: Diagnostic)]
        fileprivate var uncounted: Int
        fileprivate var broken: Set<Place>
        fileprivate var code: ExitCode
    }

    var snapshot: Snapshot { Snapshot(sources: sources, found: found, uncounted: uncounted, broken: broken, code: code) }

    init() {}

    init(_ snapshot: Snapshot) {
        (sources, found, uncounted) = (snapshot.sources, snapshot.found, snapshot.uncounted)
        (broken, code) = (snapshot.broken, snapshot.code)
    }

    var isEmpty: Bool { found.isEmpty }

    func add(_ source: SourceText) -> Int32 {
        sources.append(source)
        return Int32(sources.count - 1)
    }

    func source(_ place: Place) -> SourceText { sources[Int(place.source)] }

    /// Reports nothing more at a place.
    func silence(_ place: Place) { broken.insert(place) }

    func report(_ message: @autoclosure () -> String, at place: Place, hint: @autoclosure () -> String? = nil) {
        guard broken.isEmpty || !broken.contains(place) else { return }
        guard found.count < limit else {
            uncounted += 1
            return
        }
        let source = source(place)
        let diagnostic = Diagnostic.error(
            message(), at: source.location(place), sourceLine: source.line(Int(place.line)), hint: hint())
        if !found.contains(where: { $0.diagnostic == diagnostic }) { found.append((place, diagnostic)) }
    }

    /// A problem that is not in a text, such as a missing file.
    func report(_ diagnostic: Diagnostic, code: ExitCode) {
        found.append((nil, diagnostic))
        self.code = code
    }

    /// As `report(_:at:hint:)`, for a problem that ends the process in its own way.
    func report(_ message: String, at place: Place, hint: String?, code: ExitCode) {
        report(message, at: place, hint: hint)
        self.code = code
    }

    /// Throws what was found, sorted by place.
    func throwIfAny() throws(Failure) {
        guard !found.isEmpty else { return }
        var diagnostics = found.enumerated().sorted { a, b in
            switch (a.element.place, b.element.place) {
            case (let x?, let y?): x == y ? a.offset < b.offset : x < y
            case (nil, nil): a.offset < b.offset
            case (let x, _): x == nil
            }
        }.map(\.element.diagnostic)
        if uncounted > 0 { diagnostics.append(Diagnostic(.note, "\(uncounted) more problems are not shown")) }
        throw Failure(code, diagnostics)
    }
}
