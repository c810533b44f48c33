#ifndef FRESHET_DECIMAL_HPP
#define FRESHET_DECIMAL_HPP

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <system_error>

namespace freshet {

/// A JSON number as written: (-1)^negative * digits * 10^exponent, of which the first 19 significant digits are kept.
struct Decimal {
  uint64_t digits = 0;
  int32_t exponent = 0;
  bool is_negative = false;
  /// Whether digits other than 0 were dropped behind the 19th.
  bool is_truncated = false;
};

inline bool is_digit(uint8_t byte) { return uint8_t(byte - '0') < 10; }

constexpr ptrdiff_t kept_digits = 19;

/// Reads the whole of [p, end) by JSON's grammar; false when it is not a number.
inline bool read_decimal(const uint8_t *p, const uint8_t *end, Decimal &decimal) {
  // Locals stay in registers: a byte that is read could be one of `decimal`, for all the compiler knows.
  uint64_t digits = 0;
  int32_t exponent = 0;
  bool is_truncated = false;
  const bool is_negative = p < end && *p == '-';
  p += is_negative;
  const uint8_t *const first = p;
  if (p == end || !is_digit(*p)) return false;
  if (*p == '0') {
    p++;
  } else if (end - p <= kept_digits) {
    do digits = digits * 10 + (*p++ - '0');
    while (p < end && is_digit(*p));
  } else {
    for (; p < end && is_digit(*p); p++) {
      if (p - first < kept_digits) {
        digits = digits * 10 + (*p - '0');
      } else {
        exponent++;
        is_truncated |= *p != '0';
      }
    }
  }
  if (p < end && *p == '.') {
    const uint8_t *const point = p++;
    if (end - first <= kept_digits) {
      for (; p < end && is_digit(*p); p++) digits = digits * 10 + (*p - '0');
      exponent = -int32_t(p - point - 1);
    } else {
      // No digit more fits once there are 19 behind the leading zeros.
      constexpr uint64_t full = 1'000'000'000'000'000'000;
      for (; p < end && is_digit(*p); p++) {
        if (digits < full) {
          digits = digits * 10 + (*p - '0');
          exponent--;
        } else {
          is_truncated |= *p != '0';
        }
      }
    }
    if (p == point + 1) return false;
  }
  if (p < end && (*p == 'e' || *p == 'E')) {
    p++;
    bool is_small = false;
    if (p < end && (*p == '+' || *p == '-')) is_small = *p++ == '-';
    if (p == end || !is_digit(*p)) return false;
    int32_t power = 0;
    for (; p < end && is_digit(*p); p++) {
      if (power < 100'000'000) power = power * 10 + (*p - '0');
    }
    exponent += is_small ? -power : power;
  }
  decimal = {digits, exponent, is_negative, is_truncated};
  return p == end;
}

/// The nearest double; false when it is beyond the range of a double.
inline bool to_double(const Decimal &decimal, const uint8_t *p, const uint8_t *end, double &value) {
  static constexpr double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                      1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  // Clinger's fast path: both factors are exact, so the one operation rounds correctly.
  if (decimal.digits <= (uint64_t(1) << 53) && !decimal.is_truncated && decimal.exponent >= -22 &&
      decimal.exponent <= 22) {
    double magnitude = double(decimal.digits);
    magnitude = decimal.exponent < 0 ? magnitude / powers[-decimal.exponent] : magnitude * powers[decimal.exponent];
    value = decimal.is_negative ? -magnitude : magnitude;
    return true;
  }
  auto result = std::from_chars(reinterpret_cast<const char *>(p), reinterpret_cast<const char *>(end), value);
  if (result.ec == std::errc()) return true;
  // Out of range at either end: too small is 0, as everywhere else.
  if (decimal.digits != 0 && decimal.exponent > 0) return false;
  value = decimal.is_negative ? -0.0 : 0.0;
  return true;
}

enum class Whole { exact, fraction, too_large };

/// The number as a whole one of at most 2^53, so that the double is exact.
inline Whole to_whole(Decimal decimal, double &value) {
  if (decimal.is_truncated && decimal.exponent < 0) return Whole::fraction;
  while (decimal.exponent < 0 && decimal.digits != 0 && decimal.digits % 10 == 0) {
    decimal.digits /= 10;
    decimal.exponent++;
  }
  if (decimal.digits == 0) decimal.exponent = 0;
  if (decimal.exponent < 0) return Whole::fraction;
  for (; decimal.exponent > 0 && decimal.digits <= (uint64_t(1) << 53); decimal.exponent--) decimal.digits *= 10;
  if (decimal.digits > (uint64_t(1) << 53) || decimal.is_truncated) return Whole::too_large;
  value = decimal.is_negative ? -double(decimal.digits) : double(decimal.digits);
  return Whole::exact;
}

/// The years 1 to 9999, in milliseconds since 1970.
constexpr int64_t first_millisecond = -62'135'596'800'000;
constexpr int64_t last_millisecond = 253'402'300'799'999;

/// The number times 10^scale, rounded down to whole milliseconds; false outside the years 1 to 9999.
inline bool to_milliseconds(Decimal decimal, int32_t scale, double &value) {
  bool has_fraction = decimal.is_truncated;
  decimal.exponent += scale;
  for (; decimal.exponent < 0 && decimal.digits != 0; decimal.exponent++) {
    has_fraction |= decimal.digits % 10 != 0;
    decimal.digits /= 10;
  }
  constexpr uint64_t bound = uint64_t(last_millisecond) + 1;
  for (; decimal.exponent > 0 && decimal.digits != 0 && decimal.digits <= bound; decimal.exponent--) {
    decimal.digits *= 10;
  }
  if (decimal.digits > bound) return false;
  int64_t milliseconds = int64_t(decimal.digits);
  if (decimal.is_negative) milliseconds = -milliseconds - (has_fraction ? 1 : 0);
  value = double(milliseconds);
  return milliseconds >= first_millisecond && milliseconds <= last_millisecond;
}

}  // namespace freshet

#endif
