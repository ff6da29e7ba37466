import AdModel

/// A result row to one JSON object, as `results`, `results.live` and `replay` carry it.
///
/// - Source: DESIGN §3; the order of the members is the example's.
public enum ResultRowEncoder {
    /// Appends the object, without a newline.
    ///
    /// - Complexity: O(bytes written).
    public static func append(_ row: ResultRow, to json: inout [UInt8]) {
        json.append(limit: limit(row.series)) { write(row, with: &$0) }
    }

    /// The most bytes that a row of this series can have.
    private static func limit(_ series: Series) -> Int {
        let text = 512  // the names of the members, and their signs
        let numbers = 11 * BytePen.integerLimit + 8 * BytePen.millionthsLimit + 2 * BytePen.timeLimit
        return text + numbers + BytePen.seriesLimit(series)
    }

    private static func write(_ row: ResultRow, with pen: inout BytePen) {
        pen.put(#"{"windowStart":""#)
        pen.putTime(row.window.start)
        pen.put(#"","windowEnd":""#)
        pen.putTime(row.window.end)
        pen.put(#"","#)
        pen.putSeries(row.series)
        pen.put(#","partition":"#)
        pen.putInteger(Int64(row.partition))
        writeTotals(row.totals, with: &pen)
        writeRatios(row.totals, with: &pen)
        pen.put(row.status == .final ? #","status":"final","revision":"# : #","status":"open","revision":"#)
        pen.putInteger(row.revision)
        pen.put(#","epoch":"#)
        pen.putInteger(Int64(row.epoch))
        pen.put(#","throughOffset":"#)
        pen.putInteger(row.throughOffset)
        pen.put(UInt8(ascii: "}"))
    }

    private static func writeTotals(_ totals: Totals, with pen: inout BytePen) {
        pen.put(#","impressions":"#)
        pen.putInteger(totals.impressions)
        pen.put(#","clicks":"#)
        pen.putInteger(totals.clicks)
        pen.put(#","conversions":"#)
        pen.putInteger(totals.conversions)
        pen.put(#","views":"#)
        pen.putInteger(totals.views)
        pen.put(#","engagements":"#)
        pen.putInteger(totals.engagements)
        pen.put(#","completions":"#)
        pen.putInteger(totals.completions)
        pen.put(#","skips":"#)
        pen.putInteger(totals.skips)
        pen.put(#","spend":"#)
        pen.putMillionths(totals.spend.count)
        pen.put(#","revenue":"#)
        pen.putMillionths(totals.revenue.count)
    }

    private static func writeRatios(_ totals: Totals, with pen: inout BytePen) {
        pen.put(#","ctr":"#)
        writeRatio(totals.ctr, with: &pen)
        pen.put(#","conversionRate":"#)
        writeRatio(totals.conversionRate, with: &pen)
        pen.put(#","cpc":"#)
        writeRatio(totals.cpc, with: &pen)
        pen.put(#","cpm":"#)
        writeRatio(totals.cpm, with: &pen)
        pen.put(#","cpa":"#)
        writeRatio(totals.cpa, with: &pen)
        pen.put(#","roas":"#)
        writeRatio(totals.roas, with: &pen)
    }

    private static func writeRatio(_ ratio: Ratio?, with pen: inout BytePen) {
        if let ratio { pen.putMillionths(ratio.millionths) } else { pen.put("null") }
    }
}
