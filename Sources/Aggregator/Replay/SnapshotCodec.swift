import AdCodec
import AdModel
import Windowing

/// A snapshot whose rows do not come back from their bytes: a defect of the codec.
public struct SnapshotError: Error, CustomStringConvertible {
    public let description: String
}

/// Takes an engine apart into the bytes of its rows, as a crash and a restart would, and puts it together again.
enum SnapshotCodec {
    static func restored(_ engine: PartitionEngine) throws(SnapshotError) -> PartitionEngine {
        let snapshot = engine.snapshot()
        let decoder = ResultRowDecoder()
        var bytes: [UInt8] = []
        var rows: [ResultRow] = []
        for row in snapshot.rows {
            bytes.removeAll(keepingCapacity: true)
            ResultRowEncoder.append(row, to: &bytes)
            do {
                rows.append(try bytes.withUnsafeBytes { try decoder.decode($0) })
            } catch {
                throw SnapshotError(description: "a row did not survive its bytes: \(error)")
            }
        }
        let copy = PartitionSnapshot(
            partition: snapshot.partition, epoch: snapshot.epoch, watermark: snapshot.watermark,
            droppedThrough: snapshot.droppedThrough, rows: rows)
        var restored = PartitionEngine(restoring: copy, rules: engine.rules, nextOffset: nil)
        // A replay takes rows only once, when their window is dropped.
        restored.markAllChanged()
        return restored
    }
}
