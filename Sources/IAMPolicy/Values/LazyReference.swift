import Synchronization

/// An object that is made once, when it is first asked for; whoever comes second gets what the first one made.
///
/// As the standard library's `AtomicLazyReference`, whose generic code takes as long as the tenth part of an evaluation:
/// this one is compiled for its object.
struct LazyReference<Instance: AnyObject & Sendable>: ~Copyable, Sendable {
    /// Of the object, to which it is a reference of its own; 0 before there is one.
    private let address = Atomic<UInt>(0)

    deinit { Self.reference(at: address.load(ordering: .acquiring))?.release() }

    private static func reference(at address: UInt) -> Unmanaged<Instance>? {
        UnsafeRawPointer(bitPattern: address).map(Unmanaged<Instance>.fromOpaque)
    }

    /// The object, if it was made.
    func load() -> Instance? { Self.reference(at: address.load(ordering: .acquiring))?.takeUnretainedValue() }

    /// Keeps an object, unless another one was kept in the meantime; returns the one that is kept.
    func storeIfNil(_ new: Instance) -> Instance {
        let own = Unmanaged.passRetained(new)
        let outcome = address.compareExchange(
            expected: 0, desired: UInt(bitPattern: own.toOpaque()), ordering: .acquiringAndReleasing)
        guard !outcome.exchanged, let kept = Self.reference(at: outcome.original) else { return new }
        own.release()
        return kept.takeUnretainedValue()
    }
}
