/// Room that a sink holds for the records of one decision; it is given back when the last reference goes.
public final class AuditReservation: Sendable {
    private let giveBack: @Sendable () -> Void

    /// Makes a reservation.
    ///
    /// - Parameter giveBack: called once, when nobody has the reservation any more, whether it was written in or not.
    public init(giveBack: @escaping @Sendable () -> Void = {}) { self.giveBack = giveBack }

    deinit { giveBack() }
}
