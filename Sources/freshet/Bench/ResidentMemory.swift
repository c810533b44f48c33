import Foundation

/// What this process holds in memory now, as the kernel counts it.
enum ResidentMemory {
  static var megabytes: Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return 0 }
    return (pages * Int(getpagesize())) >> 20
  }
}
