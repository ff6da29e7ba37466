import AdModel
import Kafka

/// How the job stands, for those who watch it.
extension AggregatorJob {
    /// - Complexity: O(partitions · windows).
    var figures: AggregatorFigures {
        var figures = counters
        figures.add(publisher.counts)
        figures.unconfirmed = publisher.unconfirmedCount
        figures.isConnected = consumer.isConnected
        figures.isWorking = isWorking
        figures.isPaused = isPaused
        figures.partitions = tasks.mapValues(partitionFigures)
        return figures
    }

    private func partitionFigures(_ task: PartitionTask) -> PartitionFigures {
        var figures = PartitionFigures()
        figures.nextOffset = task.nextOffset
        figures.endOffset = partitionEnd(task)
        figures.watermark = task.engine.watermark
        figures.newestEventTime = task.engine.watermark.map { $0 + settings.rules.outOfOrderness }
        figures.epoch = task.engine.epoch
        figures.windows = task.engine.windowCount
        figures.keys = task.engine.keyCount
        return figures
    }

    /// The end of a task's partition as last heard from the broker; nil: not heard yet.
    func partitionEnd(_ task: PartitionTask) -> Int64? {
        let partition = TopicPartition(settings.topics.logs, task.engine.partition)
        // What was read since is at least as new.
        return consumer.cachedWatermarks(partition).map { max($0.upperBound, task.nextOffset) }
    }
}
