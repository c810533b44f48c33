#include <algorithm>
#include <limits>
#include <memory>
#include <new>
#include <vector>

#include <simdjson.h>

#include "CSimdJSON.h"
#include "Columns.hpp"
#include "Decimal.hpp"
#include "Escapes.hpp"
#include "Plan.hpp"
#include "RFC3339.hpp"

using namespace freshet;

namespace {

bool is_space(uint8_t byte) { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; }

bool is_numeric(freshet_json_type type) { return type < FRESHET_JSON_TYPE_STRING; }

/// A token's bytes: one of `{}[]:,`, or a scalar without the white space behind it.
struct Token {
  const uint8_t *begin;
  const uint8_t *end;

  uint8_t kind() const { return *begin; }
  size_t length() const { return size_t(end - begin); }
  bool is_text() const { return *begin == '"'; }
  /// A string without its quotes.
  Token inside() const { return {begin + 1, end - 1}; }

  template <size_t size>
  bool equals(const char (&text)[size]) const {
    return length() == size - 1 && memcmp(begin, text, size - 1) == 0;
  }
};

enum class State : uint8_t { absent, null, value };

}  // namespace

struct freshet_json_decoder {
 public:
  freshet_json_decoder(size_t maximum_byte_count, bool root_is_list)
      : maximum_byte_count(maximum_byte_count), root_is_list(root_is_list) {
    make_parser(4'096);
  }

  Plan plan;
  std::vector<Column> columns;
  std::vector<uint32_t> rows;
  std::vector<freshet_json_failure> failures;

  void add_field(const freshet_json_field &settings, const uint8_t *bytes, const freshet_json_span *keys, size_t count) {
    plan.add(settings, bytes, keys, count);
    columns.emplace_back();
    states.push_back(State::absent);
  }

  void decode(const uint8_t *base, const freshet_json_span *records, size_t count) {
    rows.clear();
    failures.clear();
    for (size_t field = 0; field < columns.size(); field++) {
      columns[field].reserve(count, is_numeric(plan.fields[field].settings.type));
    }
    for (size_t record = 0; record < count; record++) {
      if (decode_record(base + records[record].start, records[record].length)) {
        rows.push_back(uint32_t(record));
      } else {
        take_back_text();
        failure.record = uint32_t(record);
        failures.push_back(failure);
      }
    }
  }

 private:
  size_t maximum_byte_count;
  bool root_is_list;
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
  std::vector<State> states;
  Buffer<uint8_t> scratch;
  uint64_t serial = 0;
  freshet_json_failure failure{};

  // The record at hand.
  const uint8_t *text = nullptr;
  size_t byte_count = 0;
  const uint32_t *positions = nullptr;
  /// Behind the last token's place.
  const uint32_t *limit = nullptr;
  /// Whether there is a backslash anywhere: if not, no string needs a second look.
  bool has_escapes = false;

  size_t row() const { return rows.size(); }

  // MARK: Records

  bool decode_record(const uint8_t *record, int64_t length) {
    std::fill(states.begin(), states.end(), State::absent);
    text = record;
    byte_count = length < 0 ? 0 : size_t(length);
    if (length < 0) return fail_record(FRESHET_JSON_REASON_NULL_VALUE);
    if (length == 0) return fail_record(FRESHET_JSON_REASON_EMPTY);
    if (byte_count > maximum_byte_count) return fail_record(FRESHET_JSON_REASON_TOO_LARGE);
    if (!is_utf8_by_its_start()) return fail_record(FRESHET_JSON_REASON_WRONG_ENCODING);
    if (!find_tokens()) return false;
    has_escapes = memchr(text, '\\', byte_count) != nullptr;
    serial++;
    if (!walk()) {
      // Not every implementation of the first stage looks at the bytes outside strings.
      return is_utf8() ? false : fail_record(FRESHET_JSON_REASON_INVALID_UTF8);
    }
    return finish_row();
  }

  bool is_utf8() const { return simdjson::validate_utf8(reinterpret_cast<const char *>(text), byte_count); }

  bool is_utf8_by_its_start() const {
    if (text[0] == 0xff || text[0] == 0xfe || text[0] == 0) return false;
    if (byte_count >= 2 && text[1] == 0) return false;
    return !(byte_count >= 3 && text[0] == 0xef && text[1] == 0xbb && text[2] == 0xbf);
  }

  /// simdjson's first stage: the place of every token, every string closed, no control character in one, UTF-8 valid.
  bool find_tokens() {
    if (byte_count > parser->capacity()) make_parser(byte_count * 2);
    const simdjson::error_code error = parser->stage1(text, byte_count, simdjson::stage1_mode::regular);
    if (error == simdjson::SUCCESS) {
      positions = parser->structural_indexes.get();
      limit = positions + parser->n_structural_indexes;
      return true;
    }
    if (!is_utf8()) return fail_record(FRESHET_JSON_REASON_INVALID_UTF8);
    switch (error) {
      case simdjson::EMPTY: return fail_record(FRESHET_JSON_REASON_EMPTY);
      case simdjson::UNCLOSED_STRING: return fail_record(FRESHET_JSON_REASON_UNCLOSED_STRING);
      case simdjson::UNESCAPED_CHARS: return fail_record(FRESHET_JSON_REASON_CONTROL_CHARACTER);
      case simdjson::MEMALLOC: throw std::bad_alloc();
      default: return fail_record(FRESHET_JSON_REASON_EXPECTED_VALUE);
    }
  }

  void make_parser(size_t capacity) {
    if (simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, 1, parser)) {
      throw std::bad_alloc();
    }
  }

