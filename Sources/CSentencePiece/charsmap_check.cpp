#include "charsmap_check.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace csp {
namespace {

// A unit of a double-array trie as the Darts-clone library lays it out.
struct Unit {
    uint32_t bits;
    bool has_leaf() const { return (bits >> 8) & 1; }
    uint32_t value() const { return bits & 0x7FFFFFFF; }
    // Of a leaf it has bit 31 set, which no byte equals.
    uint32_t label() const { return bits & 0x800000FF; }
    uint32_t offset() const { return (bits >> 10) << ((bits & 0x200) >> 6); }
};

// Walks all that a look-up can reach.
class Walk {
public:
    Walk(std::vector<uint32_t> units, size_t strings) : units_(std::move(units)), strings_(strings), results_(units_.size(), unseen) {}

    std::string problem() {
        if (units_.empty()) return "its normalisation rules are empty";
        visit(0);
        while (problem_.empty() && !open_.empty()) step();
        return problem_;
    }

private:
    // The library keeps room for 32 results of one look-up.
    static constexpr int unseen = -1, working = -2, maximum_results = 31;
    struct Frame {
        uint32_t unit, base;
        int next;   // label to try
        int most;   // results on the longest way below
    };

    void visit(uint32_t index) {
        const Unit unit{units_[index]};
        const uint32_t base = index ^ unit.offset();
        if ((base | 0xFF) >= units_.size()) return fail("its normalisation rules point outside of themselves");
        if (index != 0 && unit.has_leaf() && Unit{units_[base]}.value() >= strings_) return fail("a normalisation rule has no result");
        results_[index] = working;
        open_.push_back({index, base, 1, 0});
    }

    void step() {
        Frame &frame = open_.back();
        while (frame.next < 256) {
            const uint32_t child = frame.base ^ static_cast<uint32_t>(frame.next);
            const Unit unit{units_[child]};
            if (unit.label() != static_cast<uint32_t>(frame.next)) {
                ++frame.next;
            } else if (results_[child] == unseen) {
                return visit(child);
            } else if (results_[child] == working) {
                return fail("its normalisation rules run in a circle");
            } else {
                frame.most = std::max(frame.most, results_[child]);
                ++frame.next;
            }
        }
        const int own = frame.unit != 0 && Unit{units_[frame.unit]}.has_leaf() ? 1 : 0;
        results_[frame.unit] = frame.most + own;
        if (results_[frame.unit] > maximum_results) return fail("too many of its normalisation rules begin alike");
        open_.pop_back();
    }

    void fail(const char *problem) { problem_ = problem; }

    const std::vector<uint32_t> units_;
    const size_t strings_;
    std::vector<int> results_;
    std::vector<Frame> open_;
    std::string problem_;
};

}  // namespace

std::string charsmap_problem(std::string_view blob) {
    uint32_t size = 0;
    if (blob.size() <= sizeof size) return "its normalisation rules are truncated";
    std::memcpy(&size, blob.data(), sizeof size);
    blob.remove_prefix(sizeof size);
    if (size >= blob.size() || size % sizeof(uint32_t) != 0) return "its normalisation rules are truncated";
    if (blob.back() != 0) return "a result of its normalisation rules has no end";
    std::vector<uint32_t> units(size / sizeof(uint32_t));
    std::memcpy(units.data(), blob.data(), size);
    return Walk(std::move(units), blob.size() - size).problem();
}

}  // namespace csp
