/// Text as JSON has it.
package enum JSONText {
  /// The text in quotes, escaped.
  package static func quoted(_ text: String) -> String { String(decoding: quotedBytes(text), as: UTF8.self) }

  static func quotedBytes(_ text: String) -> [UInt8] {
    var text = text
    return text.withUTF8 { bytes in
      [UInt8](unsafeUninitializedCapacity: bytes.count * JSONWriter.escapedByteCount + 2) { target, count in
        var writer = JSONWriter(target.baseAddress!)
        writer.write(text: UnsafeRawBufferPointer(bytes))
        count = writer.byteCount
      }
    }
  }
}