  bool walk() {
    const Token root = token(positions);
    if (root.kind() != (root_is_list ? '[' : '{')) return fail(FRESHET_JSON_REASON_ROOT_NOT_OBJECT, root);
    const Cursor at = root_is_list ? list(positions + 1) : object(positions + 1, Plan::root, 1);
    if (at == nullptr) return false;
    return at == limit || fail(FRESHET_JSON_REASON_TRAILING_TEXT, token(at));
  }

  /// Fills in what is missing, if it may be.
  bool finish_row() {
    for (size_t field = 0; field < states.size(); field++) {
      if (states[field] == State::value) continue;
      const freshet_json_field &settings = plan.fields[field].settings;
      if (settings.is_required) {
        failure = {0, int32_t(field),
                   states[field] == State::null ? FRESHET_JSON_REASON_NULL : FRESHET_JSON_REASON_MISSING, 0, 0};
        return false;
      }
      if (is_numeric(settings.type)) {
        columns[field].numbers[row()] = std::numeric_limits<double>::quiet_NaN();
      } else {
        columns[field].set_missing_text(row());
      }
    }
    return true;
  }

  /// A refused record leaves no bytes in the arenas.
  void take_back_text() {
    for (size_t field = 0; field < states.size(); field++) {
      if (states[field] == State::value && !is_numeric(plan.fields[field].settings.type)) {
        columns[field].byte_count = size_t(columns[field].starts[row()]);
      }
    }
  }

  // MARK: Tokens

  /// The next token's place, passed by value to stay in a register; null once the record is refused.
  using Cursor = const uint32_t *;

  /// A token reaches to the next one, less white space; so no byte of a record is left unseen. Behind the last place
  /// stands the record's length.
  Token token(Cursor at) const {
    const uint8_t *begin = text + at[0];
    const uint8_t *end = text + at[1];
    while (end > begin + 1 && is_space(end[-1])) end--;
    return {begin, end};
  }

  bool is_next(Cursor at, char punctuation) const { return at != limit && text[*at] == uint8_t(punctuation); }

  bool fail_record(freshet_json_reason reason) {
    failure = {0, none, reason, 0, uint32_t(byte_count > UINT32_MAX ? UINT32_MAX : byte_count)};
    return false;
  }

  bool fail(freshet_json_reason reason, Token found, int32_t field = none) {
    failure = {0, field, reason, uint32_t(found.begin - text), uint32_t(found.length())};
    return false;
  }

  Cursor refuse(freshet_json_reason reason, Token found, int32_t field = none) {
    fail(reason, found, field);
    return nullptr;
  }

  /// Refuses the next token, or the end where none is left.
  Cursor refuse_next(freshet_json_reason reason, Cursor at) {
    if (at == limit) return refuse(FRESHET_JSON_REASON_TRUNCATED, {text + byte_count, text + byte_count});
    return refuse(reason, token(at));
  }

  // MARK: Grammar

  /// What follows `{`. Node `none` skips the values, checking them all the same.
  Cursor object(Cursor at, int32_t node, int depth) {
    if (is_next(at, '}')) return at + 1;
    int32_t previous = none;
    while (true) {
      if (!is_next(at, '"')) return refuse_next(FRESHET_JSON_REASON_EXPECTED_KEY, at);
      const Token key = token(at++);
      if (!is_string(key)) return nullptr;
      if (!is_next(at, ':')) return refuse_next(FRESHET_JSON_REASON_EXPECTED_COLON, at);
      at = value(at + 1, node == none ? none : find_first(node, previous, key.inside()), depth);
      if (at == nullptr) return nullptr;
      if (is_next(at, '}')) return at + 1;
      if (!is_next(at, ',')) return refuse_next(FRESHET_JSON_REASON_EXPECTED_OBJECT_END, at);
      at++;
    }
  }

