#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace csp {

// What is wrong with the bytes of a .model file, empty where nothing is. The library trusts the normalisation trie of a model: out of
// bounds it reads whatever memory holds. So the trie is walked here first, and what else could make the library exit is refused.
std::string problem(const uint8_t *bytes, size_t count);

// `text` as a C string into `message`, cut to fit.
void say(const std::string &text, char *message, size_t capacity);

}  // namespace csp
