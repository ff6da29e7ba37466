import ArgumentParser
import BenchEvents
import BenchSupport

/// What the events of a file are like.
struct EventOptions: ParsableArguments {
    @Option(help: "Campaigns, 1 to 1000000.")
    var campaigns = 20

    @Option(help: "Channels, 1 to 100.")
    var channels = 6

    @Option(help: "The same seed gives the same bytes.")
    var seed: UInt64 = 1

    @Option(help: "Events in a second of event time.")
    var rate = 10_000

    var shape: EventShape {
        var shape = EventShape()
        shape.campaigns = campaigns
        shape.channels = channels
        shape.seed = seed
        shape.rate = rate
        return shape
    }

    func validate() throws {
        guard (1...EventShape.campaignLimit).contains(campaigns) else {
            throw ValidationError("--campaigns must be from 1 to \(EventShape.campaignLimit)")
        }
        guard (1...EventShape.channelLimit).contains(channels) else {
            throw ValidationError("--channels must be from 1 to \(EventShape.channelLimit)")
        }
        guard rate > 0 else { throw ValidationError("--rate must be at least 1") }
    }
}

struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Writes events of 250 bytes as a recorded topic, several million a second.")

    @Option(help: "How many.")
    var events = 1_000_000

    @Option(help: "1: bare events; more: the envelope that `kcat -J` prints, campaigns shared out by number.")
    var partitions = 1

    @OptionGroup var options: EventOptions

    @Argument(help: "The file; - is standard output.")
    var output: String

    func validate() throws {
        guard events >= 0 else { throw ValidationError("--events must not be negative") }
        guard (1...1_000).contains(partitions) else { throw ValidationError("--partitions must be from 1 to 1000") }
    }

    func run() throws {
        Cleanup.onSignals()
        try RecordedFile.write(options.shape, events: events, partitions: partitions, to: output)
    }
}
