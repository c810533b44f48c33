#ifndef FRESHET_PLAN_HPP
#define FRESHET_PLAN_HPP

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "CSimdJSON.h"

namespace freshet {

constexpr int32_t none = -1;

/// A key that is compared by its first and last eight bytes, and only where it is longer than both by all of them.
class Key {
 public:
  /// So many bytes behind a key are read, though not looked at.
  static constexpr size_t word = sizeof(uint64_t);

  Key() = default;
  explicit Key(std::string key) : text(std::move(key)) {
    std::string padded = text + std::string(word, '\0');
    mask = text.size() >= word ? ~uint64_t(0) : (uint64_t(1) << (8 * text.size())) - 1;
    first = load(padded.data()) & mask;
    last = text.size() > word ? load(text.data() + text.size() - word) : 0;
  }

  bool operator==(const Key &other) const { return text == other.text; }

  bool is(const uint8_t *key, size_t length) const {
    if (length != text.size() || (load(key) & mask) != first) return false;
    if (length <= word) return true;
    if (load(key + length - word) != last) return false;
    return length <= 2 * word || memcmp(text.data(), key, length) == 0;
  }

 private:
  std::string text;
  uint64_t mask = 0;
  uint64_t first = 0;
  uint64_t last = 0;

  static uint64_t load(const void *bytes) {
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
    // The mask keeps the first bytes, which are the low ones.
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(value) : value;
  }
};

/// A key path's step. A node is a field, an object with fields inside, or both (which no value satisfies).
struct Node {
  Key key;
  std::vector<int32_t> children;
  /// The first of the fields that take this value; further ones by `Field::next`.
  int32_t first_field = none;
  /// Records mostly repeat their order of keys: which child came after this one the last time, and which came first.
  int32_t successor = none;
  int32_t first_child = none;
  /// The record in which the key was seen last: of duplicate keys the first counts.
  uint64_t seen_in = 0;

  bool has_fields() const { return first_field != none; }
  /// Whether one of the fields takes the value as it is written.
  bool has_raw = false;
  /// Whether one of the fields takes a scalar.
  bool has_scalar = false;
};

struct Field {
  freshet_json_field settings;
  int32_t next = none;
};

/// The schema as a trie of key paths.
struct Plan {
  std::vector<Node> nodes{Node()};
  std::vector<Field> fields;

  static constexpr int32_t root = 0;

  void add(const freshet_json_field &settings, const uint8_t *bytes, const freshet_json_span *keys, size_t key_count) {
    int32_t node = root;
    for (size_t k = 0; k < key_count; k++) {
      node = child_or_new(node, Key(std::string(reinterpret_cast<const char *>(bytes) + keys[k].start, keys[k].length)));
    }
    const int32_t field = int32_t(fields.size());
    fields.push_back(Field{settings, nodes[node].first_field});
    nodes[node].first_field = field;
  }

  /// The child of that key, or none; `Key::word` bytes behind the key must be readable. `previous` is the child found before in the same object.
  int32_t find(int32_t parent, int32_t previous, const uint8_t *key, size_t length) {
    int32_t &guess = previous == none ? nodes[parent].first_child : nodes[previous].successor;
    if (guess != none && nodes[guess].key.is(key, length)) return guess;
    for (const int32_t child : nodes[parent].children) {
      if (nodes[child].key.is(key, length)) {
        guess = child;
        return child;
      }
    }
    return none;
  }

  /// A field at or below the node, to name in a message.
  int32_t any_field(int32_t node) const {
    while (!nodes[node].has_fields()) node = nodes[node].children.front();
    return nodes[node].first_field;
  }

 private:
  int32_t child_or_new(int32_t parent, Key key) {
    for (const int32_t child : nodes[parent].children) {
      if (nodes[child].key == key) return child;
    }
    const int32_t child = int32_t(nodes.size());
    nodes.push_back(Node());
    nodes.back().key = std::move(key);
    nodes[parent].children.push_back(child);
    return child;
  }
};

}  // namespace freshet

#endif
