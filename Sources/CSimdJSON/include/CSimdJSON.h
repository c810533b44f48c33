#ifndef FRESHET_CSIMDJSON_H
#define FRESHET_CSIMDJSON_H

// The C door to simdjson: a schema-directed decoder of many JSON records into columns, and number formatting.
//
// simdjson's first stage finds every token of a record and checks the whole of its UTF-8 with vector instructions. One
// walk over the tokens then checks all of the grammar, that of skipped values too, and writes the fields that the plan
// asks for. (simdjson's On-Demand front-end never looks at the values it skips, and its DOM builds a tape first.)
//
// A decoder belongs to one thread at a time. No C++ exception leaves these functions.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FRESHET_CLOSED __attribute__((enum_extensibility(closed)))

/// How many objects and arrays may stand inside each other.
#define FRESHET_JSON_DEPTH 256

typedef struct freshet_json_decoder freshet_json_decoder;

typedef enum FRESHET_CLOSED freshet_json_type {
  FRESHET_JSON_TYPE_DOUBLE,
  FRESHET_JSON_TYPE_INT,
  FRESHET_JSON_TYPE_BOOL,
  FRESHET_JSON_TYPE_MILLISECONDS,
  FRESHET_JSON_TYPE_SECONDS,
  FRESHET_JSON_TYPE_STRING,
  FRESHET_JSON_TYPE_CATEGORY,
} freshet_json_type;

/// Why a record was refused.
typedef enum FRESHET_CLOSED freshet_json_reason {
  FRESHET_JSON_REASON_NULL_VALUE,
  FRESHET_JSON_REASON_EMPTY,
  FRESHET_JSON_REASON_TOO_LARGE,
  FRESHET_JSON_REASON_WRONG_ENCODING,
  FRESHET_JSON_REASON_INVALID_UTF8,
  FRESHET_JSON_REASON_UNCLOSED_STRING,
  FRESHET_JSON_REASON_CONTROL_CHARACTER,
  FRESHET_JSON_REASON_TRUNCATED,
  FRESHET_JSON_REASON_ROOT_NOT_OBJECT,
  FRESHET_JSON_REASON_TRAILING_TEXT,
  FRESHET_JSON_REASON_EXPECTED_KEY,
  FRESHET_JSON_REASON_EXPECTED_COLON,
  FRESHET_JSON_REASON_EXPECTED_OBJECT_END,
  FRESHET_JSON_REASON_EXPECTED_ARRAY_END,
  FRESHET_JSON_REASON_EXPECTED_VALUE,
  FRESHET_JSON_REASON_BAD_NUMBER,
  FRESHET_JSON_REASON_BAD_LITERAL,
  FRESHET_JSON_REASON_BAD_ESCAPE,
  FRESHET_JSON_REASON_TOO_DEEP,
  FRESHET_JSON_REASON_MISSING,
  FRESHET_JSON_REASON_NULL,
  FRESHET_JSON_REASON_WRONG_TYPE,
  FRESHET_JSON_REASON_NOT_NESTED,
  FRESHET_JSON_REASON_NOT_WHOLE,
  FRESHET_JSON_REASON_INTEGER_TOO_LARGE,
  FRESHET_JSON_REASON_NUMBER_TOO_LARGE,
  FRESHET_JSON_REASON_BAD_TIME,
  FRESHET_JSON_REASON_TIME_OUT_OF_RANGE,
  FRESHET_JSON_REASON_BELOW_MINIMUM,
  FRESHET_JSON_REASON_ABOVE_MAXIMUM,
  FRESHET_JSON_REASON_WRONG_COUNT,
  FRESHET_JSON_REASON_TEXT_TOO_LONG,
} freshet_json_reason;

typedef struct freshet_json_field {
  freshet_json_type type;
  bool is_required;
  bool coerces_text;
  /// Bounds of a number, both included, and of the bytes of a text as it stands there; infinite where there are none.
  double minimum;
  double maximum;
} freshet_json_field;

/// A record's (or a key's) place behind a base address.
typedef struct freshet_json_span {
  size_t start;
  /// -1 for a null value.
  int64_t length;
} freshet_json_span;

typedef struct freshet_json_failure {
  /// The index of the record's span.
  uint32_t record;
  /// The index of the field; -1 where the record as a whole is at fault.
  int32_t field;
  freshet_json_reason reason;
  /// The place, from the record's start, and the length of what was found.
  uint32_t offset;
  uint32_t length;
} freshet_json_failure;

/// A column of decoded text: one arena; a missing value has length -1.
typedef struct freshet_json_texts {
  const uint8_t *_Nullable bytes;
  size_t byte_count;
  const int32_t *_Nullable starts;
  const int32_t *_Nullable lengths;
} freshet_json_texts;

/// A decoder without fields, or NULL when there is no memory. Add all fields before decoding.
/// With `root_is_list` a record is a flat array, and the k-th field is its k-th element.
freshet_json_decoder *_Nullable freshet_json_decoder_create(size_t maximum_byte_count, bool root_is_list);
void freshet_json_decoder_destroy(freshet_json_decoder *_Nonnull decoder);

/// Adds the next field; `keys` lie behind `bytes`, from the root inwards. False when there is no memory.
bool freshet_json_decoder_add_field(
    freshet_json_decoder *_Nonnull decoder, freshet_json_field field, const uint8_t *_Nonnull bytes,
    const freshet_json_span *_Nonnull keys, size_t key_count);

/// How many bytes behind the last record must be readable.
#define FRESHET_JSON_PADDING 64

/// Decodes `count` records, which lie behind `base`. Results stay until the next call. False when there is no memory.
bool freshet_json_decode(
    freshet_json_decoder *_Nonnull decoder, const uint8_t *_Nullable base, const freshet_json_span *_Nullable records,
    size_t count);

/// How many records were decoded, and the span's index of each.
size_t freshet_json_row_count(const freshet_json_decoder *_Nonnull decoder);
const uint32_t *_Nullable freshet_json_rows(const freshet_json_decoder *_Nonnull decoder);
/// The column of a numeric field, NaN where missing; of a text field.
const double *_Nullable freshet_json_numbers(const freshet_json_decoder *_Nonnull decoder, size_t field);
freshet_json_texts freshet_json_text(const freshet_json_decoder *_Nonnull decoder, size_t field);
/// The refused records, in order.
size_t freshet_json_failure_count(const freshet_json_decoder *_Nonnull decoder);
const freshet_json_failure *_Nullable freshet_json_failures(const freshet_json_decoder *_Nonnull decoder);

/// Strict RFC 3339 text to milliseconds since 1970; parts of a millisecond are dropped.
bool freshet_rfc3339_parse(const uint8_t *_Nonnull text, size_t length, int64_t *_Nonnull milliseconds);

/// Writes the shortest decimal that reads back as the same finite number, at most 32 bytes, and returns their count.
size_t freshet_json_write_float(uint8_t *_Nonnull target, float value);
size_t freshet_json_write_double(uint8_t *_Nonnull target, double value);
size_t freshet_json_write_integer(uint8_t *_Nonnull target, int64_t value);

#ifdef __cplusplus
}
#endif

#endif
