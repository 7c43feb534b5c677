"""Peers from PyPI, each in an environment of its own under .build/peers; made when missing, kept for the next time."""

import os
import re
import shutil
import subprocess
import sys

PACKAGES = {
    "text": ["transformers", "tokenizers", "sentencepiece"],
    "torch": ["torch", "numpy", "safetensors"],
    "text": ["torch", "transformers", "tokenizers", "sentencepiece", "sentence-transformers", "onnx", "onnxruntime", "safetensors"],
    "dvc": ["dvc>=3,<4"],
    "implicit": ["implicit", "numpy", "scipy", "safetensors"],
    "cornac": ["cornac", "numpy", "scipy", "safetensors"],
    "mlflow": ["mlflow"],
    "snakemake": ["snakemake"],
    "redun": ["redun"],
    "doit": ["doit"],
    "optuna": ["optuna==5.0.0", "scipy"],
}


class Peers:
    def __init__(self, root, say):
        self.root = root
        self.say = say

    def program(self, peer, name="python"):
        """A program of the peer's environment, after installing it where it is missing."""
        folder = os.path.join(self.root, peer)
        program = os.path.join(folder, "bin", name)
        if not os.path.exists(os.path.join(folder, ".complete")) and not self._is_complete(peer, folder):
            self.say(f"installing {peer} from PyPI into {folder}")
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            pip = [os.path.join(folder, "bin", "python"), "-m", "pip", "install", "-q", *PACKAGES[peer]]
            subprocess.run(pip, check=True, stdout=sys.stderr)
        with open(os.path.join(folder, ".complete"), "w"):
            pass
        return program

    def _is_complete(self, peer, folder):
        python = os.path.join(folder, "bin", "python")
        modules = "; ".join(f"import {re.split('[<>=]', package)[0].replace('-', '_')}" for package in PACKAGES[peer])
        return os.path.exists(python) and subprocess.run(
            [python, "-c", modules], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

    def version(self, package, peer=None):
        python = self.program(peer or package)
        code = f"import importlib.metadata; print(importlib.metadata.version('{package}'))"
        return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
