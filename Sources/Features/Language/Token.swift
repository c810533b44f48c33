/// A word of the feature language.
struct Token: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case number(Double)
    /// A number with its unit on it, as written: `10m`, `1h30m`.
    case measure(String)
    case text(String)
    /// A field, a feature, a function or a keyword.
    case name(String)
    /// A name in backquotes, which is never a keyword.
    case quotedName(String)
    case symbol(String)
    case end
  }

  var kind: Kind
  /// The character of the expression that it starts at, from 1.
  var column: Int

  /// How an error names it.
  var description: String {
    switch kind {
    case .number(let value): "the number \(CanonicalText.number(value))"
    case .measure(let text): "'\(text)'"
    case .text(let text): "the text \(CanonicalText.quoted(text))"
    case .name(let name), .quotedName(let name): "'\(name)'"
    case .symbol(let symbol): "'\(symbol)'"
    case .end: "the end of the expression"
    }
  }
}
