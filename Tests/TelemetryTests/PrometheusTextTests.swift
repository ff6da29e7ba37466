import Telemetry
import Testing

/// The text format, against what its specification says byte for byte.
@Suite struct PrometheusTextTests {
    @Test func everyKindHasItsForm() {
        let text = PrometheusText.encode([
            .counter(
                "adtally_events_total", "Records judged.",
                [MetricSample(["outcome": "accepted"], 12), MetricSample(["outcome": "late"], 0)]),
            .gauge("adtally_ready", "1 while it is.", true),
            .summary("adtally_checkpoint_seconds", "How long.", sum: 1.25, count: 3),
        ])
        #expect(
            text == """
                # HELP adtally_checkpoint_seconds How long.
                # TYPE adtally_checkpoint_seconds summary
                adtally_checkpoint_seconds_sum 1.25
                adtally_checkpoint_seconds_count 3
                # HELP adtally_events_total Records judged.
                # TYPE adtally_events_total counter
                adtally_events_total{outcome="accepted"} 12
                adtally_events_total{outcome="late"} 0
                # HELP adtally_ready 1 while it is.
                # TYPE adtally_ready gauge
                adtally_ready 1

                """)
    }

    @Test(arguments: [
        (#"plain"#, #"plain"#), (#"a"b"#, #"a\"b"#), (#"a\b"#, #"a\\b"#), ("a\nb", #"a\nb"#), (#"\n"#, #"\\n"#),
        ("", ""), ("} 1\nadtally_forged 2", #"} 1\nadtally_forged 2"#), ("Zürich 🦊", "Zürich 🦊"),
        // Single characters to Swift, but not to a parser.
        ("a\r\nb", "a\r\\nb"), ("a\"\u{301}b", "a\\\"\u{301}b"), ("\\\u{301}", "\\\\\u{301}"),
    ]) func noLabelValueLeavesItsQuotes(value: String, escaped: String) {
        let text = PrometheusText.encode([.gauge("adtally_x", "x", [MetricSample(["name": value, "b": "c"], 1)])])
        let lines = "# HELP adtally_x x\n# TYPE adtally_x gauge\nadtally_x{name=\"\(escaped)\",b=\"c\"} 1\n"
        // Bytes: Swift takes different spellings of a character for equal.
        #expect(Array(text.utf8) == Array(lines.utf8), "\(text)")
    }

    @Test func helpStaysOnItsLineAndKeepsItsQuotes() {
        let text = PrometheusText.encode([.gauge("adtally_x", "a \"b\" \\ c\r\nd", 1)])
        #expect(text.hasPrefix("# HELP adtally_x a \"b\" \\\\ c\r\\nd\n# TYPE"))
    }

    @Test(arguments: [
        (0.0, "0"), (-0.0, "0"), (1.0, "1"), (0.1, "0.1"), (-2.5, "-2.5"), (1_795_222_800.123, "1795222800.123"),
        (1e-7, "1e-07"), (1e300, "1e+300"), (9_007_199_254_740_993.0, "9007199254740992"),
    ]) func numbersAreOnesThatAParserReads(value: Double, text: String) {
        let encoded = PrometheusText.encode([.gauge("adtally_x", "x", value)])
        #expect(encoded.hasSuffix("\nadtally_x \(text)\n"), "\(encoded)")
        #expect(Double(text) == value)
    }

    @Test func wholeNumbersAreExact() {
        let text = PrometheusText.encode([.counter("adtally_x_total", "x", Int.max)])
        #expect(text.hasSuffix("\nadtally_x_total 9223372036854775807\n"))
    }

    @Test func whatIsNotFiniteIsLeftOutAndSoIsAFamilyOfNothingElse() {
        let samples = [Double.nan, .infinity, -.infinity].map { MetricSample(["a": "b"], $0) }
        #expect(PrometheusText.encode([.gauge("adtally_x", "x", samples), .gauge("adtally_y", "y", [])]) == "")
        #expect(PrometheusText.encode([.gauge("adtally_x", "x", nil as Double?)]) == "")
        let mixed = PrometheusText.encode([.gauge("adtally_x", "x", samples + [MetricSample(["a": "c"], 1)])])
        #expect(mixed.hasSuffix("gauge\nadtally_x{a=\"c\"} 1\n"))
    }

    @Test func theOrderIsTheSameWhateverTheOrderInWhichFamiliesCome() {
        let families = ["c", "a", "b"].map { MetricFamily.gauge("adtally_\($0)", "x", 1) }
        #expect(PrometheusText.encode(families) == PrometheusText.encode(families.reversed()))
    }

    @Test func aProcessTellsOfItself() {
        let text = PrometheusText.encode(ProcessMetrics(service: "test").families)
        #expect(text.contains("\nadtally_service_info{service=\"test\"} 1\n"))
        #expect(text.contains("\nadtally_start_timestamp_seconds "))
        #expect(text.contains("\nadtally_cpu_seconds_total "))
        #expect(text.contains("\nadtally_resident_memory_bytes "))
    }
}
