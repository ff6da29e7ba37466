extension Duration {
    /// Rounded up, so that a short wait does not become a busy loop; clamped to what librdkafka takes. Never negative:
    /// that would mean forever.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard seconds < 2_000_000 else { return 2_000_000_000 }
        guard seconds > 0 || attoseconds > 0 else { return 0 }
        return Int32(clamping: seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
