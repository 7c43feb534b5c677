"""Encoder folders of a published shape with made weights, as `save_pretrained` would write them: speed does not depend on the values."""

import array
import json
import os
import random
import struct

WORDS = 30522


def bert(folder, dimension=384, layers=6, heads=12, inner=1536, positions=512):
    """MiniLM-L6's shape."""
    config = {
        "model_type": "bert", "architectures": ["BertModel"], "vocab_size": WORDS, "hidden_size": dimension, "num_hidden_layers": layers,
        "num_attention_heads": heads, "intermediate_size": inner, "hidden_act": "gelu", "layer_norm_eps": 1e-12,
        "max_position_embeddings": positions, "type_vocab_size": 2, "pad_token_id": 0,
    }
    tensors = {
        "embeddings.word_embeddings.weight": [WORDS, dimension], "embeddings.position_embeddings.weight": [positions, dimension],
        "embeddings.token_type_embeddings.weight": [2, dimension],
        "embeddings.LayerNorm.weight": [dimension], "embeddings.LayerNorm.bias": [dimension],
    }
    for layer in range(layers):
        start = f"encoder.layer.{layer}."
        square = [f"attention.self.{name}" for name in ("query", "key", "value")] + ["attention.output.dense"]
        for name, rows, columns in [(name, dimension, dimension) for name in square] + [
                ("intermediate.dense", inner, dimension), ("output.dense", dimension, inner)]:
            tensors[f"{start}{name}.weight"] = [rows, columns]
            tensors[f"{start}{name}.bias"] = [rows]
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            tensors[f"{start}{name}.weight"] = tensors[f"{start}{name}.bias"] = [dimension]
    return _write(folder, config, tensors)


def mt5(folder, dimension=512, head=64, heads=6, inner=1024, layers=8, words=250112):
    """mT5-small's shape."""
    config = {
        "model_type": "mt5", "architectures": ["MT5EncoderModel"], "vocab_size": words, "d_model": dimension, "d_kv": head, "d_ff": inner,
        "num_layers": layers, "num_heads": heads, "feed_forward_proj": "gated-gelu", "layer_norm_epsilon": 1e-6,
        "relative_attention_num_buckets": 32, "relative_attention_max_distance": 128, "is_encoder_decoder": False, "pad_token_id": 0,
    }
    tensors = {"shared.weight": [words, dimension], "encoder.final_layer_norm.weight": [dimension]}
    tensors["encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight"] = [32, heads]
    for layer in range(layers):
        start = f"encoder.block.{layer}.layer."
        for name in "qkv":
            tensors[f"{start}0.SelfAttention.{name}.weight"] = [heads * head, dimension]
        tensors[f"{start}0.SelfAttention.o.weight"] = [dimension, heads * head]
        tensors[f"{start}0.layer_norm.weight"] = tensors[f"{start}1.layer_norm.weight"] = [dimension]
        tensors[f"{start}1.DenseReluDense.wi_0.weight"] = tensors[f"{start}1.DenseReluDense.wi_1.weight"] = [inner, dimension]
        tensors[f"{start}1.DenseReluDense.wo.weight"] = [dimension, inner]
    return _write(folder, config, tensors)


def _write(folder, config, tensors):
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/config.json", "w") as file:
        json.dump(config, file)
    with open(f"{folder}/vocab.txt", "w") as file:
        file.write("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + [f"w{n}" for n in range(WORDS - 5)]) + "\n")
    generator = random.Random(1)
    noise = array.array("f", (generator.gauss(0, 0.02) for _ in range(1 << 18))).tobytes()
    header, end = {}, 0
    for name, shape in tensors.items():
        size = 4 * (shape[0] if len(shape) == 1 else shape[0] * shape[1])
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [end, end + size]}
        end += size
    text = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    text += b" " * (-len(text) % 8)
    with open(f"{folder}/model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape in tensors.items():
            left = header[name]["data_offsets"][1] - header[name]["data_offsets"][0]
            is_scale = name.lower().endswith(("layernorm.weight", "layer_norm.weight"))
            piece = struct.pack("<f", 1) * (1 << 12) if is_scale else noise
            start = 0 if is_scale else 4 * generator.randrange(1 << 12)
            while left > 0:
                file.write(piece[start:start + left])
                left -= len(piece[start:start + left])
                start = 0
    return folder
