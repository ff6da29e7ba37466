import ArgumentParser
import Foundation

/// The default of a flag: its environment variable `ADTALLY_<NAME>`, else `fallback`.
///
/// A variable that does not parse ends the program with status 2, as the wrong flag would.
func setting<Value: ExpressibleByArgument>(_ name: String, _ fallback: Value) -> Value {
    optionalSetting(name) ?? fallback
}

/// The same for a flag without a default.
func optionalSetting<Value: ExpressibleByArgument>(_ name: String) -> Value? {
    guard let text = ProcessInfo.processInfo.environment["ADTALLY_\(name)"], !text.isEmpty else { return nil }
    if let value = Value(argument: text) { return value }
    AdTally.say("ADTALLY_\(name)='\(text)' is not a valid value; mend or unset it (see 'adtally --help')")
    exit(2)
}

/// The same for a switch: `1`, `true` and `yes` turn it on, `0`, `false` and `no` leave it off.
func switchSetting(_ name: String) -> Bool {
    switch optionalSetting(name).map({ (text: String) in text.lowercased() }) {
    case nil, "0", "false", "no": return false
    case "1", "true", "yes": return true
    case let text?:
        AdTally.say("ADTALLY_\(name)='\(text)' is neither true nor false; mend or unset it")
        exit(2)
    }
}
