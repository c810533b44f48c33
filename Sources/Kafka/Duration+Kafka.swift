import Records

extension Duration {
  /// The duration as librdkafka takes it: whole milliseconds, at least one for any time at all.
  var timeout: Int32 {
    self <= .zero ? 0 : Int32(clamping: max(1, milliseconds))
  }
}
