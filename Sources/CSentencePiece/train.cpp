#include "CSentencePiece.h"
#include "model_check.h"

#include <sentencepiece_trainer.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <unordered_map>

namespace {

// Sentences in the order given, out of one buffer.
class Sentences : public sentencepiece::SentenceIterator {
public:
    Sentences(const char *text, const int64_t *offsets, int64_t count) : text_(text), offsets_(offsets), count_(count) { read(); }
    bool done() const override { return index_ >= count_; }
    void Next() override {
        ++index_;
        read();
    }
    const std::string &value() const override { return value_; }
    sentencepiece::util::Status status() const override { return {}; }

private:
    void read() {
        if (index_ < count_) value_.assign(text_ + offsets_[index_], static_cast<size_t>(offsets_[index_ + 1] - offsets_[index_]));
    }
    const char *text_;
    const int64_t *offsets_;
    const int64_t count_;
    int64_t index_ = 0;
    std::string value_;
};

std::string decimal(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

}  // namespace

uint8_t *csp_train(
    const csp_training *training, const char *text, const int64_t *offsets, int64_t count, size_t *size, char *message, size_t capacity) {
    try {
        // Padding 0, end 1, unknown 2 and no begin token, as in T5's models. `input_sentence_size` 0 samples nothing: every sentence is
        // read, in order; with one thread the result depends on the sentences alone.
        const std::unordered_map<std::string, std::string> options = {
            {"model_type", training->type},
            {"vocab_size", std::to_string(training->vocabulary_size)},
            {"character_coverage", decimal(training->character_coverage)},
            {"normalization_rule_name", training->normalization},
            {"byte_fallback", training->byte_fallback ? "true" : "false"},
            {"max_sentence_length", std::to_string(training->maximum_sentence_length)},
            {"pad_id", "0"}, {"eos_id", "1"}, {"unk_id", "2"}, {"bos_id", "-1"},
            {"input_sentence_size", "0"}, {"shuffle_input_sentence", "false"},
            {"num_threads", "1"}, {"hard_vocab_limit", "false"}, {"minloglevel", "2"},
        };
        Sentences sentences(text, offsets, count);
        std::string model;
        const auto status = sentencepiece::SentencePieceTrainer::Train(options, &sentences, &model);
        if (!status.ok()) {
            csp::say(status.message(), message, capacity);
            return nullptr;
        }
        auto *bytes = static_cast<uint8_t *>(std::malloc(model.size() + 1));
        if (bytes == nullptr) throw std::bad_alloc();
        std::memcpy(bytes, model.data(), model.size());
        *size = model.size();
        return bytes;
    } catch (const std::exception &error) {
        csp::say(error.what(), message, capacity);
    } catch (...) {
        csp::say("unknown error", message, capacity);
    }
    return nullptr;
}

void csp_bytes_free(uint8_t *bytes) { std::free(bytes); }
