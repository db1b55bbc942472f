/// The pieces between the slashes of a path or key, decoded.
enum PathSegments {
    /// Whether nobody can take them for other ones: there is no `.` or `..`, none but the last is empty, and no backslash
    /// stands in them.
    ///
    /// Services that keep things in folders do away with such pieces, or take a backslash for a slash, and come to what
    /// nobody has asked about.
    static func areUnambiguous(_ path: some Collection<UInt8>) -> Bool {
        let segments = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return !path.contains(UInt8(ascii: "\\"))
            && segments.dropLast().allSatisfy { !$0.isEmpty }
            && segments.allSatisfy { !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }
    }
}
