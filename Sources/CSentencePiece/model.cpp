#include "CSentencePiece.h"
#include "model_check.h"

#include <sentencepiece_processor.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <new>
#include <string>
#include <vector>

struct csp_model {
    sentencepiece::SentencePieceProcessor processor;
};

struct csp_ids {
    std::vector<int> values;
};

csp_model *csp_load(const uint8_t *bytes, size_t count, char *message, size_t capacity) {
    try {
        if (const std::string problem = csp::problem(bytes, count); !problem.empty()) {
            csp::say(problem, message, capacity);
            return nullptr;
        }
        auto model = std::make_unique<csp_model>();
        const auto status = model->processor.LoadFromSerializedProto({reinterpret_cast<const char *>(bytes), count});
        if (!status.ok()) {
            csp::say(status.message(), message, capacity);
            return nullptr;
        }
        return model.release();
    } catch (const std::exception &error) {
        csp::say(error.what(), message, capacity);
    } catch (...) {
        csp::say("unknown error", message, capacity);
    }
    return nullptr;
}

void csp_free(csp_model *model) { delete model; }

int32_t csp_size(const csp_model *model) { return model->processor.GetPieceSize(); }

const char *csp_piece(const csp_model *model, int32_t id, size_t *length) {
    const std::string &piece = model->processor.IdToPiece(id);
    *length = piece.size();
    return piece.data();
}

int32_t csp_unknown(const csp_model *model) { return model->processor.unk_id(); }
int32_t csp_padding(const csp_model *model) { return model->processor.pad_id(); }
int32_t csp_begin(const csp_model *model) { return model->processor.bos_id(); }
int32_t csp_end(const csp_model *model) { return model->processor.eos_id(); }

csp_ids *csp_ids_make(void) { return new (std::nothrow) csp_ids(); }
void csp_ids_free(csp_ids *ids) { delete ids; }
void csp_ids_copy(const csp_ids *ids, int64_t count, int32_t *result) { std::copy_n(ids->values.begin(), count, result); }

int64_t csp_encode(const csp_model *model, const char *text, size_t length, csp_ids *ids) {
    try {
        ids->values.clear();
        const auto status = model->processor.Encode(absl::string_view(text, length), &ids->values);
        return status.ok() ? static_cast<int64_t>(ids->values.size()) : -1;
    } catch (...) {
        return -1;
    }
}
