import Glibc
import ServiceManager
import Testing

@Suite("Sockets that a service manager hands over")
struct InheritedSocketTests {
    /// A socket that is closed with the value.
    private final class Owned {
        let descriptor: Int32

        init(_ type: Int32 = Int32(SOCK_STREAM.rawValue), listens: Bool) throws {
            descriptor = socket(AF_INET, type, 0)
            try #require(descriptor >= 0)
            if listens { try #require(listen(descriptor, 8) == 0) }
        }

        deinit { close(descriptor) }
    }

    @Test func aListeningSocketIsTakenAndClosedForOthers() throws {
        let owned = try Owned(listens: true)
        let socket = try #require(InheritedSocket(descriptor: owned.descriptor, name: "metrics"))
        #expect(socket.descriptor == owned.descriptor)
        #expect(socket.name == "metrics")
        #expect(fcntl(owned.descriptor, F_GETFD) & FD_CLOEXEC != 0)
    }

    @Test func whatDoesNotListenIsNone() throws {
        let stream = try Owned(listens: false)
        let datagram = try Owned(Int32(SOCK_DGRAM.rawValue), listens: false)
        #expect(InheritedSocket(descriptor: stream.descriptor, name: "") == nil)
        #expect(InheritedSocket(descriptor: datagram.descriptor, name: "") == nil)
        #expect(InheritedSocket(descriptor: STDERR_FILENO, name: "") == nil)
        #expect(InheritedSocket(descriptor: -1, name: "") == nil)
        #expect(InheritedSocket(descriptor: .max, name: "") == nil)
    }

    @Test(arguments: [
        [:], ["LISTEN_FDS": "1"], ["LISTEN_PID": "42"], ["LISTEN_PID": "43", "LISTEN_FDS": "1"],
        ["LISTEN_PID": "x", "LISTEN_FDS": "1"], ["LISTEN_PID": "42", "LISTEN_FDS": "0"],
        ["LISTEN_PID": "42", "LISTEN_FDS": "-1"], ["LISTEN_PID": "42", "LISTEN_FDS": "2147483647"],
        ["LISTEN_PID": "42", "LISTEN_FDS": "99999999999"],
    ])
    func whatIsForNobodyOrSomebodyElseIsNotTaken(_ environment: [String: String]) {
        #expect(InheritedSocket.inherited(environment: environment, processID: 42).isEmpty)
    }
}
