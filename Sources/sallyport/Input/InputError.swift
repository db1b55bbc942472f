/// What the user named can't be read, or is not what it should be; said, it ends the command with exit code 2.
struct InputError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
