#ifndef FRESHET_RFC3339_HPP
#define FRESHET_RFC3339_HPP

#include <cstddef>
#include <cstdint>

#include "Decimal.hpp"

namespace freshet {

/// Days from 1970-01-01 to a day of the proleptic Gregorian calendar.
/// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
inline int64_t days_from_civil(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2;
  const int64_t era = (year >= 0 ? year : year - 399) / 400;
  const int64_t year_of_era = year - era * 400;
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + day_of_era - 719'468;
}

inline int64_t days_in_month(int64_t year, int64_t month) {
  static constexpr int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && is_leap ? 29 : days[month - 1];
}

/// The number of `count` digits at `p`, or -1.
inline int64_t read_digits(const uint8_t *p, int count) {
  int64_t value = 0;
  for (int k = 0; k < count; k++) {
    if (!is_digit(p[k])) return -1;
    value = value * 10 + (p[k] - '0');
  }
  return value;
}

/// RFC 3339's date-time, all of it: T, t or a space between date and time, any number of fractional digits (parts of a
/// millisecond are dropped), Z or an offset, which is required. A leap second is taken at 23:59:60 UTC only, and is
/// the first second of the next day, as in POSIX.
inline bool parse_rfc3339(const uint8_t *p, size_t length, int64_t &milliseconds) {
  if (length < 20) return false;
  const uint8_t *end = p + length;
  const int64_t year = read_digits(p, 4), month = read_digits(p + 5, 2), day = read_digits(p + 8, 2);
  const int64_t hour = read_digits(p + 11, 2), minute = read_digits(p + 14, 2), second = read_digits(p + 17, 2);
  const bool is_separated = p[4] == '-' && p[7] == '-' && (p[10] == 'T' || p[10] == 't' || p[10] == ' ') &&
                            p[13] == ':' && p[16] == ':';
  if (!is_separated || year < 0 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) return false;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return false;
  p += 19;
  int64_t fraction = 0;
  if (*p == '.') {
    p++;
    if (p == end || !is_digit(*p)) return false;
    for (int64_t unit = 100; p < end && is_digit(*p); p++, unit /= 10) fraction += unit * (*p - '0');
    if (p == end) return false;
  }
  int64_t offset_minutes = 0;
  if (*p == 'Z' || *p == 'z') {
    p++;
  } else if (*p == '+' || *p == '-') {
    if (end - p != 6 || p[3] != ':') return false;
    const int64_t hours = read_digits(p + 1, 2), minutes = read_digits(p + 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return false;
    offset_minutes = (*p == '-' ? -1 : 1) * (hours * 60 + minutes);
    p += 6;
  } else {
    return false;
  }
  if (p != end) return false;
  const int64_t minutes = days_from_civil(year, month, day) * 1'440 + hour * 60 + minute - offset_minutes;
  if (second == 60 && ((minutes % 1'440) + 1'440) % 1'440 != 1'439) return false;
  milliseconds = (minutes * 60 + second) * 1'000 + fraction;
  return milliseconds >= first_millisecond && milliseconds <= last_millisecond;
}

}  // namespace freshet

#endif
