import AdModel

/// A result row to one JSON object, as `results`, `results.live` and `replay` carry it.
///
/// - Source: DESIGN §3; the order of the members is the example's.
public enum ResultRowEncoder {
    /// Appends the object, without a newline.
    ///
    /// - Complexity: O(bytes written).
    public static func append(_ row: ResultRow, to json: inout [UInt8]) {
        json.append(#"{"windowStart":""#)
        RFC3339.append(row.window.start, to: &json)
        json.append(#"","windowEnd":""#)
        RFC3339.append(row.window.end, to: &json)
        json.append(#"","organizationId":"#)
        json.appendJSONString(row.series.organization)
        json.append(#","campaignId":"#)
        json.appendJSONString(row.series.campaign)
        json.append(#","channel":"#)
        json.appendJSONString(row.series.channel)
        json.append(#","partition":"#)
        json.appendInteger(Int64(row.partition))
        appendTotals(row.totals, to: &json)
        appendRatios(row.totals, to: &json)
        json.append(row.status == .final ? #","status":"final","revision":"# : #","status":"open","revision":"#)
        json.appendInteger(row.revision)
        json.append(#","epoch":"#)
        json.appendInteger(Int64(row.epoch))
        json.append(#","throughOffset":"#)
        json.appendInteger(row.throughOffset)
        json.append(UInt8(ascii: "}"))
    }

    private static func appendTotals(_ totals: Totals, to json: inout [UInt8]) {
        json.append(#","impressions":"#)
        json.appendInteger(totals.impressions)
        json.append(#","clicks":"#)
        json.appendInteger(totals.clicks)
        json.append(#","conversions":"#)
        json.appendInteger(totals.conversions)
        json.append(#","views":"#)
        json.appendInteger(totals.views)
        json.append(#","engagements":"#)
        json.appendInteger(totals.engagements)
        json.append(#","completions":"#)
        json.appendInteger(totals.completions)
        json.append(#","skips":"#)
        json.appendInteger(totals.skips)
        json.append(#","spend":"#)
        json.appendMillionths(totals.spend.count)
        json.append(#","revenue":"#)
        json.appendMillionths(totals.revenue.count)
    }

    private static func appendRatios(_ totals: Totals, to json: inout [UInt8]) {
        json.append(#","ctr":"#)
        appendRatio(totals.ctr, to: &json)
        json.append(#","conversionRate":"#)
        appendRatio(totals.conversionRate, to: &json)
        json.append(#","cpc":"#)
        appendRatio(totals.cpc, to: &json)
        json.append(#","cpm":"#)
        appendRatio(totals.cpm, to: &json)
        json.append(#","cpa":"#)
        appendRatio(totals.cpa, to: &json)
        json.append(#","roas":"#)
        appendRatio(totals.roas, to: &json)
    }

    private static func appendRatio(_ ratio: Ratio?, to json: inout [UInt8]) {
        if let ratio { json.appendMillionths(ratio.millionths) } else { json.append("null") }
    }
}
