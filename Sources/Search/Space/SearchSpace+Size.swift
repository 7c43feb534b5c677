extension SearchSpace {
    /// How many points a space has.
    public enum Size: Hashable, Sendable {
        case finite(Int)
        /// Finite, but more than 64 bits count.
        case huge
        case infinite
    }

    public var size: Size {
        if parameters.contains(where: { $0.distribution.count == nil }) { return .infinite }
        return Enumeration(self).map { .finite($0.total) } ?? .huge
    }

    /// The points of a finite space in order, by their number: the last parameter changes fastest.
    struct Enumeration {
        let space: SearchSpace
        let total: Int
        /// counts[p][c]: how many points the parameters below choice c of parameter p have; for parameters that open nothing 1 everywhere.
        private let below: [[Int]]
        private let children: [[Int]]

        /// Nil where a parameter is continuous or the count does not fit 64 bits.
        init?(_ space: SearchSpace) {
            self.space = space
            let parameters = space.parameters
            var children = Array(repeating: [Int](), count: parameters.count + 1)
            for (index, parameter) in parameters.enumerated() { children[parameter.condition?.parent ?? parameters.count].append(index) }
            self.children = children
            var below = Array(repeating: [Int](), count: parameters.count)
            for index in parameters.indices.reversed() {
                guard let count = parameters[index].distribution.count else { return nil }
                if children[index].isEmpty {
                    below[index] = [count]
                    continue
                }
                for choice in 0..<count {
                    let opened = children[index].filter { parameters[$0].condition?.choices.contains(choice) ?? false }
                    guard let product = Enumeration.product(opened, below) else { return nil }
                    below[index].append(product)
                }
            }
            guard let total = Enumeration.product(children[parameters.count], below) else { return nil }
            self.below = below
            self.total = total
        }

        private static func product(_ indices: [Int], _ below: [[Int]]) -> Int? {
            var product = 1
            for index in indices {
                var sum = 0
                for count in below[index] {
                    let (next, overflow) = sum.addingReportingOverflow(count)
                    if overflow { return nil }
                    sum = next
                }
                let (next, overflow) = product.multipliedReportingOverflow(by: sum)
                if overflow { return nil }
                product = next
            }
            return product
        }

        /// Point `number` of `0..<total`.
        func assignment(_ number: Int) -> Assignment {
            var assignment = Assignment(count: space.parameters.count)
            fill(children[space.parameters.count], number, &assignment)
            return assignment
        }

        /// Splits the number over parameters that are active together, the last one taking the smallest part.
        private func fill(_ indices: [Int], _ number: Int, _ assignment: inout Assignment) {
            var rest = number
            for index in indices.reversed() {
                let size = below[index].reduce(0, +)
                var position = rest % size
                rest /= size
                let distribution = space.parameters[index].distribution
                if children[index].isEmpty {
                    assignment.codes[index] = distribution.code(at: position)
                    continue
                }
                var choice = 0
                while position >= below[index][choice] {
                    position -= below[index][choice]
                    choice += 1
                }
                assignment.codes[index] = distribution.code(at: choice)
                fill(children[index].filter { space.parameters[$0].condition?.choices.contains(choice) ?? false }, position, &assignment)
            }
        }
    }
}
