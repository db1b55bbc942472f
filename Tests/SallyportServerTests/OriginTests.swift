import Foundation
import ServerHTTP
import Testing

@testable import SallyportServer

@Suite("Destinations are matched by exact origin")
struct OriginTests {
    private let origins: Set<String> = ["https://console.example.com", "http://127.0.0.1:9000"]

    @Test(arguments: [
        "https://console.example.com", "https://console.example.com/",
        "https://console.example.com/s3?region=us-east-1#x",
        "https://console.example.com:443/a", "http://127.0.0.1:9000/x",
    ])
    func allowed(_ text: String) {
        #expect(Destination.allowed(text, origins: origins) == text)
    }

    @Test(arguments: [
        "http://console.example.com/", "https://console.example.com:8443/", "https://console.example.com.evil.example/",
        "https://evil.example/console.example.com", "//console.example.com/", "https:\\\\console.example.com/",
        "https://console.example.com@evil.example/", "https://user@console.example.com/", "javascript:alert(1)",
        "https://console.example.com\\@evil.example/", "https://console.example.com%2eevil.example/", "/console", "",
        " https://console.example.com/", "https://console.example.com/\r\nSet-Cookie: a=b",
        "https://console.example.com\t/",
    ])
    func refused(_ text: String) {
        #expect(Destination.allowed(text, origins: origins) == nil)
    }
}
