import BenchEvents
import BenchSupport
import Foundation

/// One way of the records: into the broker, or out of it.
struct Transfer {
    /// What the broker acknowledged, or gave.
    let ledger: Ledger
    let time: Stopwatch.Reading
    let peakMemory: Double

    func figures(rateTarget: Double, memoryTarget: Double? = nil) -> [Figure] {
        let records = Double(ledger.total)
        let bytes = records * Double(EventMaker.size)
        return [
            Figure("records", .perSecond, records / time.seconds, .atLeast(rateTarget)),
            Figure("bytes", .megabytesPerSecond, bytes / time.seconds),
            Figure("time", .seconds, time.seconds),
            Figure("processor time, broker", .seconds, time.brokerCPU),
            Figure("processor time, client", .seconds, time.clientCPU),
            Figure("processor time, others", .seconds, time.othersCPU),
            Figure("broker's peak RSS", .megabytes, peakMemory, memoryTarget.map { .below($0) }),
        ]
    }
}
