import Dispatch

/// Runs what is asynchronous to its end: libFuzzer wants its answer at once.
func waiting(_ body: @escaping @Sendable () async -> Void) {
    let done = DispatchSemaphore(value: 0)
    Task.detached {
        await body()
        done.signal()
    }
    done.wait()
}
