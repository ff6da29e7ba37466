/// Which names a topic may have; Kafka's rule.
enum TopicName {
    static let maximumLength = 249

    /// - Returns: what is wrong with it, or nil.
    static func fault(in name: String) -> String? {
        if name.isEmpty { return "a topic needs a name" }
        if name == "." || name == ".." { return "a topic cannot be named '\(name)'" }
        if name.utf8.count > maximumLength { return "a topic's name has at most \(maximumLength) characters" }
        let isLegal = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isLegal ? nil : "a topic's name has letters, digits, '.', '_' and '-' only"
    }
}
