import ArgumentParser
import BenchSupport

@main
struct AdTallyBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adtally-bench",
        abstract: "Measures AdTally as it is used: whole processes, on this machine.",
        discussion: "docs/performance.md says what each figure means. Linux only: figures come from /proc.",
        subcommands: [RowsCommand.self, ScalingCommand.self, EventsCommand.self], defaultSubcommand: RowsCommand.self)
}
