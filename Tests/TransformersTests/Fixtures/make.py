#!/usr/bin/env python3
"""Small randomly initialised encoders and what Hugging Face transformers computes with them: the folders beside this file.

    python make.py        (torch, transformers and safetensors; made with transformers 5.23, torch 2.15)

Each folder is what `save_pretrained` writes (config.json, model.safetensors), and `expected.safetensors`: token ids of a few texts in
compressed rows (offsets, tokens) and the hidden states of the last layer, one row a token, each text encoded by itself in float32.
Weights are drawn wide (standard deviation .25), so that attention, norms and activations are far from the identity.
"""
import pathlib
import shutil

import torch
from safetensors.torch import load_file, save_file
from transformers import (BertConfig, BertForSequenceClassification, BertModel, DistilBertConfig, DistilBertForSequenceClassification,
                          MT5Config, MT5EncoderModel, T5Config, T5EncoderModel, T5ForConditionalGeneration)

HERE = pathlib.Path(__file__).resolve().parent


def randomise(model, seed):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator) * 0.25
            parameter.copy_(noise + 1 if "norm" in name.lower() and name.endswith("weight") else noise)
    return model.eval()


def make(name, model, encoder, lengths, vocabulary, dtype=torch.float32):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    model.to(dtype)
    model.save_pretrained(folder)
    for path in folder.iterdir():
        if path.name not in ("config.json", "model.safetensors"):
            path.unlink()
    model.to(torch.float32)
    generator = torch.Generator().manual_seed(7)
    offsets, tokens, hidden = [0], [], []
    for length in lengths:
        ids = torch.randint(0, vocabulary, (1, length), generator=generator)
        with torch.no_grad():
            hidden.append(encoder(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state[0])
        tokens += ids[0].tolist()
        offsets.append(len(tokens))
    save_file({"offsets": torch.tensor(offsets), "tokens": torch.tensor(tokens, dtype=torch.int32), "hidden": torch.cat(hidden)},
              folder / "expected.safetensors")
    print(name, (folder / "model.safetensors").stat().st_size, list(load_file(folder / "model.safetensors"))[:2])


def main():
    short, long = [1, 2, 7, 33, 60], [1, 2, 7, 33, 160]
    config = BertConfig(vocab_size=50, hidden_size=24, num_hidden_layers=2, num_attention_heads=2, intermediate_size=40,
                        max_position_embeddings=60)
    model = randomise(BertModel(config, add_pooling_layer=False), 1)
    make("bert", model, model, short, 50)
    # Heads of a whole strip of 32 columns, the GELU by tanh, and a head on top, whose file has names with a prefix.
    config = BertConfig(vocab_size=40, hidden_size=64, num_hidden_layers=1, num_attention_heads=2, intermediate_size=96,
                        max_position_embeddings=60, hidden_act="gelu_new")
    model = randomise(BertForSequenceClassification(config), 2)
    make("bert-head", model, model.bert, short, 40, torch.float16)
    config = DistilBertConfig(vocab_size=50, dim=24, n_layers=2, n_heads=3, hidden_dim=40, max_position_embeddings=60)
    model = randomise(DistilBertForSequenceClassification(config), 3)
    make("distilbert", model, model.distilbert, short, 50)
    config = T5Config(vocab_size=50, d_model=24, d_kv=10, d_ff=40, num_layers=2, num_heads=3, feed_forward_proj="relu")
    model = randomise(T5EncoderModel(config), 4)
    make("t5", model, model, long, 50)
    config = MT5Config(vocab_size=60, d_model=32, d_kv=8, d_ff=48, num_layers=2, num_heads=3, feed_forward_proj="gated-gelu")
    model = randomise(MT5EncoderModel(config), 5)
    make("mt5", model, model, long, 60, torch.bfloat16)
    # A whole model, decoder and all.
    config = T5Config(vocab_size=30, d_model=16, d_kv=8, d_ff=24, num_layers=1, num_decoder_layers=1, num_heads=2,
                      feed_forward_proj="gated-gelu", relative_attention_num_buckets=16, relative_attention_max_distance=40)
    model = randomise(T5ForConditionalGeneration(config), 6)
    make("t5-whole", model, model.encoder, long, 30)


if __name__ == "__main__":
    main()
