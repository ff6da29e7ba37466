extension PasswordFile {
    /// The text of a file with one more entry; one of the same name gives way to it, all other lines stay as they are.
    public static func text(adding entry: PasswordLine, to text: String) -> String {
        let name = Array(entry.name.utf8)
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        let old = lines.firstIndex { line in PasswordLine(line[...]).map { Array($0.name.utf8) == name } ?? false }
        if let old { lines[old] = entry.description } else { lines.append(entry.description) }
        return lines.joined(separator: "\n") + "\n"
    }
}
