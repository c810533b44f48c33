import CRdKafka

extension ClientHandle {
  /// Leads librdkafka's callbacks to the context. The handle keeps the context until librdkafka's threads have ended.
  static func installCallbacks(_ configuration: OpaquePointer, _ role: Role, _ context: ClientContext) {
    let opaque = Unmanaged.passUnretained(context).toOpaque()
    rd_kafka_conf_set_opaque(configuration, opaque)
    rd_kafka_conf_set_log_cb(configuration) { client, level, facility, text in
      guard let client, let facility, let text, let opaque = rd_kafka_opaque(client) else { return }
      ClientContext.of(opaque).log?(
        KafkaLogLine(level: Int(level), facility: String(cString: facility), message: String(cString: text)))
    }
    rd_kafka_conf_set_error_cb(configuration) { client, code, reason, opaque in
      guard let client, let opaque else { return }
      let context = ClientContext.of(opaque)
      context.report(rd_kafka_resp_err_t(code), reason: reason.map { String(cString: $0) } ?? "", of: client)
      if context.endsWait { rd_kafka_yield(client) }
    }
    installBrokerWatch(configuration, opaque)
    switch role {
    case .consumer: installConsumerCallbacks(configuration)
    case .producer: installDeliveryReports(configuration)
    }
  }

  private static func installBrokerWatch(_ configuration: OpaquePointer, _ opaque: UnsafeMutableRawPointer) {
    rd_kafka_conf_interceptor_add_on_new(
      configuration, "freshet",
      { client, _, opaque, _, _ in
        rd_kafka_interceptor_add_on_broker_state_change(
          client, "freshet",
          { _, _, _, name, port, state, opaque in
            if let name, let state, let opaque {
              ClientContext.of(opaque).watch.report(
                broker: "\(String(cString: name)):\(port)", state: String(cString: state))
            }
            return RD_KAFKA_RESP_ERR_NO_ERROR
          }, opaque)
      }, opaque)
  }

  private static func installConsumerCallbacks(_ configuration: OpaquePointer) {
    rd_kafka_conf_set_rebalance_cb(configuration) { client, code, list, opaque in
      guard let client, let list, let opaque else { return }
      let context = ClientContext.of(opaque)
      context.announce(code, list, client)
      if context.endsWait { rd_kafka_yield(client) }
    }
    rd_kafka_conf_set_offset_commit_cb(configuration) { _, code, _, opaque in
      // No offset to commit is no trouble.
      guard let opaque, code != RD_KAFKA_RESP_ERR_NO_ERROR, code != RD_KAFKA_RESP_ERR__NO_OFFSET else { return }
      ClientContext.of(opaque).report(KafkaError(code, "committing offsets"))
    }
  }

  private static func installDeliveryReports(_ configuration: OpaquePointer) {
    rd_kafka_conf_set_dr_msg_cb(configuration) { _, message, opaque in
      guard let message, let opaque else { return }
      let context = ClientContext.of(opaque)
      // The ledger's ticket travels as the record's own opaque value.
      let ticket = Int(bitPattern: message.pointee._private)
      if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
        context.ledger.deliver(ticket, partition: message.pointee.partition, offset: message.pointee.offset)
      } else {
        let code = message.pointee.err
        context.ledger.fail(
          ticket,
          KafkaError(code, "delivering to \(String(cString: rd_kafka_topic_name(message.pointee.rkt)))"))
      }
    }
  }
}
