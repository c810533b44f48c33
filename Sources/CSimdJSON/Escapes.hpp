#ifndef FRESHET_ESCAPES_HPP
#define FRESHET_ESCAPES_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace freshet {

/// The four hexadecimal digits at `p`, or -1.
inline int32_t read_hexadecimal(const uint8_t *p, const uint8_t *end) {
  if (end - p < 4) return -1;
  int32_t value = 0;
  for (int k = 0; k < 4; k++) {
    const uint8_t byte = p[k];
    int32_t digit;
    if (byte >= '0' && byte <= '9') {
      digit = byte - '0';
    } else if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f') {
      digit = (byte | 0x20) - 'a' + 10;
    } else {
      return -1;
    }
    value = value << 4 | digit;
  }
  return value;
}

inline uint8_t *write_utf8(uint8_t *target, int32_t scalar) {
  if (scalar < 0x80) {
    *target++ = uint8_t(scalar);
  } else if (scalar < 0x800) {
    *target++ = uint8_t(0xc0 | scalar >> 6);
    *target++ = uint8_t(0x80 | (scalar & 0x3f));
  } else if (scalar < 0x10000) {
    *target++ = uint8_t(0xe0 | scalar >> 12);
    *target++ = uint8_t(0x80 | (scalar >> 6 & 0x3f));
    *target++ = uint8_t(0x80 | (scalar & 0x3f));
  } else {
    *target++ = uint8_t(0xf0 | scalar >> 18);
    *target++ = uint8_t(0x80 | (scalar >> 12 & 0x3f));
    *target++ = uint8_t(0x80 | (scalar >> 6 & 0x3f));
    *target++ = uint8_t(0x80 | (scalar & 0x3f));
  }
  return target;
}

/// The scalar of the \u escape whose digits begin at `p`, which is moved behind it (a pair of surrogates is one scalar);
/// -1 for an escape that is none, half a pair included.
inline int32_t read_unicode_escape(const uint8_t *&p, const uint8_t *end) {
  const int32_t first = read_hexadecimal(p, end);
  if (first < 0) return -1;
  p += 4;
  if (first < 0xd800 || first > 0xdfff) return first;
  if (first > 0xdbff || end - p < 6 || p[0] != '\\' || p[1] != 'u') return -1;
  const int32_t second = read_hexadecimal(p + 2, end);
  if (second < 0xdc00 || second > 0xdfff) return -1;
  p += 6;
  return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

/// Unescapes the inside of a JSON string into `target`, which has room for as many bytes. Returns the count of bytes
/// written, or -1 where an escape is none of JSON's.
inline int64_t unescape(const uint8_t *p, const uint8_t *end, uint8_t *target) {
  uint8_t *const start = target;
  while (p < end) {
    const void *found = memchr(p, '\\', size_t(end - p));
    const size_t plain = size_t((found ? static_cast<const uint8_t *>(found) : end) - p);
    memcpy(target, p, plain);
    target += plain;
    p += plain;
    if (p == end) break;
    if (++p == end) return -1;
    const uint8_t escape = *p++;
    switch (escape) {
      case '"':
      case '\\':
      case '/': *target++ = escape; break;
      case 'b': *target++ = '\b'; break;
      case 'f': *target++ = '\f'; break;
      case 'n': *target++ = '\n'; break;
      case 'r': *target++ = '\r'; break;
      case 't': *target++ = '\t'; break;
      case 'u': {
        const int32_t scalar = read_unicode_escape(p, end);
        if (scalar < 0) return -1;
        target = write_utf8(target, scalar);
        break;
      }
      default: return -1;
    }
  }
  return target - start;
}

}  // namespace freshet

#endif
