#pragma once

#include <string>
#include <string_view>

namespace csp {

// What is wrong with the normalisation rules of a model: the size of a double-array trie (little-endian, 32 bits), the trie, and strings
// ended by NUL into which its leaves point. Empty where nothing is.
std::string charsmap_problem(std::string_view blob);

}  // namespace csp
