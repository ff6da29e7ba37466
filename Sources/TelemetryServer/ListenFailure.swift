import Foundation
import NIOCore

/// Why nobody can listen at an address, in one line that says what to do.
public struct ListenFailure: Error, CustomStringConvertible {
    public let description: String

    /// - Parameters:
    ///   - hostFlag: the flag that names another address, such as `--host`.
    ///   - portFlag: the flag that names another port.
    /// - Returns: nil when the error is about something else.
    public init?(_ error: any Error, host: String, port: Int, hostFlag: String, portFlag: String) {
        if error is SocketAddressError {
            description = "\(host) is no address of this machine (\(error)): check \(hostFlag)"
            return
        }
        guard let error = error as? IOError else { return nil }
        let place = "\(host) port \(port)"
        description =
            switch error.errnoCode {
            case EADDRINUSE: "\(place) is taken: stop the program that listens there, or give another \(portFlag)"
            case EACCES: "\(place) is not allowed for this user: give a \(portFlag) of 1024 or more"
            case EADDRNOTAVAIL: "\(host) is no address of this machine: check \(hostFlag)"
            default: "\(place) cannot be listened on: \(error)"
            }
    }
}