  /// What follows `[`; an element is nowhere a field.
  Cursor array(Cursor at, int depth) {
    if (is_next(at, ']')) return at + 1;
    while (true) {
      at = value(at, none, depth);
      if (at == nullptr) return nullptr;
      if (is_next(at, ']')) return at + 1;
      if (!is_next(at, ',')) return refuse_next(FRESHET_JSON_REASON_EXPECTED_ARRAY_END, at);
      at++;
    }
  }

  /// What follows the `[` of a record that is a list, whose elements are the fields.
  Cursor list(Cursor at) {
    const std::vector<int32_t> &elements = plan.nodes[Plan::root].children;
    size_t count = 0;
    while (count > 0 || !is_next(at, ']')) {
      at = value(at, count < elements.size() ? elements[count] : none, 1);
      if (at == nullptr) return nullptr;
      count++;
      if (is_next(at, ']')) break;
      if (!is_next(at, ',')) return refuse_next(FRESHET_JSON_REASON_EXPECTED_ARRAY_END, at);
      at++;
    }
    if (count == elements.size()) return at + 1;
    fail_record(FRESHET_JSON_REASON_WRONG_COUNT);
    return nullptr;
  }

  Cursor value(Cursor at, int32_t node, int depth) {
    if (at == limit) return refuse_next(FRESHET_JSON_REASON_EXPECTED_VALUE, at);
    const Token first = token(at++);
    switch (first.kind()) {
      case '{': return nested_object(at, node, first, depth);
      case '[': return nested_array(at, node, first, depth);
      default: return scalar(node, first) ? at : nullptr;
    }
  }

  Cursor nested_object(Cursor at, int32_t node, Token open, int depth) {
    if (depth >= FRESHET_JSON_DEPTH) return refuse(FRESHET_JSON_REASON_TOO_DEEP, open);
    if (node != none && plan.nodes[node].has_fields()) {
      return refuse(FRESHET_JSON_REASON_WRONG_TYPE, open, plan.nodes[node].first_field);
    }
    return object(at, node, depth + 1);
  }

  Cursor nested_array(Cursor at, int32_t node, Token open, int depth) {
    if (depth >= FRESHET_JSON_DEPTH) return refuse(FRESHET_JSON_REASON_TOO_DEEP, open);
    if (node == none) return array(at, depth + 1);
    const bool is_field = plan.nodes[node].has_fields();
    return refuse(
        is_field ? FRESHET_JSON_REASON_WRONG_TYPE : FRESHET_JSON_REASON_NOT_NESTED, open, plan.any_field(node));
  }

  bool scalar(int32_t node, Token token) {
    Decimal decimal;
    if (!is_scalar(token, decimal)) return false;
    if (node == none) return true;
    const bool is_null = token.kind() == 'n';
    if (!is_null && !plan.nodes[node].has_fields()) {
      return fail(FRESHET_JSON_REASON_NOT_NESTED, token, plan.any_field(node));
    }
    for (int32_t field = plan.nodes[node].first_field; field != none; field = plan.fields[field].next) {
      if (is_null) states[field] = State::null;
      else if (!set(field, token, decimal)) return false;
    }
    return true;
  }

  /// Whether the token is wholly a string, a number (whose decimal is left), true, false or null.
  bool is_scalar(Token token, Decimal &decimal) {
    switch (token.kind()) {
      case '"': return is_string(token);
      case 't': return token.equals("true") || fail(FRESHET_JSON_REASON_BAD_LITERAL, token);
      case 'f': return token.equals("false") || fail(FRESHET_JSON_REASON_BAD_LITERAL, token);
      case 'n': return token.equals("null") || fail(FRESHET_JSON_REASON_BAD_LITERAL, token);
      case '}':
      case ']':
      case ':':
      case ',': return fail(FRESHET_JSON_REASON_EXPECTED_VALUE, token);
      default:
        if (token.kind() != '-' && !is_digit(token.kind())) return fail(FRESHET_JSON_REASON_BAD_LITERAL, token);
        return read_decimal(token.begin, token.end, decimal) || fail(FRESHET_JSON_REASON_BAD_NUMBER, token);
    }
  }

