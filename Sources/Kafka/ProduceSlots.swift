import CRdKafka
import Records

/// The arguments of one `rd_kafka_produceva` call, laid out once and filled again for each record.
struct ProduceSlots: ~Copyable {
  private let slots: UnsafeMutablePointer<rd_kafka_vu_t>

  private enum Slot {
    static let topic = 0
    static let partition = 1
    static let flags = 2
    static let timestamp = 3
    static let opaque = 4
    static let key = 5
    static let value = 6
    static let headers = 7
    static let count = 8
  }

  init() {
    slots = .allocate(capacity: Slot.count)
    slots.initialize(repeating: rd_kafka_vu_t(), count: Slot.count)
    slots[Slot.topic].vtype = RD_KAFKA_VTYPE_RKT
    slots[Slot.partition].vtype = RD_KAFKA_VTYPE_PARTITION
    slots[Slot.flags].vtype = RD_KAFKA_VTYPE_MSGFLAGS
    slots[Slot.flags].u.i = RD_KAFKA_MSG_F_COPY
    slots[Slot.timestamp].vtype = RD_KAFKA_VTYPE_TIMESTAMP
    slots[Slot.opaque].vtype = RD_KAFKA_VTYPE_OPAQUE
    slots[Slot.key].vtype = RD_KAFKA_VTYPE_KEY
    slots[Slot.value].vtype = RD_KAFKA_VTYPE_VALUE
    slots[Slot.headers].vtype = RD_KAFKA_VTYPE_HEADERS
  }

  deinit { slots.deallocate() }

  /// Hands one record to librdkafka, which copies it.
  ///
  /// - Parameter ticket: comes back with the delivery report.
  func produce(
    _ batch: RecordBatch, _ index: Int, to topic: OpaquePointer, ticket: Int, of client: OpaquePointer
  ) -> rd_kafka_resp_err_t {
    let entry = batch.entries[index]
    slots[Slot.topic].u.rkt = topic
    slots[Slot.partition].u.i32 = entry.partition
    slots[Slot.timestamp].u.i64 = entry.timestamp
    slots[Slot.opaque].u.ptr = UnsafeMutableRawPointer(bitPattern: ticket)
    let headers = Self.headers(batch, index)
    slots[Slot.headers].u.headers = headers
    let error = batch.withArena { arena in
      Self.set(&slots[Slot.key], batch.keyRange(index), arena)
      Self.set(&slots[Slot.value], batch.valueRange(index), arena)
      return rd_kafka_produceva(client, slots, headers == nil ? Slot.count - 1 : Slot.count)
    }
    guard let error else { return RD_KAFKA_RESP_ERR_NO_ERROR }
    // librdkafka takes the headers over only when it takes the record.
    if let headers { rd_kafka_headers_destroy(headers) }
    defer { rd_kafka_error_destroy(error) }
    return rd_kafka_error_code(error)
  }

  /// No bytes at a place is an empty key or value; no place is none.
  private static func set(_ slot: inout rd_kafka_vu_t, _ range: Range<Int>?, _ arena: UnsafeRawBufferPointer) {
    slot.u.mem.ptr = range.map { UnsafeMutableRawPointer(mutating: arena.baseAddress! + $0.lowerBound) }
    slot.u.mem.size = range?.count ?? 0
  }

  private static func headers(_ batch: RecordBatch, _ index: Int) -> OpaquePointer? {
    var headers: OpaquePointer?
    batch.forEachHeader(index) { name, value in
      if headers == nil { headers = rd_kafka_headers_new(4) }
      rd_kafka_header_add(
        headers, name.baseAddress?.assumingMemoryBound(to: CChar.self), name.count, value.baseAddress, value.count)
    }
    return headers
  }
}
