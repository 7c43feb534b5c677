// SentencePiece models behind a C interface: no C++ exception leaves these functions, and a model is checked before it is used.
//
// Functions that can fail return a negative number or NULL and write a message for people, ended by NUL, into `message`.
#ifndef CSENTENCEPIECE_H
#define CSENTENCEPIECE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct csp_model csp_model;
typedef struct csp_ids csp_ids;

// A model from the bytes of a .model file. May be used by several threads at once.
csp_model *csp_load(const uint8_t *bytes, size_t count, char *message, size_t capacity);
void csp_free(csp_model *model);

// Number of pieces, and the text of each (not ended by NUL; valid as long as the model).
int32_t csp_size(const csp_model *model);
const char *csp_piece(const csp_model *model, int32_t id, size_t *length);
// Number of the token for what the vocabulary lacks, of the padding, the begin and the end token; -1 where there is none.
int32_t csp_unknown(const csp_model *model);
int32_t csp_padding(const csp_model *model);
int32_t csp_begin(const csp_model *model);
int32_t csp_end(const csp_model *model);

// Room for the pieces of one text, to be used again and again, by one thread at a time.
csp_ids *csp_ids_make(void);
void csp_ids_free(csp_ids *ids);
// Pieces of `length` bytes of UTF-8 into `ids`; returns how many, -1 for an error.
int64_t csp_encode(const csp_model *model, const char *text, size_t length, csp_ids *ids);
// The first `count` of them, which must be no more than there are.
void csp_ids_copy(const csp_ids *ids, int64_t count, int32_t *result);

// What to learn from.
typedef struct {
    const char *type;            // "unigram" or "bpe"
    int32_t vocabulary_size;
    double character_coverage;
    const char *normalization;   // a rule of the library's: "nmt_nfkc", "identity", ...
    int32_t byte_fallback;
    int32_t maximum_sentence_length;
} csp_training;

// The bytes of a .model file learned from `count` sentences of which sentence i is `text[offsets[i]..<offsets[i + 1]]`, one thread, no random
// numbers; NULL for an error. `size` gets the number of bytes; free the result with `csp_bytes_free`.
uint8_t *csp_train(
    const csp_training *training, const char *text, const int64_t *offsets, int64_t count, size_t *size, char *message, size_t capacity);
void csp_bytes_free(uint8_t *bytes);

#ifdef __cplusplus
}
#endif
#endif
