/// One figure of several runs.
package struct Spread {
    private let sorted: [Double]

    /// - Precondition: there is at least one value.
    package init(_ values: [Double]) {
        sorted = values.sorted()
    }

    package var median: Double {
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    package var most: Double { sorted[sorted.count - 1] }

    /// The least and the most; nothing to say where they are the same.
    package func range(_ unit: Figure.Unit) -> String {
        sorted[0] < most ? "\(unit.text(sorted[0])) … \(unit.text(most))" : ""
    }
}
