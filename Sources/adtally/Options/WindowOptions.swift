import AdModel
import ArgumentParser
import Windowing

/// How events are put into windows; the same for the live job and a replay.
struct WindowOptions: ParsableArguments {
    @Option(help: "Length of a window, aligned to 1970 UTC. (env ADTALLY_WINDOW)")
    var window: Span = setting("WINDOW", "60s")

    @Option(help: "How far events may come out of order before a window is final. (env ADTALLY_OUT_OF_ORDERNESS)")
    var outOfOrderness: Span = setting("OUT_OF_ORDERNESS", "5s")

    @Option(help: "How long a final window is still corrected by late events. (env ADTALLY_LATENESS)")
    var lateness: Span = setting("LATENESS", "10m")

    func validate() throws {
        guard window.milliseconds > 0 else { throw ValidationError("--window must be longer than 0, such as 60s") }
    }

    var rules: WindowRules {
        WindowRules(size: window.span, outOfOrderness: outOfOrderness.span, lateness: lateness.span)
    }
}