  /// The first stage has closed the string; its escapes remain to be checked.
  bool is_string(Token token) {
    if (!has_escapes && token.length() >= 2 && token.end[-1] == '"') return true;
    return is_escaped_string(token);
  }

  bool is_escaped_string(Token token) {
    if (token.length() < 2 || token.end[-1] != '"') return fail(FRESHET_JSON_REASON_EXPECTED_VALUE, token);
    scratch.reserve(token.length());
    const Token inside = token.inside();
    return unescape(inside.begin, inside.end, scratch.data()) >= 0 || fail(FRESHET_JSON_REASON_BAD_ESCAPE, token);
  }

  /// The child of that key where the record has not had it before, or none; it becomes the previous one.
  int32_t find_first(int32_t node, int32_t &previous, Token key) {
    const int32_t child = find(node, previous, key);
    if (child == none) return none;
    previous = child;
    if (plan.nodes[child].seen_in == serial) return none;
    plan.nodes[child].seen_in = serial;
    return child;
  }

  int32_t find(int32_t node, int32_t previous, Token key) {
    if (!has_escapes || memchr(key.begin, '\\', key.length()) == nullptr) {
      return plan.find(node, previous, key.begin, key.length());
    }
    scratch.reserve(key.length() + Key::word);
    const int64_t length = unescape(key.begin, key.end, scratch.data());
    return plan.find(node, previous, scratch.data(), size_t(length));
  }

  // MARK: Fields

  bool set(int32_t field, Token token, const Decimal &decimal) {
    const freshet_json_field &settings = plan.fields[field].settings;
    switch (settings.type) {
      case FRESHET_JSON_TYPE_STRING:
      case FRESHET_JSON_TYPE_CATEGORY: return set_text(field, settings, token);
      case FRESHET_JSON_TYPE_BOOL: return set_flag(field, settings, token, decimal);
      case FRESHET_JSON_TYPE_MILLISECONDS:
      case FRESHET_JSON_TYPE_SECONDS: return set_time(field, settings, token, decimal);
      case FRESHET_JSON_TYPE_DOUBLE:
      case FRESHET_JSON_TYPE_INT: return set_number(field, settings, token, decimal);
    }
    return true;
  }

  bool set_text(int32_t field, const freshet_json_field &settings, Token token) {
    const bool is_flag = token.kind() == 't' || token.kind() == 'f';
    if (is_flag && settings.type == FRESHET_JSON_TYPE_STRING) return fail(FRESHET_JSON_REASON_WRONG_TYPE, token, field);
    const Token content = token.is_text() ? token.inside() : token;
    if (double(content.length()) > settings.maximum) return fail(FRESHET_JSON_REASON_TEXT_TOO_LONG, token, field);
    if (token.is_text() && has_escapes) {
      uint8_t *target = columns[field].begin_text(row(), content.length());
      columns[field].end_text(row(), size_t(unescape(content.begin, content.end, target)));
    } else {
      columns[field].copy_text(row(), content.begin, content.length());
    }
    states[field] = State::value;
    return true;
  }

  /// The number that stands in the token, or, where the field coerces, in its text.
  bool takes_number(const freshet_json_field &settings, Token &token, Decimal &decimal) const {
    if (token.is_text() && settings.coerces_text) {
      token = token.inside();
      return read_decimal(token.begin, token.end, decimal);
    }
    return token.kind() == '-' || is_digit(token.kind());
  }

  bool set_number(int32_t field, const freshet_json_field &settings, Token token, Decimal decimal) {
    const Token found = token;
    double value = 0;
    if (!takes_number(settings, token, decimal)) return fail(FRESHET_JSON_REASON_WRONG_TYPE, found, field);
    if (settings.type == FRESHET_JSON_TYPE_INT) {
      switch (to_whole(decimal, value)) {
        case Whole::exact: break;
        case Whole::fraction: return fail(FRESHET_JSON_REASON_NOT_WHOLE, found, field);
        case Whole::too_large: return fail(FRESHET_JSON_REASON_INTEGER_TOO_LARGE, found, field);
      }
    } else if (!to_double(decimal, token.begin, token.end, value)) {
      return fail(FRESHET_JSON_REASON_NUMBER_TOO_LARGE, found, field);
    }
    return set_bounded(field, settings, found, value);
  }

