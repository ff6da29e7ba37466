import AdModel
import DashboardModel

/// A line as small as a word: the path of an SVG picture 200 wide and 48 high.
struct TrendPath {
    private static let width = 200.0
    private static let height = 44.0
    private static let margin = 2.0

    /// What is complete.
    let line: String
    /// The last step, where its slice still counts.
    let open: String

    /// - Parameters:
    ///   - values: in order; nil: undefined, a gap.
    ///   - isLastOpen: whether the last value will still grow.
    init(_ values: [Double?], isLastOpen: Bool) {
        let top = values.lazy.compactMap { $0 }.max() ?? 0
        let step = values.count > 1 ? Self.width / Double(values.count - 1) : 0
        let points = values.enumerated().map { place, value in
            value.map { value in
                (x: Double(place) * step, y: Self.margin + Self.height * (1 - (top > 0 ? max(value, 0) / top : 0)))
            }
        }
        let isOpen = isLastOpen && points.count > 1
        line = Self.path(isOpen ? points.dropLast() : points[...])
        open = isOpen ? Self.path(points.suffix(2)) : ""
    }

    private static func path(_ points: ArraySlice<(x: Double, y: Double)?>) -> String {
        var path = ""
        var isDrawing = false
        for point in points {
            if let point { path += "\(isDrawing ? "L" : "M")\(Int(point.x.rounded())) \(Int(point.y.rounded()))" }
            isDrawing = point != nil
        }
        return path
    }
}
