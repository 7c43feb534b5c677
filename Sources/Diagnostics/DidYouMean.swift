/// Damerau–Levenshtein distance (optimal string alignment): insertions, deletions, substitutions and swaps of
/// neighbours each cost 1. O(|a|·|b|) time. Source: Damerau 1964, doi:10.1145/363958.363994.
public func editDistance(_ a: String, _ b: String) -> Int { editDistance(Array(a.unicodeScalars), Array(b.unicodeScalars)) }

private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    var current = previous
    for i in 1...a.count {
        current[0] = i
        for j in 1...b.count {
            let substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
            current[j] = min(previous[j] + 1, current[j - 1] + 1, substitution)
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                current[j] = min(current[j], beforePrevious[j - 2] + 1)
            }
        }
        (beforePrevious, previous, current) = (previous, current, beforePrevious)
    }
    return previous[b.count]
}

/// The candidate a person most likely meant, or nil when none is near (distance above a third of the length, at least 1).
/// Names over 128 scalars are never guessed at. Ties go to the first candidate.
public func closest(to name: String, among candidates: some Sequence<String>) -> String? {
    guard name.unicodeScalars.count <= 128 else { return nil }
    let limit = max(1, name.unicodeScalars.count / 3), written = Array(name.lowercased().unicodeScalars)
    var nearest: (candidate: String, distance: Int)?
    for candidate in candidates {
        let scalars = Array(candidate.lowercased().unicodeScalars)
        // Names differ by as many characters at least as one is longer.
        guard abs(scalars.count - written.count) <= limit else { continue }
        let distance = editDistance(written, scalars)
        if distance <= limit, distance < nearest?.distance ?? .max { nearest = (candidate, distance) }
    }
    return nearest?.candidate
}

/// "did you mean 'x'?" or, with nothing near and a short list, "one of a, b, c".
public func suggestion(for name: String, among candidates: [String]) -> String? {
    if let near = closest(to: name, among: candidates) { return "did you mean '\(near)'?" }
    guard !candidates.isEmpty, candidates.count <= 24 else { return nil }
    return "one of " + candidates.joined(separator: ", ")
}
