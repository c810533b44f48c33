#ifndef FRESHET_COLUMNS_HPP
#define FRESHET_COLUMNS_HPP

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

namespace freshet {

/// A growing array of plain values whose storage is kept from batch to batch and never zeroed.
template <typename Value>
class Buffer {
 public:
  Buffer() = default;
  Buffer(const Buffer &) = delete;
  Buffer &operator=(const Buffer &) = delete;
  Buffer(Buffer &&other) noexcept : values(other.values), capacity(other.capacity) {
    other.values = nullptr;
    other.capacity = 0;
  }
  ~Buffer() { free(values); }

  Value *data() { return values; }
  const Value *data() const { return values; }
  Value &operator[](size_t index) { return values[index]; }

  void reserve(size_t wanted) {
    if (wanted <= capacity) return;
    const size_t grown = wanted > capacity * 2 ? wanted : capacity * 2;
    void *moved = realloc(values, grown * sizeof(Value));
    if (moved == nullptr) throw std::bad_alloc();
    values = static_cast<Value *>(moved);
    capacity = grown;
  }

 private:
  Value *values = nullptr;
  size_t capacity = 0;
};

/// A field's decoded values: numbers, or text in one arena.
struct Column {
  static constexpr size_t slack = 16;

  Buffer<double> numbers;
  Buffer<int32_t> starts;
  Buffer<int32_t> lengths;
  Buffer<uint8_t> bytes;
  size_t byte_count = 0;

  void reserve(size_t rows, bool is_numeric) {
    if (is_numeric) {
      numbers.reserve(rows);
    } else {
      starts.reserve(rows);
      lengths.reserve(rows);
    }
    byte_count = 0;
  }

  /// Room for `count` bytes of text of a row, whose start it notes. A column holds less than 2 GiB.
  uint8_t *begin_text(size_t row, size_t count) {
    if (byte_count + count > INT32_MAX) throw std::bad_alloc();
    bytes.reserve(byte_count + count);
    starts[row] = int32_t(byte_count);
    return bytes.data() + byte_count;
  }

  /// Copies the text of a row, of which `slack` bytes more are readable.
  void copy_text(size_t row, const uint8_t *source, size_t count) {
    uint8_t *target = begin_text(row, count + slack);
    if (count <= slack) {
      // A copy of constant size is two instructions, where memcpy is a call.
      memcpy(target, source, slack);
    } else {
      memcpy(target, source, count);
    }
    end_text(row, count);
  }

  void end_text(size_t row, size_t count) {
    lengths[row] = int32_t(count);
    byte_count += count;
  }

  void set_missing_text(size_t row) {
    starts[row] = int32_t(byte_count);
    lengths[row] = -1;
  }
};

}  // namespace freshet

#endif
