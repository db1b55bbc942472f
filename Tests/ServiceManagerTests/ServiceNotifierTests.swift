import ServiceManager
import Testing

@Suite("What a service manager is told")
struct ServiceNotifierTests {
    @Test(arguments: [true, false])
    func eachStateIsOneDatagram(_ abstract: Bool) throws {
        let manager = try ManagerSocket(abstract: abstract)
        let notifier = try #require(ServiceNotifier(environment: ["NOTIFY_SOCKET": manager.name]))
        #expect(notifier.send(.ready, .status("serving")))
        #expect(notifier.send(.reloading(monotonic: 1_234_567)))
        #expect(notifier.send(.watchdog))
        #expect(notifier.send(.stopping))
        #expect(manager.receive() == "READY=1\nSTATUS=serving")
        #expect(manager.receive() == "RELOADING=1\nMONOTONIC_USEC=1234567")
        #expect(manager.receive() == "WATCHDOG=1")
        #expect(manager.receive() == "STOPPING=1")
        #expect(manager.receive() == nil)
    }

    @Test func aStatusStaysOneLineAndIsCut() throws {
        let manager = try ManagerSocket(abstract: true)
        let notifier = try #require(ServiceNotifier(environment: ["NOTIFY_SOCKET": manager.name]))
        notifier.send(.status("a\nMAINPID=1\r\tb\u{7F}" + String(repeating: "x", count: 1_000)))
        let line = try #require(manager.receive())
        #expect(line.hasPrefix("STATUS=a MAINPID=1  b xx"))
        #expect(line.count == 307)
    }

    @Test func theMonotonicTimeGoesForward() {
        let first = ServiceNotifier.monotonic
        #expect(first > 0)
        #expect(ServiceNotifier.monotonic >= first)
    }

    @Test(arguments: [
        nil, "", "@", "/", "relative", "vsock:2:1234", String(repeating: "/a", count: 60),
        "@" + String(repeating: "a", count: 108), "/tmp/a\u{0}b",
    ])
    func whatIsNoSocketIsNone(_ name: String?) {
        var environment: [String: String] = [:]
        environment["NOTIFY_SOCKET"] = name
        let notifier = ServiceNotifier(environment: environment)
        // A single slash is a path; nothing listens there.
        #expect(notifier == nil || notifier?.send(.ready) == false)
    }

    @Test func aManagerThatIsGoneStopsNobody() throws {
        let name = try ManagerSocket(abstract: true).name
        let notifier = try #require(ServiceNotifier(environment: ["NOTIFY_SOCKET": name]))
        #expect(!notifier.send(.ready))
    }

    // MARK: Watchdog

    private func watchdog(_ variables: [String: String]) -> Duration? {
        ServiceNotifier(
            environment: variables.merging(["NOTIFY_SOCKET": "@x"]) { first, _ in first }, processID: 42)?.watchdog
    }

    @Test func aWatchdogIsForOneProcess() {
        #expect(watchdog(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "42"]) == .seconds(30))
        #expect(watchdog(["WATCHDOG_USEC": "30000000"]) == .seconds(30))
        #expect(watchdog(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "43"]) == nil)
        #expect(watchdog([:]) == nil)
    }

    @Test(arguments: ["", "0", "-1", "x", "99999999999999999999"])
    func anIntervalThatIsNoneIsNone(_ text: String) { #expect(watchdog(["WATCHDOG_USEC": text]) == nil) }
}
