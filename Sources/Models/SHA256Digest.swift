import Crypto

/// SHA-256 as this project writes it: lower-case hex.
package enum SHA256Digest {
  package static func bytes(of source: ArraySlice<UInt8>) -> [UInt8] {
    var hash = SHA256()
    source.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return Array(hash.finalize())
  }

  package static func hex(of source: ArraySlice<UInt8>) -> String { text(bytes(of: source)) }

  package static func text(_ digest: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
