#include "model_check.h"

#include "charsmap_check.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string_view>
#include <vector>

namespace csp {
namespace {

// Fields of a protocol buffer's message, in the order in which they lie. Source: protobuf.dev, "Encoding".
class Fields {
public:
    explicit Fields(std::string_view bytes) : bytes_(bytes) {}

    uint64_t number = 0, value = 0;  // value: of a varint, or the bits of a fixed one
    int wire = 0;
    std::string_view content;

    // False at the end, and where the bytes are no message: then `broken`.
    bool next() {
        if (bytes_.empty()) return false;
        uint64_t key = 0;
        if (!varint(key)) return fail();
        number = key >> 3;
        wire = static_cast<int>(key & 7);
        content = {};
        switch (wire) {
        case 0: return varint(value) || fail();
        case 1: return fixed(8) || fail();
        case 5: return fixed(4) || fail();
        case 2: {
            uint64_t length = 0;
            if (!varint(length) || length > bytes_.size()) return fail();
            content = bytes_.substr(0, length);
            bytes_.remove_prefix(length);
            return true;
        }
        default: return fail();
        }
    }
    bool broken = false;

private:
    bool fail() {
        broken = true;
        return false;
    }
    bool varint(uint64_t &result) {
        result = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (bytes_.empty()) return false;
            const auto byte = static_cast<uint8_t>(bytes_.front());
            bytes_.remove_prefix(1);
            result |= static_cast<uint64_t>(byte & 0x7F) << shift;
            if ((byte & 0x80) == 0) return true;
        }
        return false;
    }
    bool fixed(size_t size) {
        if (bytes_.size() < size) return false;
        value = 0;
        std::memcpy(&value, bytes_.data(), size);
        bytes_.remove_prefix(size);
        return true;
    }
    std::string_view bytes_;
};

constexpr size_t maximum_pieces = 4'000'000, maximum_piece_bytes = 1024;
constexpr uint64_t unknown_type = 2, user_defined_type = 4, last_type = 6;
// The library keeps room for 64 symbols that begin alike.
constexpr size_t maximum_nested_symbols = 60;

struct Pieces {
    size_t count = 0, unknown = 0;
    std::vector<std::string_view> symbols;  // user-defined ones
};

std::string piece_problem(std::string_view bytes, Pieces &pieces) {
    std::string_view text;
    uint64_t type = 1;
    float score = 0;
    Fields fields(bytes);
    while (fields.next()) {
        if (fields.number == 1 && fields.wire == 2) text = fields.content;
        if (fields.number == 2 && fields.wire == 5) std::memcpy(&score, &fields.value, sizeof score);
        if (fields.number == 3 && fields.wire == 0) type = fields.value;
    }
    if (fields.broken) return "a piece is damaged";
    if (++pieces.count > maximum_pieces) return "it has more than 4,000,000 pieces";
    if (text.empty()) return "piece " + std::to_string(pieces.count - 1) + " is empty";
    if (text.size() > maximum_piece_bytes) return "piece " + std::to_string(pieces.count - 1) + " has more than 1,024 bytes";
    if (!std::isfinite(score) || std::fabs(score) > 1e30f) return "the score of piece " + std::to_string(pieces.count - 1) + " is no number";
    if (type < 1 || type > last_type) return "piece " + std::to_string(pieces.count - 1) + " is of an unknown type";
    if (type == unknown_type) ++pieces.unknown;
    if (type == user_defined_type) pieces.symbols.push_back(text);
    return {};
}

std::string normalizer_problem(std::string_view bytes) {
    Fields fields(bytes);
    while (fields.next()) {
        if (fields.number != 2 || fields.wire != 2 || fields.content.empty()) continue;
        if (const std::string problem = charsmap_problem(fields.content); !problem.empty()) return problem;
    }
    return fields.broken ? "its normalizer is damaged" : "";
}

std::string trainer_problem(std::string_view bytes) {
    Fields fields(bytes);
    while (fields.next()) {
        if (fields.number == 3 && fields.wire == 0 && (fields.value < 1 || fields.value > 4)) return "it is of an unknown model type";
    }
    return fields.broken ? "its trainer's settings are damaged" : "";
}

// Symbols of which each begins with the one before.
std::string nesting_problem(std::vector<std::string_view> &symbols) {
    std::sort(symbols.begin(), symbols.end());
    std::vector<std::string_view> open;
    for (const auto symbol : symbols) {
        while (!open.empty() && symbol.substr(0, open.back().size()) != open.back()) open.pop_back();
        open.push_back(symbol);
        if (open.size() > maximum_nested_symbols) return "too many user-defined symbols begin alike";
    }
    return {};
}

}  // namespace

std::string problem(const uint8_t *bytes, size_t count) {
    Fields fields({reinterpret_cast<const char *>(bytes), count});
    Pieces pieces;
    while (fields.next()) {
        if (fields.wire != 2) continue;
        std::string problem;
        if (fields.number == 1) problem = piece_problem(fields.content, pieces);
        if (fields.number == 2) problem = trainer_problem(fields.content);
        if (fields.number == 3 || fields.number == 5) problem = normalizer_problem(fields.content);
        if (!problem.empty()) return problem;
    }
    if (fields.broken || pieces.count == 0) return "these bytes are no SentencePiece model, or a truncated one";
    if (pieces.unknown != 1) return "it must have one unknown piece and has " + std::to_string(pieces.unknown);
    return nesting_problem(pieces.symbols);
}

void say(const std::string &text, char *message, size_t capacity) {
    if (capacity == 0) return;
    const size_t length = std::min(text.size(), capacity - 1);
    std::memcpy(message, text.data(), length);
    message[length] = 0;
}

}  // namespace csp