  bool set_flag(int32_t field, const freshet_json_field &settings, Token token, Decimal decimal) {
    const Token found = token;
    const Token word = token.is_text() && settings.coerces_text ? token.inside() : token;
    if (word.equals("true")) return set_bounded(field, settings, found, 1);
    if (word.equals("false")) return set_bounded(field, settings, found, 0);
    double value = 0;
    if (settings.coerces_text && takes_number(settings, token, decimal) && to_whole(decimal, value) == Whole::exact &&
        (value == 0 || value == 1)) {
      return set_bounded(field, settings, found, value);
    }
    return fail(FRESHET_JSON_REASON_WRONG_TYPE, found, field);
  }

  bool set_time(int32_t field, const freshet_json_field &settings, Token token, Decimal decimal) {
    const Token found = token;
    double value = 0;
    if (takes_number(settings, token, decimal)) {
      const int32_t scale = settings.type == FRESHET_JSON_TYPE_SECONDS ? 3 : 0;
      if (!to_milliseconds(decimal, scale, value)) return fail(FRESHET_JSON_REASON_TIME_OUT_OF_RANGE, found, field);
      return set_bounded(field, settings, found, value);
    }
    if (!found.is_text()) return fail(FRESHET_JSON_REASON_WRONG_TYPE, found, field);
    int64_t milliseconds = 0;
    if (!parse_rfc3339(found.inside().begin, found.inside().length(), milliseconds)) {
      return fail(FRESHET_JSON_REASON_BAD_TIME, found, field);
    }
    return set_bounded(field, settings, found, double(milliseconds));
  }

  bool set_bounded(int32_t field, const freshet_json_field &settings, Token found, double value) {
    if (value < settings.minimum) return fail(FRESHET_JSON_REASON_BELOW_MINIMUM, found, field);
    if (value > settings.maximum) return fail(FRESHET_JSON_REASON_ABOVE_MAXIMUM, found, field);
    columns[field].numbers[row()] = value;
    states[field] = State::value;
    return true;
  }
};

// MARK: The C border

namespace {

/// Runs the body; false where it ran out of memory, the one exception there is.
template <typename Body>
bool without_exceptions(Body body) noexcept {
  try {
    body();
    return true;
  } catch (...) {
    return false;
  }
}

template <typename Value>
size_t write_shortest(uint8_t *target, Value value) {
  char *const begin = reinterpret_cast<char *>(target);
  return size_t(std::to_chars(begin, begin + 32, value).ptr - begin);
}

}  // namespace

freshet_json_decoder *freshet_json_decoder_create(size_t maximum_byte_count, bool root_is_list) {
  freshet_json_decoder *decoder = nullptr;
  without_exceptions([&] { decoder = new freshet_json_decoder(maximum_byte_count, root_is_list); });
  return decoder;
}

void freshet_json_decoder_destroy(freshet_json_decoder *decoder) { delete decoder; }

bool freshet_json_decoder_add_field(
    freshet_json_decoder *decoder, freshet_json_field field, const uint8_t *bytes, const freshet_json_span *keys,
    size_t key_count) {
  return without_exceptions([&] { decoder->add_field(field, bytes, keys, key_count); });
}

bool freshet_json_decode(
    freshet_json_decoder *decoder, const uint8_t *base, const freshet_json_span *records, size_t count) {
  return without_exceptions([&] { decoder->decode(base, records, count); });
}

size_t freshet_json_row_count(const freshet_json_decoder *decoder) { return decoder->rows.size(); }

const uint32_t *freshet_json_rows(const freshet_json_decoder *decoder) { return decoder->rows.data(); }

const double *freshet_json_numbers(const freshet_json_decoder *decoder, size_t field) {
  return decoder->columns[field].numbers.data();
}

freshet_json_texts freshet_json_text(const freshet_json_decoder *decoder, size_t field) {
  const Column &column = decoder->columns[field];
  return {column.bytes.data(), column.byte_count, column.starts.data(), column.lengths.data()};
}

size_t freshet_json_failure_count(const freshet_json_decoder *decoder) { return decoder->failures.size(); }

const freshet_json_failure *freshet_json_failures(const freshet_json_decoder *decoder) {
  return decoder->failures.data();
}

bool freshet_rfc3339_parse(const uint8_t *text, size_t length, int64_t *milliseconds) {
  return parse_rfc3339(text, length, *milliseconds);
}

size_t freshet_json_write_float(uint8_t *target, float value) { return write_shortest(target, value); }

size_t freshet_json_write_double(uint8_t *target, double value) { return write_shortest(target, value); }

size_t freshet_json_write_integer(uint8_t *target, int64_t value) { return write_shortest(target, value); }
