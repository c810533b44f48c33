#ifndef FRESHET_PLAN_HPP
#define FRESHET_PLAN_HPP

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "CSimdJSON.h"

namespace freshet {

constexpr int32_t none = -1;

/// A key path's step. A node is a field, an object with fields inside, or both (which no value satisfies).
struct Node {
  std::string key;
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
      node = child_or_new(node, std::string(reinterpret_cast<const char *>(bytes) + keys[k].start, keys[k].length));
    }
    const int32_t field = int32_t(fields.size());
    fields.push_back(Field{settings, nodes[node].first_field});
    nodes[node].first_field = field;
  }

  /// The child of that key, or none. `previous` is the child found before in the same object.
  int32_t find(int32_t parent, int32_t previous, const uint8_t *key, size_t length) {
    int32_t &guess = previous == none ? nodes[parent].first_child : nodes[previous].successor;
    if (guess != none && is_key(guess, key, length)) return guess;
    for (const int32_t child : nodes[parent].children) {
      if (is_key(child, key, length)) {
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
  bool is_key(int32_t node, const uint8_t *key, size_t length) const {
    const std::string &wanted = nodes[node].key;
    return wanted.size() == length && memcmp(wanted.data(), key, length) == 0;
  }

  int32_t child_or_new(int32_t parent, std::string key) {
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
