/// The version of this program.
public enum Version {
    /// As `--version` shows it.
    public static let text = "0.1.0"
}
