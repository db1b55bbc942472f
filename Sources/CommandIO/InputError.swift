/// What the user named can't be read, or is not what it should be; said, it ends the command with exit code 2.
package struct InputError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
