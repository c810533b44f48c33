import Glibc

/// When each event was handed to the producer, in nanoseconds of the monotonic clock.
///
/// `@unchecked`: one thread writes a place before it sends the event, another reads it after the event's answer has come
/// back through the broker; the sockets between them order the two.
final class SendTimes: @unchecked Sendable {
  private let places: UnsafeMutableBufferPointer<Int64>

  init(count: Int) {
    places = .allocate(capacity: count)
    places.initialize(repeating: 0)
  }

  deinit { places.deallocate() }

  var count: Int { places.count }

  func note(_ index: Int, at nanoseconds: Int64) { places[index] = nanoseconds }

  subscript(index: Int) -> Int64 { places[index] }

  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
